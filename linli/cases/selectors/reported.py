"""What neighbours have reported already, as far as somebody who writes may know of it (decision 023)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.domain.sharing import SHARED_CATEGORIES, SHARED_KINDS
from linli.cases.models import Case, Follower, Reporter, Visibility
from linli.cases.selectors.alike import Matter, alike_to
from linli.core.errors import Missing
from linli.people.models import Account

_SALT = "cases.reported"
SHOWN_FOR = 24 * 60 * 60
"""Seconds for which somebody who was shown a case may follow it: time to sign in, or to sleep on it."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One matter as a neighbour sees it: of what is not published neither words nor number, no building and no name."""

    what: str
    where: str
    state: str
    at: datetime
    people: int
    token: str
    number: str
    community_id: int
    followed: bool
    own_id: int | None


def cases_shared() -> QuerySet[Case]:
    """Return the cases that neighbours may know of; the same rule as `domain.sharing.is_shared`."""
    told = Q(published_at__isnull=False) | Q(kind__in=SHARED_KINDS, category__code__in=SHARED_CATEGORIES)
    return Case.objects.filter(told, visibility=Visibility.PUBLIC, parent_id=None)


def reported_like(
    matter: Matter, account: Account | None = None, reporter_keys: Sequence[tuple[int, int]] = ()
) -> list[Reported]:
    """Return what is likely the same matter, the likest first.

    Args:
        matter: what is being written, and where.
        account, reporter_keys: who writes, by account or by the session's reports: their own are named as theirs.
    """
    found = [one.case for one in alike_to(matter, cases_shared())]
    if not found:
        return []
    ids = [case.id for case in found]
    here = {"community_id": matter.community_id, "case_id__in": ids}
    reporters = Reporter.objects.filter(**here, withdrawn_at=None)
    people = dict(reporters.values_list("case_id").annotate(Count("id")).order_by())
    mine = Q(id__in=[pk for community_id, pk in reporter_keys if community_id == matter.community_id])
    own = set(reporters.filter(mine | Q(account=account) if account else mine).values_list("case_id", flat=True))
    followed = (
        set(Follower.objects.filter(**here, account=account).values_list("case_id", flat=True)) if account else set()
    )
    return [_shown(case, people.get(case.id, 0), case.id in followed, case.id in own) for case in found]


def _shown(case: Case, people: int, followed: bool, own: bool) -> Reported:
    return Reported(
        what=name_of(case),
        where=place_of(case),
        state=case.state,
        at=case.submitted_at,
        people=people,
        token=signing.dumps([case.community_id, case.id], salt=_SALT),
        number=case.number if case.published_at else "",
        community_id=case.community_id,
        followed=followed,
        own_id=case.id if own else None,
    )


def name_of(case: Case) -> str:
    """Return what a case is about for whoever may know no more: the published title, or the category."""
    if case.published_at:
        return case.public_title
    return _(case.category.name) if case.category else _("未分类")


def place_of(case: Case) -> str:
    """Return where it is, no nearer than the estate or the grid: in a building one would guess who."""
    compound = case.building.compound if case.building else None
    if compound is not None:
        return compound.name
    return case.grid.name if case.grid else case.community.name


def case_by_token(token: str) -> Case:
    """Return the case that somebody was shown.

    Raises:
        Missing: the token is made up or old, or the case is no longer to be known of.
    """
    try:
        community_id, case_id = signing.loads(token, salt=_SALT, max_age=SHOWN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        raise Missing(_("这条提示已经失效，请重新填写后再看。")) from None
    case = _with_place(cases_shared().filter(community_id=community_id, id=case_id)).first()
    if case is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return case


def cases_followed(account: Account) -> QuerySet[Case]:
    """Return what an account follows and may still know of, newest first."""
    mine = Follower.objects.filter(account=account)
    return _with_place(cases_shared().filter(followers__in=mine)).order_by("-submitted_at")


def reported_of(case: Case) -> Reported:
    """Return a followed case as its follower sees it."""
    return _shown(case, case.reporters.filter(withdrawn_at=None).count(), followed=True, own=False)


def _with_place(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("category", "grid", "building__compound", "community").defer(
        "community__outline", "grid__outline"
    )
