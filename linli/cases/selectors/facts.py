"""A stored case as the rules see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from linli.cases.domain import facts as domain
from linli.cases.domain.projection import CASE_FIELDS, HANDLER_FIELDS, REPORTER_FIELDS
from linli.cases.models import Case, Handler, Reporter
from linli.catalog.models import Category
from linli.core.batch import in_batch, once_a_batch
from linli.core.errors import Missing
from linli.people.models import Organisation
from linli.places.models import Division, Grid


def facts_of(case: Case) -> domain.Case:
    """Return the case with its handlers and reporters: two queries, none where they are prefetched."""
    values = {name: getattr(case, name) for name in CASE_FIELDS}
    values["state"] = domain.State(case.state)
    handlers = {
        row["id"]: domain.Handler(**{**row, "part": domain.Part(row["part"])})
        for row in _rows(case, Handler, "handlers", HANDLER_FIELDS)
    }
    reporters = {row["id"]: domain.Reporter(**row) for row in _rows(case, Reporter, "reporters", REPORTER_FIELDS)}
    return domain.Case(**values, handlers=handlers, reporters=reporters)


def _rows(
    case: Case, model: type[Handler] | type[Reporter], relation: str, fields: Sequence[str]
) -> Iterable[dict[str, Any]]:
    """Rules look at a few plain columns: names and phone numbers stay sealed."""
    fetched = getattr(case, "_prefetched_objects_cache", {}).get(relation)
    if fetched is not None:
        return [{name: getattr(row, name) for name in fields} for row in fetched]
    return model._default_manager.filter(community_id=case.community_id, case_id=case.id).order_by("id").values(*fields)


def case_lock(community_id: int, case_id: int) -> Case:
    """Return the case, locked until the transaction ends (SQLite holds its one write lock already).

    Raises:
        Missing: no such case.
    """
    # Locked without its neighbours: PostgreSQL drops a row from a join whose other side has changed while it waited.
    locked = Case.objects.select_for_update().filter(community_id=community_id, id=case_id)
    if in_batch():
        found = locked.defer("address")
    else:
        if connection.features.has_select_for_update:
            list(locked.values_list("id"))
        found = Case.objects.filter(community_id=community_id, id=case_id)
        found = found.select_related(*_REFERENCES).defer(*_HEAVY)
    case = next(iter(found), None)  # by the key there is one at most; first() would sort it
    if case is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    if in_batch():
        for name, model in _REFERENCES.items():
            pk = getattr(case, f"{name}_id")
            setattr(case, name, _reference(model, pk) if pk else None)
    return case


# Columns that no rule looks at and that cost time to open.
_HEAVY = ("address", "community__outline", "grid__outline", "category__words")
_REFERENCES: dict[str, type[Model]] = {"community": Division, "grid": Grid, "category": Category, "lead": Organisation}


@once_a_batch
def _reference(model: type[Model], pk: int) -> Model:
    return model._default_manager.get(pk=pk)
