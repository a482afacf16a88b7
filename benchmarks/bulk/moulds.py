"""Moulds: a small year of requests, played by the real services in a database of its own, and read out again.

Everything in it that a copy must replace can be told from plain text: ids of places, organisations, posts and accounts
begin far above any number a text holds, and what one mould consists of is read as rows, with sealed fields open.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

FIRST_IDS = {
    "places_division": 7_100_000_000,
    "places_grid": 7_200_000_000,
    "places_building": 7_300_000_000,
    "places_entrance": 7_400_000_000,
    "people_organisation": 7_500_000_000,
    "people_account": 7_600_000_000,
    "people_post": 7_700_000_000,
}
"""Where ids begin, by table: ten digits, the second of which says what they are of."""

TABLES = (
    "cases.Case",
    "cases.Event",
    "cases.Handler",
    "cases.Reporter",
    "cases.Exclusion",
    "cases.Follower",
    "cases.Attachment",
    "notify.Message",
    "notify.Delivery",
)
"""What the services leave of a case, in the order in which it can be stored."""

Row = dict[str, Any]


@dataclass
class Moulds:
    """The year as read out.

    Args:
        until: when it ends.
        clusters: cases that hang together (merged, split), each with the rows of every table, the first case first.
        tokens: what an id of ten digits stands for ("organisation:fire", "post:grid/grid_worker/0", "account:…").
        names: what a name stands for.
        residents: name and phone of the residents, by account.
        catalog: (code, id) of every category and channel: a copy keeps them.
    """

    until: datetime
    clusters: list[dict[str, list[Row]]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    residents: dict[int, tuple[str, str]] = field(default_factory=dict)
    catalog: list[tuple[str, int]] = field(default_factory=list)


def moulds_make(cases: int, folder: Path) -> Moulds:
    """Play a year of `cases` requests in a process and a data folder of its own; `folder` then holds its files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".moulds") as target:
        command = [sys.executable, "-m", "benchmarks.bulk.moulds", str(cases), target.name]
        environ = {**kept, "LINLI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
        subprocess.run(command, env=environ, check=True)
        made: Moulds = pickle.load(target)
        return made


def _play(cases: int) -> Moulds:
    from django.core.management import call_command
    from django.db import connection

    from linli.config.demo.make import demo_make
    from linli.core import clock
    from linli.people.models import Account, Organisation, Post
    from linli.places.models import Building, Division, Entrance, Grid

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        # A table that a migration has rebuilt is in the list already, and the first entry is the one that counts.
        cursor.executemany("DELETE FROM sqlite_sequence WHERE name = %s", [(table,) for table in FIRST_IDS])
        cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", list(FIRST_IDS.items()))
    until = clock.now().replace(microsecond=0)
    demo_make(cases=cases, until=until)
    for model in (Organisation, Account, Post, Division, Grid, Building, Entrance):
        if model.objects.filter(pk__lt=FIRST_IDS[model._meta.db_table]).exists():
            raise SystemExit(f"ids of {model._meta.db_table} cannot be told from other numbers")
    return _read(until)


def _read(until: datetime) -> Moulds:
    from django.apps import apps

    from linli.catalog.models import Category, Channel
    from linli.people.models import Account

    found = Moulds(until)
    _name_places(found)
    _name_people(found)
    residents = Account.objects.filter(posts=None)
    found.residents = {account.pk: (account.name, account.phone) for account in residents}
    found.tokens |= {str(pk): f"resident:{pk}" for pk in found.residents}
    found.catalog = [(row.code, row.pk) for model in (Category, Channel) for row in model.objects.order_by("pk")]
    rows = {label: [_columns(row) for row in apps.get_model(label).objects.order_by("id")] for label in TABLES}
    found.clusters = _clusters(rows)
    return found


def _columns(instance: Any) -> Row:
    return {f.attname: getattr(instance, f.attname) for f in instance._meta.concrete_fields}


def _name_places(found: Moulds) -> None:
    from linli.config.demo import places
    from linli.places.models import Building, Division, Entrance, Grid

    for code in (places.QINGHEJU_CODE, places.QINGYIJU_CODE, places.KANGYUAN_CODE):
        division: Division | None = Division.objects.get(code=code)
        while division is not None:
            found.tokens[str(division.pk)] = f"division:{division.level}"
            found.names[division.path] = f"path:{division.level}"
            division = division.parent
    for grid in Grid.objects.all():
        found.tokens[str(grid.pk)] = "grid"
    for building in Building.objects.select_related("compound"):
        found.tokens[str(building.pk)] = "building"
        found.names[building.compound.name if building.compound else building.name] = "compound"
        if building.address:
            found.names[building.address] = "address"
    for entrance in Entrance.objects.all():
        found.tokens[str(entrance.pk)] = "entrance"


def _name_people(found: Moulds) -> None:
    """Organisations are known by their part in the story: copies have a property company of their own."""
    from benchmarks.bulk.places import role_of
    from linli.people.models import Organisation, Post

    for organisation in Organisation.objects.select_related("place"):
        role = role_of(organisation)
        found.tokens[str(organisation.pk)] = f"organisation:{role}"
        found.names.setdefault(organisation.name, f"name:{role}")
    places: Counter[tuple[int, str]] = Counter()
    for post in Post.objects.select_related("organisation__place").order_by("id"):
        place = places[post.organisation_id, post.kind]
        places[post.organisation_id, post.kind] += 1
        seat = f"{role_of(post.organisation)}/{post.kind}/{place}"
        found.tokens[str(post.pk)] = f"post:{seat}"
        found.tokens.setdefault(str(post.account_id), f"account:{seat}")


def _clusters(rows: dict[str, list[Row]]) -> list[dict[str, list[Row]]]:
    """Put together what hangs together: a case, its parts, and what was merged into it."""
    first = {case["id"]: case["parent_id"] or case["merged_into_id"] or case["id"] for case in rows["cases.Case"]}
    clusters: dict[int, dict[str, list[Row]]] = defaultdict(lambda: {label: [] for label in TABLES})
    subjects = {row["id"]: row["subject_id"] for row in rows["notify.Message"]}
    for label, found in rows.items():
        for row in found:
            case_id = {
                "cases.Case": lambda row: row["id"],
                "notify.Message": lambda row: row["subject_id"],
                "notify.Delivery": lambda row: subjects[row["message_id"]],
            }.get(label, lambda row: row["case_id"])(row)
            if case_id in first:
                clusters[_root(first, case_id)][label].append(row)
    return list(clusters.values())


def _root(first: dict[int, int], case_id: int) -> int:
    while first[case_id] != case_id:
        case_id = first[case_id]
    return case_id


def main(argv: list[str]) -> int:
    """Play and write down; for `moulds_make` alone."""
    import django

    django.setup()
    cases, target = int(argv[0]), argv[1]
    with Path(target).open("wb") as file:
        pickle.dump(_play(cases), file)
    return 0


if __name__ == "__main__":
    from benchmarks.bulk import moulds  # what is pickled must be known by its own name

    sys.exit(moulds.main(sys.argv[1:]))
