"""Which cases somebody may know of as staff. The same rule as `domain.roles.reads`, as a query."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case, Visibility
from linli.cases.selectors.opening import case_opened
from linli.cases.selectors.sql import Rule, Sql, every, has_part, numbers, some, under
from linli.core.errors import Missing
from linli.people.domain import Hat, Right, Standing
from linli.places.models import Level


def own_ids(standing: Standing) -> list[int]:
    """Return the organisations that somebody may act for."""
    return [hat.organisation_id for hat in standing.hats_with(Right.HANDLE)]


def territories(standing: Standing) -> list[Sql]:
    """Return what lies in the territory of each own desk."""
    found = []
    for hat in standing.hats_with(Right.HANDLE):
        if hat.organisation_kind == "grid":
            found.append(Sql(f"{{c}}.grid_id = {int(hat.grid_id or 0)}"))
        elif hat.is_desk:
            found.append(under(hat.path))
    return found


def divisions_within(hat: Hat) -> str:
    """Return the statement that finds the division of a desk and all below it; "" for a grid, which is less than one."""
    if not hat.is_desk or hat.organisation_kind == "grid":
        return ""
    found = [str(int(hat.place_id))]
    below = f"= {int(hat.place_id)}"
    for _level in range(Level.COMMUNITY, hat.level):
        found.append(f"SELECT id FROM places_division WHERE parent_id {below}")
        below = f"IN ({found[-1]})"
    return " UNION ".join([f"SELECT {found[0]}", *found[1:]])


def stays() -> str:
    """Return the condition on a handler that it may still read: an upheld objection lets the called one off, a task
    reported stays readable.
    """
    return "(part.ended_at IS NULL OR part.objected_at IS NULL OR part.part NOT IN ('offered', 'dispatched'))"


def supervised_in_confidence(own: str) -> Sql:
    """Return the condition that one of these organisations supervises a confidential case."""
    return Sql(f"{{c}}.above_id IN ({own}) AND {{c}}.visibility = 'confidential'")


def sight(standing: Standing) -> Sql:
    """Return the rule which cases somebody may know of as staff.

    Led or supervised by an own organisation, in the territory of an own desk, or called to and not let off; of the
    confidential ones only those led or supervised, and never one that names the reader.
    """
    own = numbers(own_ids(standing))
    led = Sql(f"{{c}}.lead_id IN ({own})")
    called = has_part("cases_handler", f"part.organisation_id IN ({own}) AND {stays()}")
    ordinary = every(Sql("{c}.visibility <> 'confidential'"), some(led, *territories(standing), called))
    named = has_part("cases_exclusion", f"part.account_id = {int(standing.account_id or 0)}")
    supervised = some(Sql(f"{{c}}.lead_id IN ({own})"), Sql(f"{{c}}.above_id IN ({own})"))
    confidential = every(Sql("{c}.visibility = 'confidential'"), supervised, Sql(f"NOT {named.text}"))
    return some(ordinary, confidential)


def cases_visible(standing: Standing) -> QuerySet[Case]:
    """Return the cases that the posts held now let somebody read: `sight` as a queryset."""
    if not standing.hats_with(Right.HANDLE):
        return Case.objects.none()
    return Case.objects.filter(Rule(sight(standing)))


def case_for_staff(standing: Standing, community_id: int, case_id: int) -> Case:
    """Return a case somebody may read as staff, with what its page shows.

    Raises:
        Missing: it does not exist, or they may not know that it does; both sound the same.
    """
    found = case_opened(community_id, case_id) if _may_know(standing, community_id, case_id) else None
    if found is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return found


def _may_know(standing: Standing, community_id: int, case_id: int) -> bool:
    """`cases_visible` of one case, by hand: the rule is another for each reader, so that no text of it could be kept."""
    if not standing.hats_with(Right.HANDLE):
        return False
    rule = sight(standing)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM cases_case c WHERE c.community_id = %s AND c.id = %s AND ({rule.on('c')})",
            [community_id, case_id, *rule.params],
        )
        return cursor.fetchone() is not None


def identity_visible(case: Case, standing: Standing) -> bool:
    """Whether the reporter's (masked) identity is shown at all: of a confidential case to the handling level alone."""
    if case.visibility != Visibility.CONFIDENTIAL:
        return True
    return any(hat.organisation_id == case.lead_id for hat in standing.hats_with(Right.HANDLE))
