"""Every read of the catalog: which rules hold in a place, who answers for what, what a text speaks of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from linli.catalog.domain import DEFAULT_LIMITS, DEFAULT_TRIES, Lexicon, Limit, Rules
from linli.catalog.models import (
    CalendarDay,
    Category,
    CategoryModel,
    Channel,
    OfficeHours,
    Responsibility,
    Revision,
    Route,
    TimeLimit,
    TryLimit,
)
from linli.core import clock as the_clock
from linli.core.batch import once_a_batch
from linli.core.prepared import prepared
from linli.core.working_time import Calendar, WorkingHours, with_overrides
from linli.people.models import Organisation
from linli.places.models import Division
from linli.text.sorting.keeping import model_read
from linli.text.sorting.model import Model


def lineage(place: Division) -> list[str]:
    """Return the codes of a place and everything above it, the city first."""
    return [code for code in place.path.split("/") if code]


def limit_of(row: TimeLimit) -> Limit:
    """Return a stored override as rules read it."""
    return Limit(row.amount_minutes, row.working, row.days)


def hours_of(spans: list[list[str]]) -> WorkingHours:
    """Return stored office hours, [["08:30", "12:00"], …], as rules read them.

    Raises:
        ValueError: not times, out of order or overlapping.
    """
    return WorkingHours(tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans))


@once_a_batch
def rules_for(community: Division) -> Rules:
    """Return the limits and the calendar that hold in a place: the nearest place's word goes. Three queries."""
    codes = lineage(community)
    limits = dict(DEFAULT_LIMITS)
    for row in _limits(codes):
        limits[row.clock, row.urgency] = limit_of(row)
    hours = _hours.one(codes)
    table: dict[Any, bool] = {}
    for date, working, _level in sorted(_days(codes), key=lambda day: -(day[2] or 99)):
        table[date] = working
    calendar = Calendar(
        hours=hours_of(hours.hours) if hours else WorkingHours(),
        zone=ZoneInfo(settings.TIME_ZONE),
        is_working_day=with_overrides(table),
    )
    return Rules(calendar, limits)


@prepared
def _limits(codes: list[str]) -> QuerySet[TimeLimit]:
    return TimeLimit.objects.filter(place__code__in=codes).order_by("-place__level")


@prepared
def _hours(codes: list[str]) -> QuerySet[OfficeHours]:
    return OfficeHours.objects.filter(place__code__in=codes).order_by("place__level")


@prepared
def _days(codes: list[str]) -> QuerySet[CalendarDay, Any]:
    days = CalendarDay.objects.filter(Q(place=None) | Q(place__code__in=codes))
    return days.values_list("date", "working", "place__level")


@once_a_batch
def owners_of(category: Category, community: Division) -> list[Organisation]:
    """Return who answers for a category in a place, nearest place first; of one place, who answers for the category
    itself before who answers for its subject. One query.
    """
    now = the_clock.now()
    rows = _responsibilities([pk for pk in (category.pk, category.parent_id) if pk], lineage(community), now)
    nearest = sorted(rows, key=lambda row: (row.place.level, row.category_id != category.pk))
    return list(dict.fromkeys(row.organisation for row in nearest))


@prepared
def _responsibilities(categories: list[int], codes: list[str], moment: datetime) -> QuerySet[Responsibility]:
    found = Responsibility.objects.current(moment).filter(
        category__in=categories, place__code__in=codes, organisation__active=True
    )
    found = found.select_related("organisation__place", "place")
    return found.defer("place__outline", "organisation__place__outline").order_by("id")


@dataclass(frozen=True, slots=True)
class _Words:
    """What a process keeps of the catalog in memory - words, and how often one may try - and the revision it was read at."""

    revision: int
    routes: Lexicon
    categories: Lexicon
    by_code: dict[str, Category]
    tries: dict[tuple[str, str], int]
    digest: str  # of the categories' words


def revision_of(name: str) -> int:
    """Return the number of what processes keep in memory under that name, 0 before the first change: one small query."""
    return _revision.one(name) or 0


@prepared
def _revision(name: str) -> QuerySet[Revision, int]:
    return Revision.objects.filter(name=name).values_list("value", flat=True)


_kept: _Words | None = None


@once_a_batch
def words_kept() -> _Words:
    """Return the lexicons, read anew when any process has changed them: one small query."""
    global _kept
    revision = revision_of("words")
    if _kept is None or _kept.revision != revision or not revision:
        categories = {each.code: each for each in Category.objects.filter(active=True).select_related("parent")}
        _kept = _Words(
            revision,
            Lexicon.of(dict(Route.objects.values_list("code", "words"))),
            Lexicon.of({code: each.words for code, each in categories.items()}),
            categories,
            {(code, kind): most for code, kind, most in TryLimit.objects.values_list("place__code", "kind", "most")},
            _digest({code: each.words for code, each in categories.items()}),
        )
    return _kept


