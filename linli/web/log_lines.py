"""Lines of the log in words: whose post, which place, what it was about. What is not theirs to read stays a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.audit import words
from linli.audit.domain.deeds import DEEDS
from linli.audit.models import Note
from linli.audit.services import facts_known
from linli.cases.models import Exclusion, Opening
from linli.cases.selectors import cases_visible
from linli.catalog.models import Category, Urgency
from linli.catalog.words import CLOCKS, TRIES
from linli.homes.models import PaperKind
from linli.hot.models import HotIssue
from linli.hot.words import STEPS as HOT_STEPS
from linli.knowledge.models import Article
from linli.ledgers.kinds import LEDGERS
from linli.ledgers.models import Resource
from linli.notify.models import Notice
from linli.partners.models import Outcome, Purpose
from linli.people.domain import Standing
from linli.people.models import Effect, Organisation, OrganisationKind, Post, PostKind
from linli.people.words import RIGHTS
from linli.places.importing.kinds import KINDS
from linli.places.models import Division, Entrance, Grid
from linli.privacy.words import TERM_NAMES

Names = Mapping[Any, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is read. `about` is an address's query that finds what else was done with the same thing."""

    note: Note
    at: datetime
    deed: str
    who: str
    office: str
    place: str
    thing: str
    url: str
    about: str
    facts: list[tuple[str, str]]


def lines_of(notes: Sequence[Note], standing: Standing) -> list[Line]:
    """Return notes in words: one query a kind of thing that they name, however many they are.

    Whom a confidential case names is not shown that anybody read it, or that there is one.
    """
    notes = _told(notes, standing)
    posts = _posts(notes)
    organisations = {post.organisation_id: post.organisation.name for post in posts.values()}
    asked = {value for note in notes if (value := note.facts.get("organisation"))}
    asked |= {note.thing_id for note in notes if _kind(note) == "organisation"}
    organisations |= dict(Organisation.objects.filter(pk__in=asked - organisations.keys()).values_list("pk", "name"))
    codes = {code for note in notes if (code := _last(note.path))}
    places = dict(Division.objects.filter(code__in=codes).values_list("code", "name"))
    named: dict[str, Names] = {
        "post": {pk: post.public_name for pk, post in posts.items()},
        "organisation": organisations,
    }
    named |= {kind: find(notes, standing) for kind, find in _FIND.items() if _about(notes, kind)}
    grids: dict[int, str] = {}
    if wanted := {value for note in notes if (value := note.facts.get("grid"))}:
        grids = dict(Grid.objects.filter(pk__in=wanted).values_list("pk", "name"))
    told: dict[str, Names] = {
        "organisation": organisations,
        "post": named["post"],
        "to": named["post"],
        "deputy_for": named["post"],
        "grid": grids,
    }
    return [_line(note, posts, places, named, told) for note in notes]


def _told(notes: Sequence[Note], standing: Standing) -> list[Note]:
    naming = Exclusion.objects.filter(account_id=standing.account_id or 0).values_list("community_id", "case_id")
    cases = set(naming)
    if not cases:
        return list(notes)
    near = Q(community_id__in={key[0] for key in cases}, case_id__in={key[1] for key in cases})
    openings = set(Opening.objects.filter(near).values_list("community_id", "id"))
    kept: dict[str, set[tuple[int, int]]] = {"case": cases, "opening": openings}
    return [note for note in notes if (note.community_id, note.thing_id) not in kept.get(_kind(note), ())]


def _line(
    note: Note, posts: Mapping[int, Post], places: Names, named: Mapping[str, Names], told: Mapping[str, Names]
) -> Line:
    post = posts.get(note.post_id or 0)
    who = (
        post.public_name
        if post
        else _("系统")
        if note.account_id is None
        else _("账户 %(id)s") % {"id": note.account_id}
    )
    kind, name, url, about = _kind(note), "", "", ""
    if kind and note.thing_id is not None:
        key = (note.community_id, note.thing_id) if note.community_id is not None else note.thing_id
        found = named.get(kind, {}).get(key)
        name = f"{words.THINGS[kind]} {found or ('' if kind in ('case', 'opening') else note.thing_id)}".strip()
        about = urlencode({"thing": f"{kind}:{note.community_id or ''}:{note.thing_id}"})
        url = _ADDRESSES[kind](key) if found and kind in _ADDRESSES else ""
    office = f"{post.organisation.name} {post.get_kind_display()}" if post else ""
    facts = [
        (str(words.FACTS.get(fact, fact)), _said(fact, value, told))
        for fact, value in facts_known(note.deed, note.facts).items()
        if value != ""
    ]
    place = places.get(_last(note.path), _("系统"))
    return Line(note, note.at, words.deed_name(note.deed), who, office, place, name, url, about, facts)


