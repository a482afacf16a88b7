"""A stored case as the rules see it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.cases.domain import facts as domain
from linli.cases.domain.projection import CASE_FIELDS, HANDLER_FIELDS, REPORTER_FIELDS
from linli.cases.models import Case
from linli.core.errors import Missing


def facts_of(case: Case) -> domain.Case:
    """Return the case with its handlers and reporters: two queries, none where they are prefetched."""
    values = {name: getattr(case, name) for name in CASE_FIELDS}
    values["state"] = domain.State(case.state)
    handlers = {}
    for row in case.handlers.all():
        fields = {name: getattr(row, name) for name in HANDLER_FIELDS}
        handlers[row.id] = domain.Handler(**{**fields, "part": domain.Part(row.part)})
    reporters = {
        row.id: domain.Reporter(**{n: getattr(row, n) for n in REPORTER_FIELDS}) for row in case.reporters.all()
    }
    return domain.Case(**values, handlers=handlers, reporters=reporters)


def case_lock(community_id: int, case_id: int) -> Case:
    """Return the case, locked until the transaction ends (SQLite holds its one write lock already).

    Raises:
        Missing: no such case.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("community", "grid", "category", "lead")
    case = locked.filter(community_id=community_id, id=case_id).first()
    if case is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return case
