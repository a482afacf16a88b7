"""A stored case as the rules see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from linli.cases.domain import facts as domain
from linli.cases.domain.projection import CASE_FIELDS, HANDLER_FIELDS, REPORTER_FIELDS
from linli.cases.models import Case, Handler, Reporter
from linli.cases.selectors.sql import Rule, among
from linli.catalog.models import Category
from linli.core.batch import in_batch, once_a_batch
from linli.core.errors import Missing
from linli.core.prepared import prepared
from linli.people.models import Organisation
from linli.places.models import Division, Grid


def facts_of(case: Case) -> domain.Case:
    """Return the case with its handlers and reporters: two queries, none where they are prefetched.

    Rules look at a few plain columns: names and phone numbers stay sealed.
    """
    fetched = getattr(case, "_prefetched_objects_cache", {})
    key = case.community_id, case.id
    handlers = _columns(fetched["handlers"], HANDLER_FIELDS) if "handlers" in fetched else _handlers(*key)
    reporters = _columns(fetched["reporters"], REPORTER_FIELDS) if "reporters" in fetched else _reporters(*key)
    return _facts(case, handlers, reporters)


def _facts(case: Case, handlers: Iterable[dict[str, Any]], reporters: Iterable[dict[str, Any]]) -> domain.Case:
    values = {name: getattr(case, name) for name in CASE_FIELDS}
    return domain.Case(
        **{**values, "state": domain.State(case.state)},
        handlers={row["id"]: domain.Handler(**{**row, "part": domain.Part(row["part"])}) for row in handlers},
        reporters={row["id"]: domain.Reporter(**row) for row in reporters},
    )


def _columns(rows: Iterable[Model], names: Sequence[str]) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in names} for row in rows]


@prepared
def _handlers(community_id: int, case_id: int) -> QuerySet[Handler, dict[str, Any]]:
    return Handler.objects.filter(community_id=community_id, case_id=case_id).order_by("id").values(*HANDLER_FIELDS)


@prepared
def _reporters(community_id: int, case_id: int) -> QuerySet[Reporter, dict[str, Any]]:
    return Reporter.objects.filter(community_id=community_id, case_id=case_id).order_by("id").values(*REPORTER_FIELDS)


def cases_lock(keys: Sequence[tuple[int, int]]) -> list[tuple[Case, domain.Case]]:
    """Return those of some cases that nobody else has locked, locked, with what the rules see of each: three queries.

    For a batch (`core.batch`), which reads communities, grids, categories and leads once.
    """
    free = Case.objects.filter(Rule(among(keys))).select_for_update(skip_locked=True, of=("self",)).defer("address")
    cases = [_referring(case) for case in free.order_by("community_id", "id")]
    parts: dict[Any, tuple[list[Any], list[Any]]] = {(case.community_id, case.id): ([], []) for case in cases}
    for place, (model, fields) in enumerate(((Handler, HANDLER_FIELDS), (Reporter, REPORTER_FIELDS))):
        rows = model._default_manager.filter(Rule(among(parts, "case_id"))) if parts else model._default_manager.none()
        for row in rows.order_by("id").values("community_id", "case_id", *fields):
            parts[row.pop("community_id"), row.pop("case_id")][place].append(row)
    return [(case, _facts(case, *parts[case.community_id, case.id])) for case in cases]


def case_lock(community_id: int, case_id: int) -> Case:
    """Return the case, locked until the transaction ends (SQLite holds its one write lock already).

    Raises:
        Missing: no such case.
    """
    if in_batch():
        case = _locked(community_id, case_id)[:1]
    else:
        # Locked without its neighbours: PostgreSQL drops a row from a join whose other side has changed while it waited.
        if connection.features.has_select_for_update:
            _lock(community_id, case_id)
        case = _with_references(community_id, case_id)
    if not case:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return _referring(case[0]) if in_batch() else case[0]


def _referring(case: Case) -> Case:
    for name, model in _REFERENCES.items():
        pk = getattr(case, f"{name}_id")
        setattr(case, name, _reference(model, pk) if pk else None)
    return case


# Columns that no rule looks at and that cost time to open.
_HEAVY = ("address", "community__outline", "grid__outline", "category__words")
_REFERENCES: dict[str, type[Model]] = {"community": Division, "grid": Grid, "category": Category, "lead": Organisation}


@prepared
def _lock(community_id: int, case_id: int) -> QuerySet[Case, tuple[int]]:
    return Case.objects.select_for_update().filter(community_id=community_id, id=case_id).values_list("id")


@prepared
def _locked(community_id: int, case_id: int) -> QuerySet[Case]:
    return Case.objects.select_for_update().filter(community_id=community_id, id=case_id).defer("address")


@prepared
def _with_references(community_id: int, case_id: int) -> QuerySet[Case]:
    found = Case.objects.filter(community_id=community_id, id=case_id)
    return found.select_related(*_REFERENCES).defer(*_HEAVY)


@once_a_batch
def _reference(model: type[Model], pk: int) -> Model:
    return model._default_manager.get(pk=pk)
