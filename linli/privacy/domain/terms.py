"""How long what is held (PIPL art. 19: the shortest time that the purpose needs).

A community may lengthen a term with a reason, never shorten what a law asks for: `linli.privacy.services.terms`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Term:
    """A term: days from its beginning (None: no day ends it), what it begins with, why so long, whether it may be longer."""

    days: int | None
    begins: str
    why: str
    movable: bool = False


# `begins` and `why` are words people read: `linli.privacy.words` has them in gettext.
TERMS: dict[str, Term] = {
    "code": Term(1, "made", "purpose"),
    "upload": Term(1, "made", "purpose"),
    "session": Term(30, "used", "purpose"),
    "task": Term(14, "made", "purpose"),
    # Until its owner deletes it, or three years unused.
    "account": Term(3 * 365, "used", "limitation"),
    # A child's account whose consent ended without a withdrawal: time to ask a guardian again, or at 14 for one's own.
    "guardian": Term(90, "over", "purpose"),
    "home": Term(90, "over", "purpose"),
    # Whom to ask for something that is offered no more: a month, for what was agreed while it was.
    "resource": Term(30, "over", "purpose"),
    # Who acted for whom may be asked as long as a claim may be brought (Civil Code art. 188).
    "authority": Term(3 * 365, "over", "limitation"),
    "message": Term(365, "made", "purpose"),
    # Civil Code art. 188: claims may be brought for three years.
    "case": Term(3 * 365, "ended", "limitation", movable=True),
    # PIPL art. 55-56 and art. 69: whoever processes must be able to prove that they were allowed to.
    "consent": Term(None, "made", "proof"),
    # Cybersecurity Law as amended in 2025, art. 23 item 3 (2016: art. 21): logs at least six months; PIPL art. 56: records of
    # risky processing three years.
    "log": Term(3 * 365, "made", "log", movable=True),
    "post": Term(None, "held", "public"),
    "history": Term(None, "made", "public"),
}


def length(name: str, longer_days: Iterable[int] = ()) -> timedelta | None:
    """Return how long a term is, the longest of what was set for a place counting where it may be lengthened.

    Args:
        name: a name in TERMS.
        longer_days: what the community and the places above it have set.

    Raises:
        KeyError: no such term.
    """
    term = TERMS[name]
    if term.days is None:
        return None
    return timedelta(days=max([term.days, *(longer_days if term.movable else ())]))


def past(name: str, begun: datetime | None, now: datetime, longer_days: Iterable[int] = ()) -> bool:
    """Whether something that began then is past its time."""
    lasts = length(name, longer_days)
    return begun is not None and lasts is not None and begun + lasts <= now
