"""Tables that grow with people's activity: keyed by (community, id), so that they can be spread by community.

The same models and foreign keys run on SQLite, PostgreSQL and Citus (`create_distributed_table(…, 'community_id')`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement

from linli.core.ids import new_id


class Scoped(models.Model):
    """Base of every community-scoped table. `pk` is the pair (community_id, id)."""

    pk = models.CompositePrimaryKey("community_id", "id")
    community = models.ForeignKey(
        settings.LINLI_COMMUNITY_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    id = models.BigIntegerField(default=new_id, editable=False)

    class Meta:
        abstract = True


class ScopedForeignKey(models.ForeignObject[Any, Any]):
    """A relation between two scoped tables of one community: (community, <name>_id) → (community, id).

    Declare the column beside it: `case_id = BigIntegerField()`, `case = ScopedForeignKey("cases.Case", "case_id")`.
    """

    def __init__(self, to: Any, column: Any, on_delete: Any = models.CASCADE, **kwargs: Any) -> None:
        self._column = column
        kwargs.pop("from_fields", None)
        kwargs.pop("to_fields", None)
        super().__init__(to, on_delete, from_fields=["community", column], to_fields=["community", "id"], **kwargs)

    def deconstruct(self) -> Any:
        """Migrations see the short form."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("from_fields", None)
        kwargs.pop("to_fields", None)
        kwargs["column"] = self._column
        return name, path, args, kwargs


class ScopedReference(models.BaseConstraint):
    """The database's own foreign key behind a `ScopedForeignKey`, checked at commit.

    Django makes no constraint for a ForeignObject; without one a row could name a case of nowhere.
    """

    def __init__(self, *, name: str, column: str, to_table: str, cascade: bool = False) -> None:
        super().__init__(name=name)
        self.column, self.to_table, self.cascade = column, to_table, cascade

    def constraint_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Return the clause for CREATE TABLE."""
        assert schema_editor is not None
        q = schema_editor.quote_name
        return (
            f"CONSTRAINT {q(self.name)} FOREIGN KEY ({q('community_id')}, {q(self.column)}) "
            f"REFERENCES {q(self.to_table)} ({q('community_id')}, {q('id')})"
            f"{' ON DELETE CASCADE' if self.cascade else ''} DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Return ALTER TABLE … ADD, or None on SQLite, which rebuilds the table with `constraint_sql` instead."""
        assert schema_editor is not None
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)  # type: ignore[attr-defined]
            return None
        return Statement(
            "ALTER TABLE %(table)s ADD %(clause)s",
            table=schema_editor.quote_name(model._meta.db_table),
            clause=self.constraint_sql(model, schema_editor),
        )

    def remove_sql(self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Return ALTER TABLE … DROP CONSTRAINT, or rebuild on SQLite."""
        assert schema_editor is not None
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)  # type: ignore[attr-defined]
            return None
        q = schema_editor.quote_name
        return f"ALTER TABLE {q(model._meta.db_table)} DROP CONSTRAINT {q(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Left to the database at commit."""

    def deconstruct(self) -> Any:
        """Migrations rebuild it from its three names."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "column": self.column, "to_table": self.to_table, "cascade": self.cascade}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ScopedReference):
            return NotImplemented
        return bool(self.deconstruct() == other.deconstruct())

    __hash__ = None  # type: ignore[assignment]
