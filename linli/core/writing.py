"""Rows written by statements whose text is kept (decision 051): one by one, or many of one kind together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

from linli.core.prepared import kept_for, own_connection

# What these hold goes to the database as it is; others seal it, adapt it, or write it as JSON.
_PLAIN_FIELDS = (BooleanField, CharField, FloatField, ForeignKey, IntegerField, TextField)
_PLAIN = frozenset((int, str, float, bool, type(None)))


def insert(row: Model) -> None:
    """Write a new row, as `save(force_insert=True)` does.

    Args:
        row: of a model without parents. A number that the database draws for its key is not read back.
    """
    kept = kept_for((type(row), "insert"))
    if not kept:
        fields = [field for field in row._meta.concrete_fields if not isinstance(field, AutoField)]
        quote = own_connection().ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        kept["sql"] = f"INSERT INTO {quote(row._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"
        kept["columns"] = [_Column.of(field) for field in fields]
    write(kept["sql"], [column.ready(column.field.pre_save(row, True)) for column in kept["columns"]])
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(model: type[Model], key: tuple[int, int], columns: Mapping[str, Any]) -> None:
    """Write some columns of one scoped row.

    Args:
        model: a scoped one.
        key: (community, id).
        columns: column → value, relations by their column (`lead_id`).

    Raises:
        DatabaseError: there is no such row.
    """
    if not columns:
        return
    if (held := _held.get()) is not None:
        held.columns.setdefault((model, key), {}).update(columns)
        return
    text, values = _updating(model, columns)
    if not write(text, [*values, *key]):
        raise DatabaseError(f"there is no {model._meta.label} {key}")


def write(text: str, values: Sequence[Any]) -> bool:
    """Run a statement that writes one row, now or with others of its text at the end of the block (`gathered`).

    Returns:
        Whether it found its row; what is gathered finds that out at the end, and fails where it does not.
    """
    if (held := _held.get()) is not None:
        held.rows.setdefault(text, []).append(values)
        return True
    with own_connection().cursor() as cursor:
        cursor.execute(text, values)
        return bool(cursor.rowcount)


def _updating(model: type[Model], columns: Mapping[str, Any]) -> tuple[str, list[Any]]:
    names = tuple(columns)
    kept = kept_for((model, "update"))
    if names not in kept:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        quote = own_connection().ops.quote_name
        told = ", ".join(f"{quote(fields[name].column)} = %s" for name in names)
        text = f"UPDATE {quote(model._meta.db_table)} SET {told} WHERE community_id = %s AND id = %s"
        kept[names] = (text, [_Column.of(fields[name]) for name in names])
    text, wanted = kept[names]
    return text, [column.ready(value) for column, value in zip(wanted, columns.values(), strict=True)]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is written; `plain` where numbers and texts go in as they are."""

    field: Field[Any, Any]
    plain: bool

    @classmethod
    def of(cls, field: Field[Any, Any]) -> _Column:
        return cls(field, isinstance(field, _PLAIN_FIELDS))

    def ready(self, value: Any) -> Any:
        if self.plain and value.__class__ in _PLAIN:
            return value
        return self.field.get_db_prep_save(value, own_connection())


@dataclass(frozen=True, slots=True)
class _Held:
    """What is still to be written: values by statement, columns by the row they belong to."""

    rows: dict[str, list[Sequence[Any]]] = field(default_factory=dict)
    columns: dict[tuple[type[Model], tuple[int, int]], dict[str, Any]] = field(default_factory=dict)


_held: ContextVar[_Held | None] = ContextVar("linli_held", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Write what `insert`, `update` and `write` are told within the block at its end, many rows a statement.

    Of a row's column the last word counts. What is read within the block does not see it yet; a block that fails writes
    nothing. Use it inside a transaction.

    Raises:
        DatabaseError: at the end, where a row that was to change is not there.
    """
    held = _Held()
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    changes: dict[str, list[Sequence[Any]]] = {}
    for (model, key), columns in held.columns.items():
        text, values = _updating(model, dict(sorted(columns.items())))
        changes.setdefault(text, []).append([*values, *key])
    with own_connection().cursor() as cursor:
        for text, rows in (*held.rows.items(), *changes.items()):
            cursor.executemany(text, rows)
            if cursor.rowcount != len(rows):
                raise DatabaseError(f"{len(rows) - cursor.rowcount} rows are not there: {text}")
