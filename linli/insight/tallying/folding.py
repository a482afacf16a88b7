"""What deeds have noted is taken into the tallies of every place above their community, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from django.db import transaction

from linli.insight.models import Book, Change
from linli.insight.tallying.adding import Sums, sums_add, sums_of_changes, tallies_add
from linli.places.models import Division

BATCH = 500


def tallies_fold(limit: int | None = None, going: Callable[[], bool] = lambda: True) -> int:
    """Fold what has been noted; return how many notes. Nothing is folded where the tallies are not made.

    Args:
        limit: about so many notes at most; all, where None.
        going: asked between two batches.
    """
    folded = 0
    while (limit is None or folded < limit) and going():
        with transaction.atomic():
            # Whoever else folds, or makes the tallies anew, waits here until this batch is in, or is waited for.
            if not Book.objects.select_for_update().filter(made=True).exists():
                break
            changes = list(Change.objects.order_by("id")[:BATCH])
            if changes:
                _fold(changes)
        folded += len(changes)
        if len(changes) < BATCH:
            break
    return folded


def _fold(changes: list[Change]) -> None:
    notes = ((change.community_id, change.before, change.after) for change in changes)
    tallies_add(upwards(sums_of_changes(notes)))
    Change.objects.filter(id__in=[change.id for change in changes]).delete()


def upwards(by_community: dict[int, Sums]) -> dict[int, Sums]:
    """Return the sums of every place above the communities."""
    lineages = lineages_of(by_community)
    by_place: dict[int, Sums] = {}
    for community, sums in by_community.items():
        lineage = lineages[community]
        for place, below in pairwise(lineage):
            sums_add(by_place.setdefault(place, {}), sums, below)
    return by_place


def lineages_of(communities: Iterable[int]) -> dict[int, list[int]]:
    """Return for each community the ids of the divisions from the city down to itself: two queries."""
    paths = dict(Division.objects.filter(pk__in=list(communities)).values_list("pk", "path"))
    codes = {pk: [code for code in path.split("/") if code] for pk, path in paths.items()}
    every = {code for own in codes.values() for code in own}
    ids = dict(Division.objects.filter(code__in=every).values_list("code", "pk"))
    return {pk: [ids[code] for code in own] for pk, own in codes.items()}
