"""A column of terms that the database can look into: a tsvector on PostgreSQL, text beside an FTS5 table on SQLite.

    class ArticleTerms(models.Model):
        terms = TermsField()

    ArticleTerms.objects.filter(terms__meet=condition_of("电梯"))

The column is searched through the index that `linli.search.operations.TermsIndex` makes in the table's migration;
rows are written as any others. A term (`linli.text.terms`) is letters and digits of any script and underscores, so that
neither query language has a sign to interpret; each is quoted all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models
from django.db.models import Lookup

from linli.text.query import All, Condition, Term

_SIGNS = frozenset("'\"\\\0\t\n\r")


class TermsField(models.Field[Any, Any]):
    """A set of terms. It is written and searched, and empty when read: an index has nothing to show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", frozenset)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        """PostgreSQL's own type for terms, or text."""
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> frozenset[str]:
        """What was indexed is not read back."""
        return frozenset()

    def get_db_prep_value(self, value: Iterable[str], connection: Any, prepared: bool = False) -> Any:
        """Write the terms side by side, each once."""
        terms = set(value)
        written = checked(terms)
        return f"'{written}'".replace(" ", "' '") if terms and connection.vendor == "postgresql" else written


@TermsField.register_lookup
class Meet(Lookup[Any]):
    """`terms__meet=condition`: rows whose terms meet a condition of `linli.text.query`."""

    lookup_name = "meet"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Ask FTS5, by the rows' ids."""
        field = self.lhs.output_field
        table = compiler.connection.ops.quote_name(index_table(field.model._meta.db_table))
        alias = compiler.quote_name_unless_alias(self.lhs.alias)
        sql = f"{alias}.{compiler.quote_name_unless_alias('id')} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"
        return sql, [for_fts5(self.rhs)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Ask the GIN index."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, for_tsquery(self.rhs)]


def index_table(table: str) -> str:
    """Return the name of the FTS5 table beside a table."""
    return f"{table}_fts"


def checked(terms: Collection[str]) -> str:
    """Return terms side by side, none of which either query language can take for a sign.

    Raises:
        ValueError: one holds a quote, a backslash or a blank, or nothing; `linli.text.terms` makes no such term.
    """
    written = " ".join(terms)
    if not _SIGNS.isdisjoint(written) or written.count(" ") >= max(len(terms), 1) or "" in terms:
        raise ValueError(f"no term: {written!r}")
    return written


def for_fts5(condition: Condition) -> str:
    """Return a condition as FTS5 reads it."""
    if isinstance(condition, Term):
        return f'"{checked([condition.text])}"' + ("*" if condition.begins else "")
    word = " AND " if isinstance(condition, All) else " OR "
    return "(" + word.join(map(for_fts5, condition.parts)) + ")"


def for_tsquery(condition: Condition) -> str:
    """Return a condition as PostgreSQL's tsquery."""
    if isinstance(condition, Term):
        return f"'{checked([condition.text])}'" + (":*" if condition.begins else "")
    word = " & " if isinstance(condition, All) else " | "
    return "(" + word.join(map(for_tsquery, condition.parts)) + ")"
