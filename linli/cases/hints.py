"""What a resident reads beside the form while writing: danger first, then what may spare them the sending (R1, R3, C3).

A section is one function of `Writing` that returns what its template shows, or None for nothing to show, and one
template under `cases/resident/hints/`; its line in `SECTIONS` puts it on the page. All read what is public and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linli.cases.domain.submission import MOST_CHARACTERS
from linli.cases.selectors.alike import matter_at
from linli.cases.selectors.reported import reported_like
from linli.catalog.selectors import Suggestion, suggest, words_of_routes
from linli.knowledge.models import Article
from linli.knowledge.selectors import articles_fitting
from linli.people.models import Account
from linli.places.selectors import Located, communities_in_use, locate
from linli.privacy.selectors.mine import agreed
from linli.privacy.words import SUGGESTIONS

EMERGENCY = "emergency"
FEWEST_CHARACTERS = 4
"""Fewer name no matter yet."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A report as far as it is written.

    Args:
        body: its words, at most as many as may be sent.
        place: where it is, as far as that is known without looking an address up.
        account: who is signed in.
        chosen: the form's values as they were sent, unchecked.
        reports: (community id, reporter id) of the reports made in this session.
    """

    body: str
    place: Located | None = None
    account: Account | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    reports: Sequence[tuple[int, int]] = ()

    @classmethod
    def of(
        cls,
        data: Mapping[str, str],
        place: Located | None,
        account: Account | None,
        reports: Sequence[tuple[int, int]] = (),
    ) -> Writing:
        """Return what a form has sent so far."""
        return cls(data.get("body", "")[:MOST_CHARACTERS], place, account, data, reports)

    def located(self) -> Located | None:
        """Return where it is, as far as the form says so; an address is looked up."""
        where, address = self.chosen.get("where", ""), self.chosen.get("address", "").strip()
        if self.place is not None and where in ("", "here"):
            return self.place
        named = self.chosen.get("community", "")
        community = communities_in_use().filter(pk=named).first() if named.isdecimal() else None
        if where == "elsewhere" and address and (found := locate(address=address[:200], within=community)):
            return found
        return Located(community) if community is not None else None


@dataclass(frozen=True, slots=True)
class Hint:
    """A section with something to say: its name, and what its template shows as `hint`."""

    name: str
    shown: Any

    @property
    def template(self) -> str:
        """Its template."""
        return f"cases/resident/hints/{self.name}.html"


def _articles(writing: Writing) -> list[Article]:
    """What is known about it already, so that nobody waits for an answer that is there."""
    return articles_fitting(writing.body, writing.place.community if writing.place else None)


def _alike(writing: Writing) -> Any:
    """What neighbours, or the writer, have reported already and is likely the same matter."""
    place = writing.located()
    if place is None or len(writing.body.strip()) < FEWEST_CHARACTERS:
        return None
    category = writing.chosen.get("category_id", "")
    matter = matter_at(place, writing.body.strip(), int(category) if category.isdecimal() else None)
    return reported_like(matter, writing.account, writing.reports)


def _category(writing: Writing) -> Suggestion | None:
    """What it seems to be about, with the words that weighed; nothing where the resident has chosen."""
    if writing.chosen.get("category_id"):
        return None
    found = suggest(writing.body)
    return found if found.category and found.words else None


SECTIONS: tuple[tuple[str, Callable[[Writing], Any]], ...] = (
    ("alike", _alike),
    ("articles", _articles),
    ("category", _category),
)
"""(name of the template under `cases/resident/hints/`, function), in the order of the page."""


def hints_for(writing: Writing) -> list[Hint]:
    """Return the sections that have something to say about what is written."""
    if not writing.body.strip():
        return []
    if not agreed(writing.account, SUGGESTIONS):  # PIPL art. 24: automatic suggestions can be refused
        return []
    found = ((name, section(writing)) for name, section in SECTIONS)
    return [Hint(name, shown) for name, shown in found if shown]


def is_emergency(writing: Writing) -> bool:
    """Whether the words speak of danger to life."""
    return bool(words_of_routes(writing.body).get(EMERGENCY))
