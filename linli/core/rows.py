"""What the rows of a kept statement become: planned once, where Django plans anew each time a query is asked.

A page reads some forty rows of a dozen kinds, and half of what that cost was the plan: which columns belong to which
model, what converts them, which relation holds what. What comes out is what the queryset itself would give; one that
gives something else than what is planned here is refused (decision 051).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesIterable, ValuesListIterable
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

Row = Sequence[Any]
Rows = Callable[[Iterable[Row]], list[Any]]


def rows_of(queryset: QuerySet[Any, Any], compiler: SQLCompiler, connection: Any) -> Rows:
    """Return what makes of a statement's rows what its queryset would give.

    Args:
        compiler: of the queryset's query, its text made.
        connection: that the rows will come from.

    Raises:
        TypeError: the queryset gives keys of several columns as one value, or rows of a model that inherits from
            another or that somebody wants to hear of.
    """
    selected = compiler.select[: compiler.col_count]
    converters = list(compiler.get_converters([expression for expression, _, _ in selected]).items())
    made = _made(queryset, compiler)
    if not converters:
        return lambda rows: [made(row) for row in rows]

    def converted(rows: Iterable[Row]) -> list[Any]:
        found = []
        for row in rows:
            values = list(row)
            for place, (each, expression) in converters:
                value = values[place]
                for convert in each:
                    value = convert(value, expression, connection)
                values[place] = value
            found.append(made(values))
        return found

    return converted


def _made(queryset: Any, compiler: SQLCompiler) -> Callable[[Row], Any]:
    kind, query = queryset._iterable_class, queryset.query
    if compiler.has_composite_fields(expression for expression, _, _ in compiler.select):
        raise TypeError("a prepared statement gives the columns of a key one by one")
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    names = (*query.extra_select, *query.values_select, *query.annotation_select)
    if kind is ValuesListIterable and names == queryset._fields:
        return tuple
    if kind is ValuesIterable:
        return lambda row: dict(zip(names, row, strict=True))
    if kind is not ModelIterable or queryset._known_related_objects:
        raise TypeError("a prepared statement gives rows of a model, dictionaries, tuples or single values")
    return _instances(_plan(compiler.klass_info, compiler.select), list((compiler.annotation_col_map or {}).items()))


def _instances(plan: _Plan, annotations: list[tuple[str, int]]) -> Callable[[Row], Model]:
    if not annotations:
        return plan.row

    def made(row: Row) -> Model:
        found = plan.row(row)
        for name, place in annotations:
            setattr(found, name, row[place])
        return found

    return made


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a part of a row becomes a model's row, and what else of it hangs on that."""

    model: type[Model]
    names: tuple[str, ...]
    first: int
    end: int
    key: int
    related: tuple[tuple[_Plan, Callable[[Model, Model | None], None], Callable[[Model, Model], None]], ...]

    def row(self, row: Row) -> Model:
        found = self.model.__new__(self.model)
        held = found.__dict__
        held["_state"] = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        held.update(zip(self.names, row[self.first : self.end], strict=True))
        for plan, local, remote in self.related:
            if row[plan.key] is None:
                local(found, None)
            else:
                other = plan.row(row)
                local(found, other)
                remote(other, found)
        return found


def _plan(told: Any, select: Any) -> _Plan:
    model, places = told["model"], told["select_fields"]
    listened = any(signal.has_listeners(model) for signal in (pre_init, post_init))
    if told.get("from_parent") or listened or model.__init__ is not Model.__init__:
        raise TypeError(f"a prepared statement makes no rows of {model.__name__}")
    first, end = places[0], places[-1] + 1
    names = tuple(each[0].target.attname for each in select[first:end])
    related = (
        (_plan(inner, select), inner["local_setter"], inner["remote_setter"])
        for inner in told.get("related_klass_infos", ())
    )
    key = first + names.index(model._meta.pk_fields[0].attname)
    return _Plan(model, names, first, end, key, tuple(related))
