"""Every read about hot issues. Members are cases that the reader may see; confidential cases are never among them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case, Visibility
from linli.cases.selectors import cases_visible
from linli.core.errors import Missing
from linli.hot.domain import course
from linli.hot.models import HotIssue, Member, State, Step
from linli.people.domain import Right, Standing
from linli.people.models import Account, Organisation
from linli.places.models import Division, Grid

# Hottest first, as `domain.Heat.order` sorts, as far as a database can: people, then support, then growth.
HOTTEST = (F("people").desc(), F("support").desc(), (F("recent") - F("before")).desc(), F("last_at").desc(), "-id")
BOXES = {
    "open": (State.FOUND, State.CONFIRMED, State.ANSWERED, State.HANDED),
    "found": (State.FOUND,),
    "done": (State.CLOSED, State.DISMISSED, State.JOINED),
}


def issues_visible(standing: Standing) -> QuerySet[HotIssue]:
    """Return the issues that somebody may know of as staff.

    Those in the territory of an own desk, those an own organisation owns, and those that hold a case they may read.
    """
    hats = standing.hats_with(Right.HANDLE)
    if not hats:
        return HotIssue.objects.none()
    mine = Q(owner__in=[hat.organisation_id for hat in hats])
    for hat in hats:
        if hat.organisation_kind == "grid":
            mine |= Q(grid=hat.grid_id)
        elif hat.is_desk:
            mine |= Q(place__path__startswith=hat.path)
    holding = cases_visible(standing).filter(hot_members__issue__isnull=False, hot_members__left_at=None).order_by()
    mine |= Q(pk__in=holding.values("hot_members__issue"))
    return (
        HotIssue.objects.filter(mine).select_related("place", "grid", "owner").defer("place__outline", "grid__outline")
    )


def issues_for_staff(standing: Standing, box: str = "open") -> QuerySet[HotIssue]:
    """Return the issues of a box, hottest first; an unknown box is the open ones."""
    return issues_visible(standing).filter(state__in=BOXES.get(box, BOXES["open"])).order_by(*HOTTEST)


def issue_for_staff(standing: Standing, issue_id: int) -> HotIssue:
    """Return one issue.

    Raises:
        Missing: none, or not for them; both sound the same.
    """
    found = issues_visible(standing).filter(pk=issue_id).first()
    if found is None:
        raise Missing(_("没有这个热点问题，或您不能查看。"))
    return found


def deeds_offered(issue: HotIssue, standing: Standing) -> list[str]:
    """Return what somebody may do to an issue now."""
    roles = course.roles_of(standing, issue.place.path, issue.grid_id, issue.owner_id)
    return course.offered(issue.state, roles)


def members_of(issue: HotIssue) -> QuerySet[Member]:
    """Return the issue's members with their cases; a confidential case is none, whatever a row says."""
    return (
        Member.objects.filter(issue=issue, left_at=None)
        .exclude(case__visibility=Visibility.CONFIDENTIAL)
        .select_related("case", "case__lead")
        .annotate(
            community_name=F("case__community__name"),
            grid_name=F("case__grid__name"),
            asks_proof=F("case__category__proof_required"),
        )
    )


def members_visible(issue: HotIssue, standing: Standing) -> tuple[list[Member], int]:
    """Return the members whose cases somebody may read, newest first, and how many others there are. Two queries."""
    rows = list(members_of(issue).order_by("-case__submitted_at"))
    asked = cases_visible(standing).filter(hot_members__issue=issue, hot_members__left_at=None)
    readable = set(asked.values_list("community_id", "id"))
    shown = [row for row in rows if (row.community_id, row.case_id) in readable]
    return shown, len(rows) - len(shown)


def steps_of(issue: HotIssue) -> QuerySet[Step]:
    """Return the course of an issue, newest first."""
    return issue.steps.select_related("post__organisation")


def case_to_add(standing: Standing, number: str) -> Case:
    """Return the case with a number that somebody may put into an issue.

    Raises:
        Missing: none that they may read, or one that no issue may hold; both sound the same.
    """
    rows = cases_visible(standing).exclude(visibility=Visibility.CONFIDENTIAL).filter(number=number.strip())
    found = rows.select_related("community").first()
    if found is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return found


def owners_possible(issue: HotIssue) -> QuerySet[Organisation]:
    """Return the organisations that may own an issue: those whose place holds it, and the units of its communities."""
    codes = [code for code in issue.place.path.split("/") if code]
    return Organisation.objects.filter(active=True, place__code__in=codes).order_by("-level", "kind", "name")


# --- residents ---


def _public() -> QuerySet[HotIssue]:
    rows = HotIssue.objects.filter(state__in=course.PUBLIC).select_related("place", "grid", "owner", "answered_by")
    return rows.defer("place__outline", "grid__outline")


def issues_public(community: Division | None, grid: Grid | None = None) -> QuerySet[HotIssue]:
    """Return the confirmed issues that concern a community (all, where None), or one grid of it, hottest first.

    Its own, and those of the street or the district that hold a case of it.
    """
    found = _public()
    if community is not None:
        above = Member.objects.filter(community=community, left_at=None)
        found = found.filter(Q(place=community) | Q(pk__in=above.values("issue")))
    if grid is not None:
        here = Member.objects.filter(community=grid.community_id, case__grid=grid, left_at=None)
        found = found.filter(pk__in=here.values("issue"))
    return found.order_by(*HOTTEST)


def issue_public(issue_id: int) -> HotIssue:
    """Return one confirmed issue.

    Raises:
        Missing: none, or not confirmed.
    """
    found = _public().filter(pk=issue_id).first()
    if found is None:
        raise Missing(_("没有这个热点问题，或它还没有公开。"))
    return found


def follows(issue: HotIssue, account: Account | None) -> bool:
    """Whether somebody hears how an issue goes on."""
    return account is not None and issue.followers.filter(account=account).exists()


def topics_proposed(place: Division | None = None) -> QuerySet[HotIssue]:
    """Return the issues handed over for deliberation, the newest first: with question, place, who proposed it and when (D1, D2).

    Args:
        place: only those in it; all, where None.
    """
    found = _public().filter(handed_at__isnull=False).select_related("handed_by__organisation")
    if place is not None:
        found = found.filter(place__path__startswith=place.path)
    return found.order_by("-handed_at")


def members_by_case(cases: Sequence[tuple[int, int]]) -> QuerySet[Member]:
    """Return the memberships, past ones too, of cases by (community, id), with their issues."""
    ids = [case_id for _, case_id in cases]
    communities = {community_id for community_id, _ in cases}
    rows = Member.objects.filter(community__in=communities, case_id__in=ids)
    return rows.select_related("issue").prefetch_related(Prefetch("issue__place", Division.objects.defer("outline")))