def tries_allowed(kind: str, place: Division | None) -> int:
    """Return how often an hour a kind of try is allowed in a place: the nearest place's word goes.

    Where the place is not known, as for a door code that is none, the most that any place allows.

    Raises:
        KeyError: no such kind.
    """
    default, own = DEFAULT_TRIES[kind], words_kept().tries
    if place is None:
        return max([default, *(most for (_code, name), most in own.items() if name == kind)])
    return next((own[code, kind] for code in reversed(lineage(place)) if (code, kind) in own), default)


def _digest(words: Mapping[str, Any]) -> str:
    return sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:16]


def words_of_routes(text: str) -> dict[str, list[str]]:
    """Return route code → the words of it that `text` holds, for those that have any."""
    return words_kept().routes.found(text)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that a text speaks of, and why: a person may always decide otherwise.

    Args:
        category: None where nothing speaks for any.
        words: of the text, that weighed most.
        certain: whether the one who suggests vouches for it.
        version: of the model that suggests; None where the catalog's words do.
    """

    category: Category | None
    words: tuple[str, ...] = ()
    certain: bool = False
    version: int | None = None

    @property
    def decides(self) -> bool:
        """Whether it may send a case on its way: the catalog's words may, a model only where it vouches."""
        return self.category is not None and (self.version is None or self.certain)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The version in use as a process keeps it: its numbers, and the digest of the words with which it may agree for certain."""

    revision: int
    version: int = 0
    model: Model | None = None
    agrees_with: str = ""


_model: _Kept | None = None


def _category_model(revision: int) -> _Kept:
    """Return the version in use and its numbers, read anew when any process has changed it or the words: no query else."""
    global _model
    if _model is None or _model.revision != revision or not revision:
        row = CategoryModel.objects.filter(in_use=True).values_list("pk", "data", "figures").first()
        agreed = row[2].get("agreed", {}) if row else {}
        agrees_with = agreed["words"] if agreed.get("certain") else ""
        _model = _Kept(revision, row[0], model_read(bytes(row[1])), agrees_with) if row else _Kept(revision)
    return _model


def suggest(text: str) -> Suggestion:
    """Return what a text speaks of: what the model vouches for, else the catalog's words, else what the model holds likely."""
    words = words_kept()
    kept = _category_model(words.revision)
    likely = Suggestion(None)
    if kept.model is not None and text.strip():
        verdict = next(iter(kept.model.classify([text])))
        if category := words.by_code.get(verdict.label):
            weighed = tuple(each.word for each in kept.model.explain(text, verdict.label, verdict.next_label))
            likely = Suggestion(category, weighed, verdict.certain and bool(weighed), kept.version)
    if likely.certain:
        return likely
    code, said = words.categories.best(text)
    by_words = Suggestion(words.by_code.get(code), tuple(said))
    if by_words.category is None:
        return likely
    agrees = likely.category is not None and likely.category.pk == by_words.category.pk
    return replace(by_words, certain=agrees and kept.agrees_with == words.digest)


def suggest_category(text: str) -> tuple[Category | None, list[str]]:
    """Return the category by which a text finds its way, and its words; (None, []) where only a person can tell.

    What the model holds likely and does not vouch for is shown to people and moves nothing (R3).
    """
    found = suggest(text)
    return (found.category, list(found.words)) if found.decides else (None, [])


def category_models() -> QuerySet[CategoryModel]:
    """Return every version, the newest first, without its numbers."""
    return CategoryModel.objects.defer("data")


@once_a_batch
def channel(code: str) -> Channel:
    """Return a channel.

    Raises:
        KeyError: none has that code; a slip of the program, not of a person.
    """
    found: Channel | None = _channels.one(code)
    if found is None:
        raise KeyError(f"no channel {code!r}; run catalog_seed()")
    return found


@prepared
def _channels(code: str) -> QuerySet[Channel]:
    return Channel.objects.filter(code=code).order_by()


def channels_by_staff() -> QuerySet[Channel]:
    """Return the channels that staff choose from when they report on a resident's behalf."""
    return Channel.objects.filter(active=True, by_staff=True)


def routes() -> QuerySet[Route]:
    """Return the six routes, in order."""
    return Route.objects.all()


def route(code: str) -> Route:
    """Return a route with its answer to the resident.

    Raises:
        KeyError: none has that code.
    """
    found = Route.objects.filter(code=code).first()
    if found is None:
        raise KeyError(f"no route {code!r}; run catalog_seed()")
    return found


def categories() -> list[tuple[Category, list[Category]]]:
    """Return every active subject with its active categories, in order: one query."""
    rows = list(Category.objects.filter(active=True).defer("words"))
    return [(top, [row for row in rows if row.parent_id == top.pk]) for top in rows if top.parent_id is None]


def category_options() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return what a form lets people choose from: the active categories, grouped under their subjects. One query."""
    return [(str(top), [(row.pk, str(row)) for row in below]) for top, below in categories() if below]
