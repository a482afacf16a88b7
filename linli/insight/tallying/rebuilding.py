"""The tallies made anew from the cases.

Nobody has to stop for it. While they are being made, figures are counted from the cases and what deeds note is kept; a few
communities at a time are counted in one transaction that also drops what was noted of them up to then. The tallies of
a place whose parts have tallies are sums of those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Count

from linli.cases.models import Case
from linli.core import clock
from linli.core.ids import new_id
from linli.core.snapshot import snapshot
from linli.insight.domain.tallies import MEASURES
from linli.insight.models import Book, Change, Tally
from linli.insight.tallying.adding import tallies_add
from linli.insight.tallying.folding import tallies_fold
from linli.insight.tallying.recounting import HEAD, SUMS, TABLE, parts_below, sums_of_cases, tree_of

TOGETHER = 5000
"""So many cases are counted in one transaction, a second or two."""
ROWS_DELETED = 20_000
ABANDONED_AFTER = timedelta(minutes=5)
"""A step takes seconds: whoever made them was killed."""


class Superseded(Exception):
    """Somebody else has begun to make the tallies anew, or this process must end; this attempt stops."""


def _always() -> bool:
    return True


def tallies_keep(going: Callable[[], bool] = _always) -> int:
    """Fold what was noted, or make the tallies where nobody has or whoever did was killed; return how many notes or cases.

    Args:
        going: asked between two steps; a step takes less than a second or two.
    """
    book = Book.objects.first()
    if book is not None and book.made:
        return tallies_fold(going=going)
    if book is not None and book.touched_at > clock.now() - ABANDONED_AFTER:
        return 0
    try:
        return tallies_rebuild(going)
    except Superseded:
        return 0


def tallies_rebuild(going: Callable[[], bool] = _always) -> int:
    """Make all tallies anew; return from how many cases.

    Raises:
        Superseded: somebody else has begun after this, or it is not to go on.
    """
    turn = _Turn(going)
    for place in Tally.objects.order_by().values_list("community_id", flat=True).distinct():
        _empty(place, turn)
    sizes = dict(Case.objects.order_by().values_list("community_id").annotate(Count("id")))
    tree = tree_of(sizes)
    for place in tree.order:
        for communities in _together(tree.communities.get(place, []), sizes):
            with snapshot(writes=True):
                turn.step()
                _count(place, communities)
        if below := tree.places.get(place, []):
            with transaction.atomic():
                turn.step()
                _sum_up(place, below)
    with transaction.atomic():
        turn.step(made=True)
    return sum(sizes.values())


class _Turn:
    """One attempt. The book's token is drawn anew at every step, so that of two attempts the earlier finds it gone."""

    def __init__(self, going: Callable[[], bool]) -> None:
        self.going, self.token = going, new_id()
        with transaction.atomic():
            Book.objects.get_or_create(id=1)
            Book.objects.select_for_update().get(id=1)  # whoever folds finishes first
            Book.objects.update(made=False, token=self.token, touched_at=clock.now())

    def step(self, *, made: bool = False) -> None:
        """Go on, in a transaction: until it ends nobody else can begin.

        Raises:
            Superseded: somebody else has begun meanwhile, or this attempt is not to go on.
        """
        drawn = new_id()
        if not self.going():
            raise Superseded
        if not Book.objects.filter(token=self.token).update(token=drawn, made=made, touched_at=clock.now()):
            raise Superseded
        self.token = drawn


def _empty(place: int, turn: _Turn) -> None:
    while ids := list(Tally.objects.filter(community=place).order_by("id").values_list("id", flat=True)[:ROWS_DELETED]):
        with transaction.atomic():
            turn.step()
            Tally.objects.filter(community=place, id__range=(ids[0], ids[-1])).delete()


def _together(communities: Iterable[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    some: list[int] = []
    for community in communities:
        some.append(community)
        if sum(sizes[each] for each in some) >= TOGETHER:
            yield some
            some = []
    if some:
        yield some


def _count(place: int, communities: list[int]) -> None:
    tallies_add({place: sums_of_cases(communities)})
    Change.objects.filter(community__in=communities).delete()


def _sum_up(place: int, below: list[int]) -> None:
    add = ", ".join(f"{name} = {TABLE}.{name} + EXCLUDED.{name}" for name in MEASURES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (community_id, {HEAD}, {', '.join(MEASURES)}) "
            f"SELECT {int(place)}, {HEAD}, {SUMS} FROM ({parts_below(below)}) AS parts WHERE true GROUP BY {HEAD} "
            f"ON CONFLICT (community_id, id) DO UPDATE SET {add}"
        )
