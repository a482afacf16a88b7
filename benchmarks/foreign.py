"""How fast another system's requests come in: rows/s of `linli import 311`.

python -m benchmarks foreign (--database URL | --data DIR) [--rows N] [--json]

Takes an empty database, opens a community of four grids in it, makes a csv of N rows as a city would publish them (nine
in ten closed, one in a hundred with a fault) spread over the grids by their points, and lets the command read it twice.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks._where import choose

CODE = "420107005008"
MAP = """
source = "made"
[columns]
id = "Unique Key"
opened = "Created Date"
closed = "Closed Date"
due = "Due Date"
status = "Status"
category = "Complaint Type"
title = ["Complaint Type", "Descriptor"]
text = ["Descriptor", "Location Type", "Details"]
address = "Incident Address"
answer = "Resolution Description"
lon = "Longitude"
lat = "Latitude"
[time]
zone = "America/New_York"
formats = ["%m/%d/%Y %I:%M:%S %p"]
[point]
crs = "WGS-84"
[status]
open = ["Open"]
closed = ["Closed"]
[categories]
"Noise*" = "noise"
"Illegal Parking" = "traffic-blocked"
"HEAT/HOT WATER" = "utility-heat"
"Street Condition" = "road-surface"
"Rodent" = "environment-pests"
"""
HEADER = (
    *("Unique Key", "Created Date", "Closed Date", "Due Date", "Status", "Complaint Type", "Descriptor"),
    *("Location Type", "Details", "Incident Address", "Resolution Description", "Longitude", "Latitude"),
)
TYPES = {
    "Noise - Residential": ("Loud Music/Party", "Banging/Pounding", "Loud Talking"),
    "Illegal Parking": ("Blocked Hydrant", "Posted Parking Sign Violation", "Commercial Overnight Parking"),
    "HEAT/HOT WATER": ("ENTIRE BUILDING", "APARTMENT ONLY"),
    "Street Condition": ("Pothole", "Cave-in", "Rough, Pitted or Cracked Roads"),
    "Rodent": ("Rat Sighting", "Condition Attracting Rodents"),
}
DETAILS = "since the weekend|every night|after the rain|behind the school|next to the bus stop|in front of the shop"
ANSWER = (
    "The Police Department responded to the complaint and with the information available observed no evidence of the "
    "violation at that time.|The Department of Transportation inspected this complaint and repaired the problem.|The "
    "Department of Housing Preservation and Development inspected the following conditions. Violations were issued."
)
STATIONS = ((114.40, 30.60), (114.41, 30.60), (114.40, 30.61), (114.41, 30.61))


def main(argv: list[str]) -> int:
    """Fill, import twice, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks foreign", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--database", help="URL of an empty PostgreSQL database; keys go to LINLI_DATA")
    where.add_argument("--data", type=Path, help="an empty data folder, for SQLite")
    parser.add_argument("--rows", type=int, default=20_000, help="default 20000")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    choose(options)
    places_make()
    with tempfile.TemporaryDirectory() as folder:
        file, source = Path(folder) / "requests.csv", Path(folder) / "map.toml"
        source.write_text(MAP)
        file_make(file, options.rows)
        found = {"first": run(file, source), "again": run(file, source)}
    found["findings"] = json.loads(_linli("verify", "--json"))["findings"]
    if options.json:
        print(json.dumps(found))
        return 0
    for name in ("first", "again"):
        one = found[name]
        told = f"{one['created']:>8} created {one['already']:>8} here already {one['rejected']:>6} rejected"
        print(f"{name:<6} {told} {one['seconds']:>8.1f} s {one['rows_per_second']:>8.0f} rows/s")
    print(f"histories that do not hold together: {len(found['findings'])}")
    return 0


def places_make() -> None:
    """Open a community with a desk and four grids of about a square kilometre.

    Raises:
        SystemExit: there is somebody in the database already.
    """
    import django

    django.setup()
    from django.core.management import call_command

    from linli.people.models import Account
    from linli.places.models import Division, Grid
    from linli.places.services.rows import revision_bump

    call_command("migrate", verbosity=0)
    if Account.objects.exists():
        raise SystemExit("there is something in this database already; take an empty one")
    with Path(os.devnull).open("w") as nowhere:
        call_command("import", "divisions", stdout=nowhere)
        call_command("open", CODE, person="李明", phone="13800000004", stdout=nowhere)
    community = Division.objects.get(code=CODE)
    for number, (lon, lat) in enumerate(STATIONS, start=1):
        ring = [[lon, lat], [lon + 0.01, lat], [lon + 0.01, lat + 0.01], [lon, lat + 0.01], [lon, lat]]
        outline = {"type": "Polygon", "coordinates": [ring]}
        Grid.objects.create(community=community, code=f"{CODE}{number:03d}", name=f"第{number}网格", outline=outline)
    revision_bump()


def file_make(target: Path, rows: int, seed: int = 1) -> None:
    """Write the csv."""
    dice = random.Random(seed)
    with target.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(rows):
            out.writerow(_row(number, dice))


def _row(number: int, dice: random.Random) -> list[Any]:
    opened = datetime(2023, 1, 1, 7) + timedelta(seconds=dice.randrange(2 * 365 * 86_400))  # noqa: DTZ001 - local
    closed = opened + timedelta(minutes=dice.randrange(30, 20_000))
    if number % 100 == 99:
        closed = opened - timedelta(days=1)
    kind = dice.choice(list(TYPES))
    lon, lat = dice.choice(STATIONS)
    is_open = number % 10 == 0
    return [
        60_000_000 + number,
        f"{opened:%m/%d/%Y %I:%M:%S %p}",
        "" if is_open else f"{closed:%m/%d/%Y %I:%M:%S %p}",
        f"{opened + timedelta(days=7):%m/%d/%Y %I:%M:%S %p}",
        "Open" if is_open else "Closed",
        kind,
        dice.choice(TYPES[kind]),
        dice.choice(("Residential Building/House", "Street/Sidewalk", "Store/Commercial")),
        dice.choice(DETAILS.split("|")),
        f"{dice.randrange(1, 400)} EXAMPLE STREET",
        "" if is_open else dice.choice(ANSWER.split("|")),
        round(lon + dice.random() * 0.0099, 6),
        round(lat + dice.random() * 0.0099, 6),
    ]


def run(file: Path, source: Path) -> dict[str, Any]:
    """Let the command read the file in a process of its own; return what it prints."""
    found: dict[str, Any] = json.loads(_linli("import", "311", str(file), "--map", str(source), "--json"))
    return {name: value for name, value in found.items() if name != "errors"}


def _linli(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "linli", *arguments], capture_output=True, text=True)
    if done.returncode not in (0, 2):  # 2: rows were left out
        raise SystemExit(done.stderr)
    return done.stdout
