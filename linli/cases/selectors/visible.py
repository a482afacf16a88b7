"""Which cases somebody may know of as staff. The same rule as `domain.roles.reads`, as a query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Field, Func, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from linli.cases.models import Case, Event, Handler, Visibility
from linli.core.errors import Missing
from linli.people.domain import Right, Standing


class OfRows(Func):
    """Something about the rows that a table holds of the case: a subquery written by hand.

    Every list asks several, and Django's own subqueries cost more to put together than to run.

    Args:
        what: what is selected, of the rows called `part`.
        table: a table with `community_id` and `case_id`.
        condition: SQL over its columns, the same on every database; no values from outside but whole numbers.
    """

    def __init__(self, what: str, table: str, condition: str, output_field: Field[Any, Any], around: str = "") -> None:
        same = f"SELECT {what} FROM {table} part WHERE (part.community_id, part.case_id) = (%(expressions)s)"
        super().__init__(
            F("community_id"), F("id"), template=f"{around}({same} AND {condition})", output_field=output_field
        )


def has_row(table: str, condition: str) -> OfRows:
    """Return the condition that there is such a row; see `OfRows`."""
    return OfRows("1", table, condition, BooleanField(), around="EXISTS")


def numbers(ids: Iterable[int]) -> str:
    """Return ids for an IN of `OfRows`; none at all matches nothing."""
    return ", ".join(str(int(one)) for one in ids) or "NULL"


def cases_visible(standing: Standing) -> QuerySet[Case]:
    """Return the cases that the posts held now let somebody read.

    Led or supervised by an own organisation, in the territory of an own desk, or called to and not let off; of the
    confidential ones only those led or supervised, and never one that names the reader.
    """
    hats = standing.hats_with(Right.HANDLE)
    if not hats:
        return Case.objects.none()
    own = [hat.organisation_id for hat in hats]
    led = Q(lead__in=own)
    supervised = Q(above__in=own)
    territory = Q()
    for hat in hats:
        if hat.organisation_kind == "grid":
            territory |= Q(grid=hat.grid_id)
        elif hat.is_desk:
            territory |= Q(path__startswith=hat.path)
    # An upheld objection lets the called one off; a task reported stays readable.
    stays = "(part.ended_at IS NULL OR part.objected_at IS NULL OR part.part NOT IN ('offered', 'dispatched'))"
    called = has_row("cases_handler", f"part.organisation_id IN ({numbers(own)}) AND {stays}")
    ordinary = ~Q(visibility=Visibility.CONFIDENTIAL) & (led | territory | Q(called))
    named = has_row("cases_exclusion", f"part.account_id = {int(standing.account_id or 0)}")
    confidential = Q(visibility=Visibility.CONFIDENTIAL) & (led | supervised) & ~Q(named)
    return Case.objects.filter(ordinary | confidential)


def case_for_staff(standing: Standing, community_id: int, case_id: int) -> Case:
    """Return a case somebody may read as staff, with what its page shows.

    Raises:
        Missing: it does not exist, or they may not know that it does; both sound the same.
    """
    found = (
        cases_visible(standing)
        .filter(community_id=community_id, id=case_id)
        .select_related(
            "community", "grid", "building", "entrance", "category", "channel", "lead", "above", "supervised_by"
        )
        .defer("community__outline", "grid__outline")
        .first()
    )
    if found is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return found


def case_gather(case: Case) -> None:
    """Read at once what the page of a case looks at more than once: four queries, whoever asks afterwards."""
    parts = Handler.objects.select_related("organisation", "by")
    course = Event.objects.select_related("post__organisation")
    prefetch_related_objects(
        [case], "reporters", "attachments", Prefetch("handlers", parts), Prefetch("events", course)
    )


def identity_visible(case: Case, standing: Standing) -> bool:
    """Whether the reporter's (masked) identity is shown at all: of a confidential case to the handling level alone."""
    if case.visibility != Visibility.CONFIDENTIAL:
        return True
    return any(hat.organisation_id == case.lead_id for hat in standing.hats_with(Right.HANDLE))
