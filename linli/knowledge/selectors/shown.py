"""What residents read: published, holding today, for where they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.catalog.models import Category
from linli.catalog.selectors import categories, lineage
from linli.core import clock
from linli.core.errors import Missing
from linli.core.prepared import prepared
from linli.knowledge.models import Article, State
from linli.places.models import Division, Level

MOST_LATEST = 3
_READ = ("shown", "shown__category", "shown__owner", "shown__place")


def articles_shown(place: Division | None = None, on: date | None = None) -> QuerySet[Article]:
    """Return the articles offered in a place on a day (today, where None): its own, and those of all above it.

    Where nobody says where they are, those that hold for a whole district or city.
    """
    on = on or clock.today()
    here = Q(shown__place__code__in=lineage(place)) if place else Q(shown__place__level__gte=Level.DISTRICT)
    holds = Q(shown__valid_from__lte=on) & (Q(shown__valid_to=None) | Q(shown__valid_to__gte=on))
    found = Article.objects.filter(here & holds, state=State.PUBLISHED)
    return found.select_related(*_READ).defer("shown__place__outline")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with the articles of it that are shown: the latest few, and how many there are."""

    category: Category
    count: int
    latest: list[tuple[int, str]]


def subjects_shown(place: Division | None, on: date | None = None) -> list[tuple[Category, list[Shelf]]]:
    """Return what is known in a place: subjects with their categories, in the catalog's order. Two queries.

    Of each article its question alone is read: a city's few thousand are one look.
    """
    rows = articles_shown(place, on).order_by("-shown__published_at", "-pk").select_related(None).defer(None)
    held: dict[int, list[tuple[int, str]]] = {}
    for pk, question, category_id in rows.values_list("pk", "shown__question", "shown__category_id"):
        held.setdefault(category_id, []).append((pk, question))
    shelves = [
        (
            subject,
            [Shelf(one, len(held[one.pk]), held[one.pk][:MOST_LATEST]) for one in (subject, *below) if one.pk in held],
        )
        for subject, below in categories()
    ]
    return [(subject, found) for subject, found in shelves if found]


def article_shown(pk: int) -> Article:
    """Return a published article, whether it holds today or not: its page says so.

    Raises:
        Missing: none, never published, or withdrawn.
    """
    article: Article | None = _published.one(pk)
    if article is None:
        raise Missing(_("没有这条知识，或者它已经撤下。请在列表中查找，或直接报事问一问。"))
    return article


@prepared
def _published(pk: int) -> QuerySet[Article]:
    found = Article.objects.filter(pk=pk, state=State.PUBLISHED).select_related(*_READ, "shown__category__parent")
    return found.defer("shown__place__outline")
