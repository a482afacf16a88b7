"""Which articles fit what somebody writes, and which hold what somebody looks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from linli.catalog.models import Category
from linli.catalog.selectors import lineage, revision_of, suggest_category
from linli.core import clock
from linli.knowledge.domain.ranking import Entry, Ranking, Topic, terms_of
from linli.knowledge.domain.validity import Validity, validity
from linli.knowledge.models import Article, State, Version
from linli.knowledge.selectors.shown import articles_shown
from linli.places.models import Division, Level
from linli.text.query import condition_of

REVISION = "articles"
MOST_OFFERED = 3
"""More than three offers are not read while one writes."""
MOST_COMPARED = 20_000
"""Articles a process keeps in memory to compare with, the latest first; a city has some thousand. See docs/performance.md."""
MOST_FOUND, MOST_NEAR = 100, 6
NEAREST = 0.15
"""Half of what fits: what a search shows where no article holds all its words."""


@dataclass(frozen=True, slots=True)
class _Kept:
    revision: int
    ranking: Ranking


_kept = _Kept(-1, Ranking())


def _ranking() -> Ranking:
    """Return the published articles to compare with, read anew when any process has changed one: one small query."""
    global _kept
    revision = revision_of(REVISION)
    if _kept.revision != revision or not revision:
        columns = (
            *("shown_of", "question", "answer", "documents", "category_id", "category__parent_id"),
            *("place__code", "place__level", "valid_from", "valid_to"),
        )
        rows = Version.objects.filter(shown_of__state=State.PUBLISHED).order_by("-pk").values_list(*columns)
        _kept = _Kept(revision, Ranking(_entry(*row) for row in rows[:MOST_COMPARED]))
    return _kept.ranking


def _entry(key: int, question: str, answer: str, documents: str, *rest: Any) -> Entry:
    asked = terms_of(question)
    return Entry(key, asked, asked | terms_of(answer) | terms_of(documents), *rest)


def _offered(place: Division | None, on: date) -> Callable[[Entry], bool]:
    """The rule of `articles_shown`, for what is kept in memory."""
    codes = frozenset(lineage(place)) if place else frozenset()

    def offered(entry: Entry) -> bool:
        here = entry.code in codes if codes else entry.level >= Level.DISTRICT
        return here and validity(entry.valid_from, entry.valid_to, on) is Validity.CURRENT

    return offered


def articles_fitting(
    text: str,
    place: Division | None,
    at: date | None = None,
    *,
    category: Category | None = None,
    most: int = MOST_OFFERED,
) -> list[Article]:
    """Return the articles that fit what somebody writes, the best first. Three queries, none where no word is known.

    Args:
        text: what is written.
        place: where; None where nobody knows.
        at: the day they must hold on; today, where None.
        category: what it is about; as its words say, where None.
        most: how many at most.
    """
    on = at or clock.today()
    category = category or suggest_category(text)[0]
    topic = Topic(category.pk, category.parent_id) if category else Topic()
    return _in_order(_ranking().offers(text, topic, _offered(place, on), most), articles_shown(place, on))


def _in_order(ranked: list[tuple[float, int]], shown: QuerySet[Article]) -> list[Article]:
    order = {key: rank for rank, (_fit, key) in enumerate(ranked)}
    return sorted(shown.filter(pk__in=order), key=lambda article: order[article.pk]) if order else []


def articles_search(asked: str, place: Division | None, category: Category | None = None) -> tuple[list[Article], bool]:
    """Return the articles that hold every word somebody looks for, the nearest first; else those that come near.

    Returns:
        The articles, and whether they hold every word.
    """
    condition = condition_of(asked)
    if condition is None:
        return [], True
    shown = articles_shown(place)
    if category is not None:
        shown = shown.filter(shown__category=category)
    near = _ranking().fitting(asked, Topic(), _offered(place, clock.today()), 0.0)
    if held := list(shown.filter(terms__terms__meet=condition)[:MOST_FOUND]):
        fits = {key: fit for fit, key in near}
        return sorted(held, key=lambda article: (-fits.get(article.pk, 0.0), article.pk)), True
    return _in_order([pair for pair in near if pair[0] >= NEAREST][:MOST_NEAR], shown), False
