"""Conditions over a case's row written by hand: lists ask many at once, and Django's cost more to put together than to run.

One text serves as a condition of a queryset (`rule`) and inside statements written whole (`selectors.listing`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Field, Func


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition: `{c}` stands for the case's table, `%s` for values from outside."""

    text: str
    params: tuple[Any, ...] = ()

    def on(self, alias: str) -> str:
        """Return the text with the table's alias in it."""
        return self.text.format(c=alias)


ALL = Sql("TRUE")
NONE = Sql("FALSE")


def every(*conditions: Sql) -> Sql:
    """Return what holds where all of these hold."""
    return _joined(" AND ", [one for one in conditions if one is not ALL]) or ALL


def some(*conditions: Sql) -> Sql:
    """Return what holds where any of these holds."""
    return _joined(" OR ", [one for one in conditions if one is not NONE]) or NONE


def _joined(word: str, conditions: list[Sql]) -> Sql | None:
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    text = word.join(f"({one.text})" for one in conditions)
    return Sql(text, tuple(value for one in conditions for value in one.params))


def numbers(ids: Iterable[int]) -> str:
    """Return ids for an IN; none at all matches nothing."""
    return ", ".join(str(int(one)) for one in ids) or "NULL"


def words(values: Iterable[str]) -> str:
    """Return words of our own (states, kinds) for an IN; never what somebody typed."""
    return ", ".join(f"'{one}'" for one in values) or "NULL"


def at(moment: datetime) -> Any:
    """Return a moment as the database compares it."""
    return connection.ops.adapt_datetimefield_value(moment)


def has_part(table: str, condition: str) -> Sql:
    """Return the condition that a table of parts of cases holds such a row, which is called `part`."""
    return Sql(f"EXISTS ({of_parts('1', table, condition).text})")


def of_parts(what: str, table: str, condition: str) -> Sql:
    """Return something about the rows that a table of parts holds of a case; they are called `part`."""
    same = "(part.community_id, part.case_id) = ({c}.community_id, {c}.id)"
    return Sql(f"SELECT {what} FROM {table} part WHERE {same} AND {condition}")


def among_parts(table: str, condition: str) -> Sql:
    """Return the same condition as one that the database can begin with."""
    return Sql(
        f"({{c}}.community_id, {{c}}.id) IN (SELECT part.community_id, part.case_id FROM {table} part WHERE {condition})"
    )


def among(keys: Iterable[tuple[int, int]], column: str = "id") -> Sql:
    """Return the condition that a row's case is one of these, at least one; `column` is that of the case's id.

    A subquery, which SQLite looks up by the key: a bare list of values it would compare with every row.
    """
    pairs = ", ".join(f"({int(community)}, {int(one)})" for community, one in keys)
    wanted = f"SELECT column1, column2 FROM (VALUES {pairs}) wanted"
    return Sql(f"({{c}}.community_id, {{c}}.{column}) IN ({wanted})")


def under(path: str) -> Sql:
    """Return the condition that a case lies in a division, by its lineage of codes; `models.LINEAGES` are indexed."""
    return Sql(f"SUBSTR({{c}}.path, 1, {len(path)}) = %s", (path,))


class Written(Func):
    """Something of a case, written by hand, for a queryset of cases."""

    def __init__(self, what: Sql, output_field: Field[Any, Any]) -> None:
        super().__init__(F("id"), output_field=output_field)
        self.what = what

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Write it for the table's alias in this query."""
        # As the query itself writes it: the alias of a subquery is not quoted, and PostgreSQL tells "U0" from U0.
        alias = compiler.quote_name_unless_alias(self.get_source_expressions()[0].alias)
        return f"({self.what.on(alias)})", list(self.what.params)


class Rule(Written):
    """A condition for a queryset of cases."""

    def __init__(self, condition: Sql) -> None:
        super().__init__(condition, BooleanField())
