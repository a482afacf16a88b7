"""Time as whole numbers in SQL, the same on both databases.

Django's own truncation and differences run as Python functions inside SQLite, once a row; these are the database's own.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, F, Func
from django.db.models.expressions import Combinable

from linli.insight.domain.tallies import CHINA


class Epoch(Func):
    """A moment as whole seconds since 1970."""

    output_field = BigIntegerField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite keeps moments as text in UTC; the per cent sign is read twice, here and when parameters are put in."""
        return self.as_sql(
            compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)", **context
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL knows fractions; they are dropped."""
        return self.as_sql(
            compiler, connection, template="FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint", **context
        )


def seconds_between(first: str, then: str) -> Combinable:
    """Return the whole seconds from one column's moment to another's."""
    return Epoch(F(then)) - Epoch(F(first))


def local_day_number(column: str) -> Combinable:
    """Return the day in China of a column's moment, counted from 1970."""
    return (Epoch(F(column)) + CHINA) / 86_400
