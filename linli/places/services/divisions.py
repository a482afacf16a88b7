"""Writes about cities, districts, streets and communities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core.errors import Invalid
from linli.places.domain import Crs, Level, Shape, level_of, lineage, parent_code
from linli.places.models import Division
from linli.places.records import DivisionRecord, Tally
from linli.places.services.naming import places_name
from linli.places.services.rows import NO_POINT, outline_of, point_values, revision_bump, rows_upsert


@transaction.atomic
def divisions_upsert(records: Iterable[DivisionRecord]) -> Tally:
    """Bring divisions to what `records` say, the upper levels first. Neither outlines nor `active` are touched.

    Raises:
        Invalid: a division above one of them is neither known nor among them.
    """
    by_level: dict[Level, list[DivisionRecord]] = {}
    for record in records:
        by_level.setdefault(level_of(record.code), []).append(record)
    known = {division.code: division for division in Division.objects.defer("outline")}
    tally = Tally()
    for level in sorted(by_level, reverse=True):
        done = rows_upsert(
            Division,
            [(known.get(record.code), _values(record, level, known)) for record in by_level[level]],
        )
        known.update((division.code, division) for division in done.rows)
        tally.add(done)
        tally.rows += done.rows
    if tally.created or tally.updated:
        revision_bump()
    return tally


def _values(record: DivisionRecord, level: Level, known: dict[str, Division]) -> dict[str, Any]:
    above = parent_code(record.code)
    if above is not None and above not in known:
        raise Invalid(
            _("“%(name)s”（%(code)s）的上级 %(above)s 不存在；请先导入上级区划。")
            % {"name": record.name, "code": record.code, "above": above}
        )
    values = {
        "code": record.code,
        "name": record.name,
        "level": level.value,
        "parent_id": known[above].pk if above else None,
        "path": "".join(code + "/" for code in lineage(record.code).values()),
    }
    # A point that is known is not lost to a list without points.
    return values | (point_values(record.point) or ({} if record.code in known else NO_POINT))


@transaction.atomic
def outlines_set(outlines: Sequence[tuple[str, Shape, Crs]]) -> Tally:
    """Give divisions their outlines: (code, shape in WGS-84, the reference system it came in).

    Raises:
        Invalid: a code is not known.
    """
    known = Division.objects.in_bulk([code for code, _shape, _crs in outlines], field_name="code")
    if strange := [code for code, _shape, _crs in outlines if code not in known]:
        raise Invalid(_("没有代码为 %(code)s 的区划；请先导入区划。") % {"code": strange[0]})
    tally = rows_upsert(
        Division,
        [(known[code], {"outline": outline_of(shape), "origin_crs": crs.value}) for code, shape, crs in outlines],
    )
    if tally.updated:
        revision_bump()
    return tally


@transaction.atomic
def division_activate(division: Division, active: bool = True) -> None:
    """Say whether a division uses Linli: whether residents' requests are sent to its desk."""
    if division.active != active:
        division.active = active
        division.save(update_fields=["active"])
        places_name(Division, [division])
        revision_bump()


def division_lock(division: Division) -> None:
    """Let two who write about one place come one after the other, until the transaction ends."""
    Division.objects.select_for_update().only("pk").get(pk=division.pk)
