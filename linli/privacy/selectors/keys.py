"""Data keys as processes know them, and what stands under which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from linli.core.fields import PersonalField
from linli.core.held import HELD, HIDDEN
from linli.core.keys import DataKey as Key
from linli.core.keys import unwrap
from linli.core.personal import DERIVED, key_of, sealed_under
from linli.privacy.models import DataKey


def context_of(purpose: str, number: int) -> str:
    """Return what a wrapped key is bound to: one moved to another row does not open."""
    return f"privacy.datakey/{purpose}/{number}"


def opened(row: DataKey) -> bytes:
    """Return a data key's secret."""
    return unwrap(bytes(row.wrapped), context_of(row.purpose, row.pk), row.master)


def data_keys() -> list[Key] | None:
    """Return the data keys; None where there is no table yet, or no database at this moment.

    A retired index key is left out: nothing is looked for under it.
    """
    try:
        with transaction.atomic():
            rows = list(DataKey.objects.all())
    except DatabaseError:
        return None
    live = [row for row in rows if row.purpose != "index" or row.retired_at is None]
    return [Key(row.pk, row.purpose, opened(row), row.writes) for row in live]


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns: their contexts, and the blind index of a column by the column's name."""

    model: type[models.Model]
    contexts: dict[str, str]
    indexes: dict[str, str]

    @property
    def name(self) -> str:
        """The label people know it by."""
        return self.model._meta.label

    @property
    def table(self) -> str:
        """Its name in the database, quoted."""
        return connection.ops.quote_name(self.model._meta.db_table)

    @property
    def key(self) -> list[str]:
        """The columns of its primary key, quoted."""
        fields = getattr(self.model._meta, "pk_fields", None) or [self.model._meta.pk]
        return [connection.ops.quote_name(str(field.column)) for field in fields]

    def column(self, name: str) -> str:
        """The column of a field, quoted."""
        field = self.model._meta.get_field(name)
        return connection.ops.quote_name(str(field.column))  # type: ignore[union-attr]

    def not_under(self, generation: int) -> tuple[str, list[bytes]]:
        """Return the condition that some column of a row stands under another key than this, and its parameters."""
        head = sealed_under(generation)
        each = " OR ".join(
            f"(length({self.column(name)}) > 0 AND substr({self.column(name)}, 1, {len(head)}) <> %s)"
            for name in self.contexts
        )
        return f"({each})", [head] * len(self.contexts)


def sealed_tables() -> list[SealedTable]:
    """Return every table with sealed columns, from the registry of what is held."""
    contexts: dict[str, dict[str, str]] = {}
    indexes: dict[str, dict[str, str]] = {}
    for entry in HELD:
        for name in entry.fields:
            field = apps.get_model(entry.model)._meta.get_field(name)
            if isinstance(field, PersonalField):
                contexts.setdefault(entry.model, {})[name] = field.context()
                if entry.index == f"{name}_index":
                    indexes.setdefault(entry.model, {})[name] = entry.index
    return [
        SealedTable(apps.get_model(label), named, indexes.get(label, {})) for label, named in sorted(contexts.items())
    ]


def count_not_under(tables: list[SealedTable], generation: int) -> Iterator[tuple[str, int]]:
    """Yield each table with the number of its rows that do not stand under the data key of that number."""
    for table in tables:
        condition, params = table.not_under(generation)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table.table} WHERE {condition}", params)
            yield table.name, int(cursor.fetchone()[0])


def left_under_others(generation: int) -> Iterator[tuple[str, int]]:
    """Yield what is sealed, by table of ours and by what libraries hide, with how much does not stand under that data key."""
    yield from count_not_under(sealed_tables(), generation)
    head = sealed_under(generation)
    for hidden in HIDDEN:
        yield hidden.name, sum(not value.startswith(head) for value in hidden.values())


def values_by_key() -> Iterator[tuple[str, dict[str, int]]]:
    """Yield every sealed field of the registry, and every hidden one, with how many values stand under which key."""
    binary = connection.Database.Binary  # type: ignore[attr-defined]
    for table in sealed_tables():
        for name in table.contexts:
            column = table.column(name)
            # A derived value names its key in two bytes, what follows is chance.
            head = f"CASE WHEN substr({column}, 1, 1) = %s THEN substr({column}, 1, 2) ELSE substr({column}, 1, 3) END"
            with connection.cursor() as cursor:
                asked = f"SELECT {head}, count(*) FROM {table.table} WHERE length({column}) > 0 GROUP BY 1"
                cursor.execute(asked, [binary(bytes([DERIVED]))])
                yield f"{table.name}.{name}", {key_of(bytes(found)): count for found, count in cursor.fetchall()}
    for hidden in HIDDEN:
        yield hidden.name, dict(Counter(map(key_of, hidden.values())))
