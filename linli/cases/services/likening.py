"""Keeps the numbers by which cases like another are found: made with the case, and anew for all by `linli likeness`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from linli.cases.domain.likeness import WITHIN
from linli.cases.models import Case, LikenessKey, Visibility
from linli.cases.selectors.alike import day_of, profile_at, text_of
from linli.core import clock
from linli.core.chunks import chunks
from linli.text.likeness import keys_of

_ROWS = 500
Row = tuple[int, int, int, int]


def likeness_keep(case: Case) -> None:
    """Write a new case's keys, in its transaction; a confidential case leaves no trace that words could find."""
    if case.visibility != Visibility.CONFIDENTIAL:
        _write(_rows(case))


def likeness_keep_recent(cases: Iterable[Case]) -> None:
    """Write the keys of those of many new cases that are recent enough to be looked for: older ones would be forgotten."""
    since = clock.now() - WITHIN
    recent = (one for one in cases if one.submitted_at >= since and one.visibility != Visibility.CONFIDENTIAL)
    _write(row for case in recent for row in _rows(case))


def likeness_rebuild(everything: bool = False) -> int:
    """Make the keys of recent cases anew, and forget those of older ones; return for how many cases there are keys.

    Args:
        everything: however old, for whoever measures.
    """
    cases = Case.objects.exclude(visibility=Visibility.CONFIDENTIAL)
    if not everything:
        cases = cases.filter(submitted_at__gte=clock.now() - WITHIN)
    number, waiting = 0, list[Row]()
    with transaction.atomic():
        LikenessKey.objects.all()._raw_delete(LikenessKey.objects.db)
        wanted = cases.only("community_id", "id", "title", "body", "submitted_at").order_by("community_id", "id")
        for case in wanted.iterator(_ROWS):
            number += 1
            waiting += _rows(case)
            if len(waiting) > _ROWS * 10:
                _write(waiting)
                waiting.clear()
        _write(waiting)
    return number


def likeness_forget() -> int:
    """Forget the keys of cases too old to be looked for; return how many keys."""
    old = LikenessKey.objects.filter(day__lt=day_of(clock.now() - WITHIN))
    return int(old._raw_delete(old.db))


def _rows(case: Case) -> list[Row]:
    day = day_of(case.submitted_at)
    return [(case.community_id, key, day, case.id) for key in keys_of(profile_at(text_of(case)))]


def _write(rows: Iterable[Row]) -> None:
    """By hand: sixteen model instances would cost more than all the rest of a new case's keys."""
    with connection.cursor() as cursor:
        for some in chunks(rows, _ROWS):
            values = ", ".join(["(%s, %s, %s, %s)"] * len(some))
            cursor.execute(
                f"INSERT INTO cases_likenesskey (community_id, key, day, case_id) VALUES {values} ON CONFLICT DO NOTHING",
                [value for row in some for value in row],
            )
