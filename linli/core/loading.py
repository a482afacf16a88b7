"""Brings many rows into a table as fast as it takes them: COPY on PostgreSQL, executemany on SQLite.

For imports and for whoever fills a database to measure it. No service of one deed writes this way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

Row = Sequence[Any]
_AS_THEY_ARE = frozenset(
    {
        *("BigIntegerField", "BooleanField", "CharField", "DateTimeField", "FloatField", "IntegerField"),
        *("PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField", "TextField"),
    }
)
"""Kinds of column whose Python values psycopg writes as they are; whatever else a field says it wants done is done."""


def columns_of(model: type[models.Model], *, numbered: bool = True) -> list[str]:
    """Return a model's columns in order.

    Args:
        numbered: whether a key that the database numbers is among them.
    """
    return [field.column for field in _fields(model, numbered)]


def rows_load(model: type[models.Model], rows: Sequence[Row], *, numbered: bool = True) -> None:
    """Store rows of one table; the caller holds a transaction.

    Args:
        rows: values in the order of `columns_of`, as the database driver takes them.
        numbered: as for `columns_of`.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    name = quote(model._meta.db_table)
    columns = ", ".join(map(quote, columns_of(model, numbered=numbered)))
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(rows[0]))
            cursor.cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)


def instances_load(model: type[models.Model], instances: Iterable[object]) -> None:
    """Store instances that are not saved yet, or whatever else has the model's columns for attributes: what `bulk_create`
    does, in a tenth of its time.

    Neither `save` nor signals are heard; a key that the database numbers is left to it and not read back. A column of
    JSON may be given as text.
    """
    fields = _fields(model, numbered=False)
    read = attrgetter(*(field.attname for field in fields))
    prepared = [(place, prepare) for place, field in enumerate(fields) if (prepare := _preparing(field)) is not None]
    rows = []
    for one in instances:
        row = list(read(one))
        for place, prepare in prepared:
            row[place] = prepare(row[place])
        rows.append(row)
    rows_load(model, rows, numbered=False)


def _fields(model: type[models.Model], numbered: bool) -> list[Any]:
    fields = model._meta.concrete_fields
    return [field for field in fields if numbered or not isinstance(field, models.AutoField | models.BigAutoField)]


def _preparing(field: Any) -> Callable[[Any], Any] | None:
    """Return what makes of a value in Python what the driver takes; None where that is the value itself."""
    if isinstance(field, models.JSONField):
        return lambda value: (
            value if value is None or isinstance(value, str) else field.get_db_prep_save(value, connection)
        )
    kind = (field.target_field if field.is_relation else field).get_internal_type()
    if connection.vendor == "postgresql" and (field.is_relation or kind in _AS_THEY_ARE):
        return None
    return lambda value: field.get_db_prep_save(value, connection)
