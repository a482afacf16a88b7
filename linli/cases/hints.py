"""What a resident reads beside the form while writing: danger first, then what may spare them the sending (R1, R3, C3).

A section is one function of `Writing` that returns what its template shows, or None for nothing to show, and one
template under `cases/resident/hints/`; its line in `SECTIONS` puts it on the page. All read what is public and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from linli.cases.domain.submission import MOST_CHARACTERS
from linli.catalog.selectors import words_of_routes
from linli.knowledge.models import Article
from linli.knowledge.selectors import articles_fitting
from linli.people.models import Account
from linli.places.selectors import Located

EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Writing:
    """A report as far as it is written.

    Args:
        body: its words, at most as many as may be sent.
        place: where it is, as far as that is known without looking an address up.
        account: who is signed in.
        chosen: the form's other values as they were sent, unchecked.
    """

    body: str
    place: Located | None = None
    account: Account | None = None
    chosen: Mapping[str, str] | None = None

    @classmethod
    def of(cls, data: Mapping[str, str], place: Located | None, account: Account | None) -> Writing:
        """Return what a form has sent so far."""
        return cls(data.get("body", "")[:MOST_CHARACTERS], place, account, data)


@dataclass(frozen=True, slots=True)
class Hint:
    """A section with something to say: its template, and what that shows as `hint`."""

    template: str
    shown: Any


def _articles(writing: Writing) -> list[Article]:
    """What is known about it already, so that nobody waits for an answer that is there."""
    return articles_fitting(writing.body, writing.place.community if writing.place else None)


SECTIONS: tuple[tuple[str, Callable[[Writing], Any]], ...] = (("articles", _articles),)
"""(name of the template under `cases/resident/hints/`, function), in the order of the page."""


def hints_for(writing: Writing) -> list[Hint]:
    """Return the sections that have something to say about what is written."""
    if not writing.body.strip():
        return []
    found = ((name, section(writing)) for name, section in SECTIONS)
    return [Hint(f"cases/resident/hints/{name}.html", shown) for name, shown in found if shown]


def is_emergency(writing: Writing) -> bool:
    """Whether the words speak of danger to life."""
    return bool(words_of_routes(writing.body).get(EMERGENCY))
