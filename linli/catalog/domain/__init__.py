"""The catalog's rules: time limits, how often somebody may try, and which words of a text speak for a category or a route."""

from linli.catalog.domain.hours import hours_read, hours_write
from linli.catalog.domain.limits import (
    COMPLEX,
    DANGER,
    DAY,
    DEFAULT_LIMITS,
    HOUR,
    ORDINARY,
    REMIND_AT,
    URGENCIES,
    UTILITY,
    Limit,
    Rules,
)
from linli.catalog.domain.tries import DEFAULT_TRIES, FEWEST_TRIES, MOST_TRIES, TRIES_WINDOW
from linli.catalog.domain.words import MOST_CHARACTERS, Lexicon

__all__ = [
    "COMPLEX",
    "DANGER",
    "DAY",
    "DEFAULT_LIMITS",
    "DEFAULT_TRIES",
    "FEWEST_TRIES",
    "HOUR",
    "MOST_CHARACTERS",
    "MOST_TRIES",
    "ORDINARY",
    "REMIND_AT",
    "TRIES_WINDOW",
    "URGENCIES",
    "UTILITY",
    "Lexicon",
    "Limit",
    "Rules",
    "hours_read",
    "hours_write",
]
