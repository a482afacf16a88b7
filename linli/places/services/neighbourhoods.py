"""Areas, groups and neighbourhoods of households (G2): listed, and each household put into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import Acting, audit_note
from linli.core.chunks import chunks
from linli.core.errors import Invalid
from linli.places.models import Household, Neighbourhood, NeighbourhoodKind
from linli.places.records import NeighbourhoodRecord, Tally
from linli.places.services.rows import BATCH

K = NeighbourhoodKind


def door_number(door: str) -> int:
    """Return what a door is counted by: 0302 and 302 are one number; a door without digits is before all."""
    digits = "".join(letter for letter in door if letter.isdecimal())
    return int(digits) if digits else -1


def doors_between(doors: Iterable[str], first: str, last: str) -> tuple[str, ...]:
    """Return the doors from `first` to `last`, both included; all, where neither is given.

    Raises:
        Invalid: the range holds none of the doors, or only one end is given.
    """
    if not first and not last:
        return tuple(doors)
    if not first or not last:
        raise Invalid(_("门牌起止要一起填写；整个单元都属于时，两个都不填。"), {"first": _("请补上起止。")})
    found = tuple(door for door in doors if door_number(first) <= door_number(door) <= door_number(last))
    if not found:
        raise Invalid.at("first", _("这个单元没有 %(first)s 至 %(last)s 之间的门牌。") % {"first": first, "last": last})
    return found


@transaction.atomic
def neighbourhoods_set(records: Sequence[NeighbourhoodRecord], *, acting: Acting | None = None) -> Tally:
    """Make the areas, groups and neighbourhoods that are named, and put their households into them.

    What is as it should be is left alone. A household that was of another neighbourhood is of this one from then on; rows
    are brought in by the thousand.

    Args:
        acting: who does it by hand, for one community; None where a list does, which is noted as a whole.

    Returns:
        The count of records: created (its neighbourhood is new), updated (households moved), unchanged.
    """
    paths, made = neighbourhoods_make(records)
    households = _households(records)
    moves: dict[tuple[int, int], list[int]] = {}
    tally = Tally()
    for record in records:
        own = paths[record.community.pk, record.area, record.group, record.name]
        found = [
            households[record.entrance.pk, door] for door in record.doors if (record.entrance.pk, door) in households
        ]
        moved = [household.id for household in found if household.neighbourhood_id != own]
        if moved:
            moves.setdefault((record.community.pk, own), []).extend(moved)
        if own in made:
            tally.created += 1
        elif moved:
            tally.updated += 1
        else:
            tally.unchanged += 1
    for (community, own), ids in moves.items():
        for some in chunks(ids, BATCH):
            Household.objects.filter(community=community, id__in=some).update(neighbourhood=own)
    if acting is not None and records:
        audit_note("neighbourhood_set", records[0].community, acting, households=sum(map(len, moves.values())))
    return tally


Path = tuple[int, str, str, str]


def neighbourhoods_make(records: Sequence[NeighbourhoodRecord]) -> tuple[dict[Path, int], set[int]]:
    """Make the areas, groups and neighbourhoods that are named and not there: six queries at most.

    Returns:
        The id of each path (community, area, group, name), and which neighbourhoods are new.
    """
    grids = {(record.community.pk, record.area): record.grid for record in records}
    rows = Neighbourhood.objects.filter(community__in={record.community.pk for record in records})
    known = {(row.community_id, row.parent_id, row.name): row.pk for row in rows}
    above: dict[tuple[int, ...] | tuple[int | str, ...], int | None] = {(r.community.pk,): None for r in records}
    made: set[int] = set()
    for depth, kind in enumerate((K.AREA, K.GROUP, K.NEIGHBOURHOOD), start=1):
        paths = list(dict.fromkeys((r.community.pk, r.area, r.group, r.name)[: depth + 1] for r in records))
        wanted = {path: (int(path[0]), above[path[:-1]], str(path[-1])) for path in paths}
        new = [
            Neighbourhood(
                community_id=community, grid=grids[community, str(path[1])], kind=kind, name=name, parent_id=parent
            )
            for path, (community, parent, name) in wanted.items()
            if (community, parent, name) not in known
        ]
        for row in Neighbourhood.objects.bulk_create(new, batch_size=BATCH):
            known[row.community_id, row.parent_id, row.name] = row.pk
            if kind == K.NEIGHBOURHOOD:
                made.add(row.pk)
        for path, key in wanted.items():
            above[path] = known[key]
    ids = {}
    for record in records:
        whole = (record.community.pk, record.area, record.group, record.name)
        ids[whole] = known[record.community.pk, above[whole[:-1]], record.name]
    return ids, made


def _households(records: Sequence[NeighbourhoodRecord]) -> dict[tuple[int, str], Household]:
    entrances = {record.entrance.pk for record in records}
    found = Household.objects.filter(community__in={record.community.pk for record in records})
    if len(entrances) <= BATCH:
        found = found.filter(entrance__in=entrances)
    return {(household.entrance_id, household.door): household for household in found}