_CODES: dict[str, Mapping[str, Any]] = {
    "kind": {**dict(OrganisationKind.choices), **dict(PostKind.choices)},
    "clock": CLOCKS,
    "urgency": dict(Urgency.choices),
    "tries": TRIES,
    "term": TERM_NAMES,
    "list": {name: kind.title for name, kind in KINDS.items()},
    "step": HOT_STEPS,
    "right": {str(right): said for right, (said, _more) in RIGHTS.items()},
    "effect": dict(Effect.choices),
    "purpose": dict(Purpose.choices),
    "outcome": dict(Outcome.choices),
    "decision": words.DECISIONS,
    "ledger": {name: kind.title for name, kind in LEDGERS.items()},
    "paper": dict(PaperKind.choices),
}


def _said(fact: str, value: Any, told: Mapping[str, Names]) -> str:
    """A fact in words; what names nothing any more stays a number."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if fact in told:
        return told[fact].get(value, str(value))
    return _(str(_CODES.get(fact, {}).get(value, value)))


def _kind(note: Note) -> str:
    return DEEDS[note.deed].thing if note.deed in DEEDS else ""


def _about(notes: Iterable[Note], kind: str) -> set[int]:
    return {note.thing_id for note in notes if note.thing_id is not None and _kind(note) == kind}


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _posts(notes: Sequence[Note]) -> dict[int, Post]:
    """The posts that acted, and those that were acted on."""
    wanted = {note.post_id for note in notes if note.post_id} | _about(notes, "post")
    wanted |= {value for note in notes for name in ("post", "to", "deputy_for") if (value := note.facts.get(name))}
    found = Post.objects.filter(pk__in=wanted).select_related("organisation")
    return {post.pk: post for post in found}


def _cases(notes: Sequence[Note], standing: Standing) -> Names:
    """Numbers of the cases that whoever reads the log may read too."""
    keys = {(note.community_id, note.thing_id) for note in notes if _kind(note) == "case"}
    near = Q(community_id__in={key[0] for key in keys}, id__in={key[1] for key in keys})
    rows = cases_visible(standing).filter(near).values_list("community_id", "id", "number")
    return {(community_id, pk): number for community_id, pk, number in rows if (community_id, pk) in keys}


def _resources(notes: Sequence[Note], standing: Standing) -> Names:
    keys = {(note.community_id, note.thing_id) for note in notes if _kind(note) == "resource"}
    near = Q(community_id__in={key[0] for key in keys}, id__in={key[1] for key in keys})
    return {(row.community_id, row.id): row.name for row in Resource.objects.filter(near)}


def _entrances(notes: Sequence[Note], standing: Standing) -> Names:
    rows = Entrance.objects.filter(pk__in=_about(notes, "entrance")).select_related("building")
    return {row.pk: f"{row.building}{row}" for row in rows}


_FIND: dict[str, Callable[[Sequence[Note], Standing], Names]] = {
    "case": _cases,
    "resource": _resources,
    "entrance": _entrances,
    "category": lambda notes, standing: {
        pk: _(name) for pk, name in Category.objects.filter(pk__in=_about(notes, "category")).values_list("pk", "name")
    },
    "notice": lambda notes, standing: dict(
        Notice.objects.filter(pk__in=_about(notes, "notice")).values_list("pk", "title")
    ),
    "article": lambda notes, standing: dict(
        Article.objects.filter(pk__in=_about(notes, "article")).values_list("pk", "latest__question")
    ),
    "issue": lambda notes, standing: dict(
        HotIssue.objects.filter(pk__in=_about(notes, "issue")).values_list("pk", "title")
    ),
}
_ADDRESSES: dict[str, Callable[[Any], str]] = {
    "case": lambda key: reverse("cases:case", args=key),
    "resource": lambda key: reverse("ledgers:resource", args=key),
    "article": lambda key: reverse("knowledge:article", args=[key]),
    "issue": lambda key: reverse("hot:issue", args=[key]),
}
