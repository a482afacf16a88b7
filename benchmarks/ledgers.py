"""How fast ledgers come in: seconds for leaders, units, households and social resources, read, checked, taken, and again.

python -m benchmarks ledgers (--database URL | --data DIR) [--rows N] [--kind NAME …] [--json] [--profile FILE]

Takes an empty database, opens a community of four grids with enough entrances in it, writes an xlsx of N rows of each ledger
as somebody would send it, and works at each list as the worker does: read into chunks, check, take; then the same list once
more, which must change nothing. `processor` is what this process worked, `database` what PostgreSQL's did for it where that
runs on the same machine: together they are what an idle machine takes. `sealing` is the part of the time that went into
sealing names and numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks._where import choose
from benchmarks.foreign import CODE, places_make

PER_ENTRANCE = 60
PER_NEIGHBOURHOOD = 12
ENTRANCES_A_BUILDING = 4
Rows = Callable[[int], Iterator[dict[str, Any]]]


def main(argv: list[str]) -> int:
    """Fill, bring in twice, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ledgers", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--database", help="URL of an empty PostgreSQL database; keys go to LINLI_DATA")
    where.add_argument("--data", type=Path, help="an empty data folder, for SQLite")
    parser.add_argument("--rows", type=int, default=100_000, help="default 100000")
    parser.add_argument("--kind", action="append", choices=list(ROWS), help="default all")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--profile", type=Path, help="write what cProfile found of the first list here")
    options = parser.parse_args(argv)
    choose(options)
    places_make()
    doors_make(-(-options.rows // PER_ENTRANCE))
    found = {}
    for kind in options.kind or list(ROWS):
        with tempfile.TemporaryDirectory() as folder:
            content = sheet_make(kind, options.rows, Path(folder) / "list.xlsx")
        found[kind] = {"first": run(kind, content, options.profile), "again": run(kind, content)}
        if not options.json:
            for turn, one in found[kind].items():
                print(_line(kind, turn, one), flush=True)
    if options.json:
        print(json.dumps(found))
    return 0


def _line(kind: str, turn: str, one: dict[str, Any]) -> str:
    parts = "  ".join(
        f"{name} {one[name]:>6.1f} s" for name in ("read", "check", "take", "total", "processor", "database")
    )
    counts = " ".join(f"{name} {count}" for name, count in one["counts"].items())
    return f"{kind:<11} {turn:<6} {parts}  sealing {one['sealing']:>5.1f} s ({one['sealing_share']:.0%})  {counts}"


def doors_make(entrances: int) -> None:
    """Build one compound with so many entrances in the community's four grids, and the party to put leaders in charge of."""
    from linli.people.services import grid_teams
    from linli.places.models import Building, Compound, Division, Entrance, Grid

    community = Division.objects.get(code=CODE)
    compound = Compound.objects.create(community=community, name="一小区")
    grids = list(Grid.objects.filter(community=community))
    buildings = [
        Building(grid=grids[number % len(grids)], compound=compound, name=f"{number + 1}栋")
        for number in range(-(-entrances // ENTRANCES_A_BUILDING))
    ]
    Building.objects.bulk_create(buildings)
    rows = [Entrance(building=one, name=f"{number}单元") for one in buildings for number in range(1, 5)]
    Entrance.objects.bulk_create(rows[:entrances])
    grid_teams(community)


def _households(rows: int) -> Iterator[dict[str, Any]]:
    for number in range(rows):
        entrance, door = divmod(number, PER_ENTRANCE)
        building, unit = divmod(entrance, ENTRANCES_A_BUILDING)
        own = door // PER_NEIGHBOURHOOD
        yield {
            "door": f"{door // 4 + 1}{door % 4 + 1:02d}",
            "entrance": f"{unit + 1}单元",
            "building": f"{building + 1}栋",
            "compound": "一小区",
            "area": f"第{building % 20 + 1}片",
            "group": f"{building + 1}栋组",
            "name": f"{unit + 1}单元{own + 1}邻",
        }


def _leaders(rows: int) -> Iterator[dict[str, Any]]:
    kinds = ("邻长", "组长", "楼栋长", "网格员")
    for number in range(rows):
        yield {
            "kind": kinds[number % 4],
            "public_name": f"张{number % 997}",
            "phone": f"199{number:08d}",
            "first": "2026-01-01",
            "public_phone": "027-86000000",
            "promise": "有事找我，一天内回话",
            "grid": f"第{number % 4 + 1}网格",
        }


def _units(rows: int) -> Iterator[dict[str, Any]]:
    kinds = ("驻区单位", "社会组织", "物业公司")
    for number in range(rows):
        yield {
            "kind": kinds[number % 3],
            "name": f"示例单位{number:06d}",
            "duties": "小区保洁、绿化、电梯",
            "contact": f"李{number % 997}",
            "phone": "027-86000000",
            "address": f"示例路{number % 300 + 1}号",
            "grid": f"第{number % 4 + 1}网格",
        }


def _resources(rows: int) -> Iterator[dict[str, Any]]:
    kinds = ("场地", "车辆", "工具设备", "技能", "服务", "资金")
    for number in range(rows):
        yield {
            "kind": kinds[number % 6],
            "name": f"资源{number:06d}",
            "offered_by": f"第{number % 500}单位",
            "grid": f"第{number % 4 + 1}网格",
            "place_text": f"{number % 90 + 1}栋一楼",
            "available": "周一至周五 9:00-17:00",
            "contact": f"王{number % 997}",
            "phone": f"199{number:08d}",
            "agreed": "是",
            "first": "2026-01-01",
        }


ROWS: dict[str, Rows] = {
    "households": _households,
    "leaders": _leaders,
    "units": _units,
    "resources": _resources,
}


def _ledger(kind: str) -> Any:
    from linli.ledgers.kinds import LEDGERS
    from linli.ledgers.policies import area_find

    return LEDGERS[kind](area_find(CODE))


def sheet_make(kind: str, rows: int, target: Path, seed: int = 1) -> bytes:
    """Write the xlsx as spreadsheet programs do (texts in a table of their own), rows in the order of nobody; return it."""
    from openpyxl import Workbook

    columns = _ledger(kind).columns
    made = list(ROWS[kind](rows))
    random.Random(seed).shuffle(made)
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([str(column.title) for column in columns])
    for row in made:
        page.append([row.get(column.key) for column in columns])
    book.save(target)
    return target.read_bytes()


def run(kind: str, content: bytes, profile: Path | None = None) -> dict[str, Any]:
    """Bring a list in as the worker does; return the seconds of each step and what came of the rows."""
    import cProfile

    from linli.ledgers.models import State, Upload
    from linli.ledgers.services import uploads

    watch = Watch()
    profiler = cProfile.Profile() if profile else None
    upload = uploads.upload_begin(_ledger(kind), f"{kind}.xlsx", content, account_id=None)
    seconds: dict[str, float] = {}
    worked, served = time.process_time(), served_seconds()
    with watch:
        if profiler:
            profiler.enable()
        begun = time.perf_counter()
        while Upload.objects.values_list("state", flat=True).get(pk=upload.pk) in (State.READING, State.CHECKING):
            before = Upload.objects.values_list("state", flat=True).get(pk=upload.pk)
            step = time.perf_counter()
            uploads.upload_advance(upload.pk, 0 if before == State.READING else 3600)
            name = "read" if before == State.READING else "check"
            seconds[name] = time.perf_counter() - step
        step = time.perf_counter()
        upload.refresh_from_db()
        if upload.state == State.CHECKED:
            uploads.upload_confirm(upload)
            while uploads.upload_advance(upload.pk, 3600):
                pass
        seconds["take"] = time.perf_counter() - step
        seconds["total"] = time.perf_counter() - begun
        if profiler and profile:
            profiler.disable()
            profiler.dump_stats(profile)
    seconds |= {"processor": time.process_time() - worked, "database": served_seconds() - served}
    upload.refresh_from_db()
    if upload.state != State.DONE:
        raise SystemExit(f"{kind}: {upload.state} {upload.fault} {upload.found}")
    share = watch.seconds / (seconds["total"] - watch.seconds)
    return {**seconds, "sealing": watch.seconds, "sealing_share": share, "counts": upload.taken, "found": upload.found}


def served_seconds() -> float:
    """Return how long PostgreSQL's process for this connection has worked; 0 for SQLite, and where it runs elsewhere."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Watch:
    """Counts the time that goes into sealing, opening and indexing personal values."""

    names = ("seal", "unseal", "blind", "blind_any")

    def __init__(self) -> None:
        self.seconds = 0.0

    def __enter__(self) -> None:
        from linli.core import personal

        self._kept = {name: getattr(personal, name) for name in self.names}
        for name, inner in self._kept.items():
            setattr(personal, name, self._timed(inner))

    def __exit__(self, *_: object) -> None:
        from linli.core import personal

        for name, inner in self._kept.items():
            setattr(personal, name, inner)

    def _timed(self, inner: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any) -> Any:
            begun = time.perf_counter()
            try:
                return inner(*arguments)
            finally:
                self.seconds += time.perf_counter() - begun

        return timed
