"""The index of a column of terms, as a step of the migration that makes its table."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from linli.search.fields import index_table

_COLUMN = "terms"
# PostgreSQL: new terms wait in a list that every search reads through; a short one (kB) keeps both sides cheap.
_WAITING = "gin_pending_list_limit = 256"
# SQLite: "ascii" takes all that is not ASCII for part of a term, whatever a newer Unicode says of it; nobody asks where
# in a row a term stands, or how often.
_OPTIONS = "content_rowid='id', tokenize=\"ascii tokenchars '_'\", detail=none, columnsize=0"


class TermsIndex(Operation):
    """Let a table's column `terms` be searched: GIN on PostgreSQL; FTS5 and triggers that keep it on SQLite.

    Put it after the operation that makes the table, and again after a later one that makes SQLite rebuild the table
    (a changed column or constraint): rebuilding loses triggers. Making it again does no harm.

    Args:
        table: the table's name; its primary key is `id`, a number.
    """

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models know nothing of it."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, before: Any, after: Any
    ) -> None:
        """Make the index."""
        steps = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
        for sql in steps(self.table):
            schema_editor.execute(sql)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, before: Any, after: Any
    ) -> None:
        """Take it away."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {self.table}_{_COLUMN}")
            return
        for when in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_fts_{when}")
        schema_editor.execute(f"DROP TABLE IF EXISTS {index_table(self.table)}")

    def describe(self) -> str:
        """What `migrate` says."""
        return f"Index the terms of {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        """What a migration of it alone is called."""
        return f"{self.table}_terms"


def _postgresql(table: str) -> list[str]:
    return [
        # The terms lie outside the row: a hit reads the row's few other columns, and nothing looks at the terms again.
        f"ALTER TABLE {table} SET (toast_tuple_target = 128)",
        f"CREATE INDEX IF NOT EXISTS {table}_{_COLUMN} ON {table} USING gin ({_COLUMN}) WITH ({_WAITING})",
    ]


def _sqlite(table: str) -> list[str]:
    index = index_table(table)
    put = f"INSERT INTO {index}(rowid, {_COLUMN}) VALUES (new.id, new.{_COLUMN});"
    drop = f"INSERT INTO {index}({index}, rowid, {_COLUMN}) VALUES ('delete', old.id, old.{_COLUMN});"
    return [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5({_COLUMN}, {_OPTIONS}, content='{table}')",
        f"CREATE TRIGGER IF NOT EXISTS {table}_fts_insert AFTER INSERT ON {table} BEGIN {put} END",
        f"CREATE TRIGGER IF NOT EXISTS {table}_fts_delete AFTER DELETE ON {table} BEGIN {drop} END",
        f"CREATE TRIGGER IF NOT EXISTS {table}_fts_update AFTER UPDATE OF {_COLUMN} ON {table} BEGIN {drop} {put} END",
    ]
