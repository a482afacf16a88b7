"""Finding things by their names: all that fit, the nearest first. For kinds whose rows are thousands, not millions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from linli.core.loading import instances_load
from linli.search.models import Named
from linli.search.rebuilding import Batch
from linli.text.nearness import nearness
from linli.text.query import Term, condition_of, every, some
from linli.text.terms import RULES

MANY = 100
MOST_COMPARED = 300
"""Rows that are compared by name: whoever typed so little that more fit has to type more."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is found by: the name, and all terms besides the name's own kind."""

    name: str
    terms: set[str]


def names_put(table: type[Named], kind: str, ids: Iterable[int], names: Mapping[int, Name]) -> None:
    """Write by what things of a kind are found, in place of what was written; the caller holds a transaction.

    Args:
        ids: the things that are written about; one without a name is found no longer.
    """
    if wanted := list(ids):
        table._default_manager.filter(kind=kind, thing_id__in=wanted).delete()
    rows = [
        table(kind=kind, thing_id=pk, name=one.name[:150], terms=one.terms, rules=RULES) for pk, one in names.items()
    ]
    if len(rows) > MANY:
        instances_load(table, rows)
    else:
        table._default_manager.bulk_create(rows, batch_size=500)


def names_index(table: type[Named], models: Mapping[str, type[Model]], naming: Any, after: Any, most: int) -> Batch:
    """Make what is missing of the next things, kind after kind; see `rebuilding.Kind.index`.

    Args:
        models: the kinds in their order, each with its table.
        naming: (kind, ids) → by what each is found.
    """
    kinds = list(models)
    kind, last = after or (kinds[0], 0)
    ids = list(models[kind]._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:most])
    fresh = table._default_manager.filter(kind=kind, rules=RULES, thing_id__in=ids).values_list("thing_id", flat=True)
    missing = sorted(set(ids) - set(fresh))
    names = naming(kind, missing) if missing else {}
    names_put(table, kind, missing, names)
    if len(ids) == most:
        return Batch(len(ids), len(names), (kind, ids[-1]))
    rest = kinds[kinds.index(kind) + 1 :]
    return Batch(len(ids), len(names), (rest[0], 0) if rest else None)


def nearest(table: type[Named], asked: str, marks: Iterable[str], kinds: Sequence[str]) -> list[Named]:
    """Return the rows whose terms meet what somebody typed, the nearest name first.

    Args:
        asked: what was typed.
        marks: of which each row has one; none at all asks for none.
        kinds: those looked for; of equally near names the earlier kind comes first.
    """
    condition = condition_of(asked)
    if condition is None:
        return []
    if within := [Term(mark) for mark in marks]:
        condition = every([condition, some(within)])
    found = table._default_manager.filter(terms__meet=condition, kind__in=kinds).defer("terms")[:MOST_COMPARED]
    return sorted(found, key=lambda row: (nearness(row.name, asked)[0], kinds.index(row.kind), len(row.name), row.name))
