"""Which tables a cluster spreads by community, which it copies to every node, which stay where they are; and doing so.

Citus (an extension of PostgreSQL) keeps a table in parts by one of its columns, and copies small tables to every node.
The rules here are read from the models: what is keyed by community and grows with activity is spread; whatever such a
table points at must be on every node; the rest is of use to one node alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from linli.core.errors import Refused
from linli.core.scoped import Scoped, ScopedForeignKey

COLUMN = "community_id"
FIRST = "cases_case"
"""The table beside whose parts those of every other lie: rows of one community stand on one node."""


class Kind(StrEnum):
    """What becomes of a table."""

    DISTRIBUTED = "distributed"
    REFERENCE = "reference"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Args:
        points_at: the tables its foreign keys name, itself left out.
        before: what has to be done to it first.
    """

    name: str
    kind: Kind
    why: str
    points_at: tuple[str, ...] = ()
    before: tuple[str, ...] = field(default_factory=tuple)

    @property
    def sql(self) -> str:
        """The statement that does it; "" where nothing is to be done."""
        if self.kind == Kind.DISTRIBUTED:
            beside = "" if self.name == FIRST else f", colocate_with => '{FIRST}'"
            return f"SELECT create_distributed_table('{self.name}', '{COLUMN}'{beside})"
        return f"SELECT create_reference_table('{self.name}')" if self.kind == Kind.REFERENCE else ""


def plan() -> list[Table]:
    """Return every table, in an order in which what a foreign key names comes before the table it stands in."""
    every: list[type[models.Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    found: dict[str, type[models.Model]] = {model._meta.db_table: model for model in every if model._meta.managed}
    points = {name: _points_at(model) for name, model in found.items()}
    spread = {name for name, model in found.items() if is_spread(model)}
    copied = _reached(points, spread) - spread
    order = list(_in_order(points))
    rank = {Kind.REFERENCE: 0, Kind.DISTRIBUTED: 1, Kind.LOCAL: 2}
    tables = []
    for name in order:
        kind = Kind.DISTRIBUTED if name in spread else Kind.REFERENCE if name in copied else Kind.LOCAL
        before = tuple(_rekeyed(found[name])) if kind == Kind.DISTRIBUTED else ()
        tables.append(Table(name, kind, _why(name, kind, found[name], points), tuple(sorted(points[name])), before))
    # Stable: within a kind the order of the foreign keys stays. The first of the spread ones is what the others lie beside.
    return sorted(tables, key=lambda table: (rank[table.kind], table.kind == Kind.DISTRIBUTED and table.name != FIRST))


def is_spread(model: type[models.Model]) -> bool:
    """Whether a table grows with people's activity and says of each row which community it is of."""
    names = {column.attname for column in model._meta.concrete_fields}
    return issubclass(model, Scoped) or {COLUMN, "case_id"} <= names


def _points_at(model: type[models.Model]) -> set[str]:
    own = model._meta.db_table
    related = [one for one in model._meta.get_fields() if isinstance(one, models.ForeignKey | ScopedForeignKey)]
    return {one.related_model._meta.db_table for one in related if one.related_model is not None} - {own}  # type: ignore[union-attr]


def _in_order(points: dict[str, set[str]]) -> Iterator[str]:
    """Yield every table after those it points at; where two point at each other, one of them goes first."""
    seen: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name not in seen:
            seen.add(name)
            for each in sorted(points[name]):
                yield from visit(each)
            yield name

    for name in sorted(points):
        yield from visit(name)


def _reached(points: dict[str, set[str]], start: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += points[name]
    return reached


def _rekeyed(model: type[models.Model]) -> Iterator[str]:
    """A key of a spread table holds its community. Where the database numbers the rows, the number alone is still unique."""
    if model._meta.pk is not None and isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
        table, key = model._meta.db_table, model._meta.pk.column
        yield f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, ADD PRIMARY KEY ({COLUMN}, {key})"


def _why(name: str, kind: Kind, model: type[models.Model], points: dict[str, set[str]]) -> str:
    if kind == Kind.DISTRIBUTED:
        return _("随居民活动增长，每一行都写明社区")
    if kind == Kind.REFERENCE:
        above = sorted(one for one, named in points.items() if name in named)
        return _("被引用：%(tables)s") % {"tables": "、".join(above[:4]) + ("…" if len(above) > 4 else "")}
    return _("没有分布的表引用它，只在本节点读写")


def is_there() -> bool:
    """Whether the database can spread tables: Citus is installed and created in it."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('create_distributed_table'), to_regproc('create_reference_table')")
        return None not in cursor.fetchone()


def done_already() -> dict[str, Kind]:
    """Return the tables that are spread or copied already: by hash, or to every node."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT logicalrelid::regclass::text, partmethod, repmodel FROM pg_dist_partition")
        rows = cursor.fetchall()
    found = {}
    for name, method, model in rows:
        if method == "h":
            found[name] = Kind.DISTRIBUTED
        elif (method, model) == ("n", "t"):
            found[name] = Kind.REFERENCE
    return found


def tables_distribute(say: Callable[[Table, bool], None] = lambda table, done: None) -> int:
    """Do what the plan says and is not done yet, a table at a time, each for good; return how many.

    Run again it goes on where it was stopped. While a table is moved nobody writes to it.

    Args:
        say: told of each table, and whether it had been done before.

    Raises:
        Refused: the extension is not there, or a table is spread otherwise than planned.
    """
    if not is_there():
        raise Refused(
            _(
                "这个数据库没有 Citus 扩展。请在 PostgreSQL 上安装 Citus，运行 CREATE EXTENSION citus，再试一次；--plan 只显示计划。"
            )
        )
    known, count = done_already(), 0
    for table in plan():
        if table.kind == Kind.LOCAL:
            continue
        if known.get(table.name, table.kind) != table.kind:
            raise Refused(_("表 %(table)s 已经按别的方式分布，请先处理。") % {"table": table.name})
        if table.name not in known:
            _distribute(table)
            count += 1
        say(table, table.name in known)
    return count


def _distribute(table: Table) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # With foreign keys to tables that every node has, the parts have to be made one after the other.
        cursor.execute("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'")
        for statement in (*table.before, table.sql):
            cursor.execute(statement)


def as_json(tables: Iterable[Table]) -> list[dict[str, Any]]:
    """Return a plan as `linli distribute --plan --json` prints it."""
    return [
        {"table": one.name, "kind": one.kind.value, "why": one.why, "sql": [*one.before, one.sql] if one.sql else []}
        for one in tables
    ]
