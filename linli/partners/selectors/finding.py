"""Who may be asked for help: by skill, time and purpose, nearest first, then whoever was asked longest ago (L1).

Nobody is scored or ranked: the order is the place and the turn, and the page says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case as CaseWhen
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from linli.cases.models import Case
from linli.core import clock
from linli.partners.domain.offers import PURPOSES, TIMES, bits_of
from linli.partners.models import Asking, MemberRegistration, Offered, Side, Skill, State, UnitRegistration
from linli.partners.selectors.registered import GRIDS, runs
from linli.places.models import Division, Grid

WINDOW = timedelta(days=30)
"""Within it nobody is asked more often than they said."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to look for.

    Args:
        community: whose members.
        grid: those of it come first.
        times: codes of `TIMES`; any of them will do, none asks for no time.
        purpose: a code of `PURPOSES`; "" for whoever has ticked any.
    """

    community: Division
    grid: Grid | None = None
    skill: Skill | None = None
    times: tuple[str, ...] = ()
    purpose: str = ""


def members_found(wanted: Wanted) -> QuerySet[MemberRegistration]:
    """Return the members of a community who offer what is wanted: confirmed, not paused, their unit's registration running.

    Whoever is registered with it twice, for home and work, is found by the home.
    """
    home_too = MemberRegistration.objects.filter(
        community=OuterRef("community"),
        account=OuterRef("account"),
        side=Side.HOME,
        state=State.CONFIRMED,
    )
    rows = MemberRegistration.objects.filter(
        Q(side=Side.HOME) | (Q(side=Side.WORK) & runs("unit__") & ~Exists(home_too)),
        community=wanted.community,
        state=State.CONFIRMED,
        paused_at=None,
    )
    if wanted.skill is not None:
        offering = Offered.objects.filter(community=wanted.community, skill=wanted.skill, member_id__isnull=False)
        rows = rows.filter(id__in=offering.values("member_id"))
    bits = bits_of([wanted.purpose], PURPOSES) if wanted.purpose else bits_of(PURPOSES, PURPOSES)
    rows = rows.annotate(may=F("purposes").bitand(bits)).filter(may__gt=0)
    if wanted.times:
        rows = rows.annotate(free=F("times").bitand(bits_of(wanted.times, TIMES))).filter(free__gt=0)
    order = ("last_asked_at", "id")
    if wanted.grid is not None:
        here = When(grid=wanted.grid.pk, then=Value(0))
        rows = rows.annotate(far=CaseWhen(here, default=Value(1), output_field=IntegerField()))
        return _whole(rows).order_by("far", *order)
    return _whole(rows).order_by(*order)


def _whole(rows: QuerySet[MemberRegistration]) -> QuerySet[MemberRegistration]:
    return rows.select_related("account", "unit__organisation").prefetch_related(GRIDS)


def units_found(wanted: Wanted, most: int = 10) -> list[UnitRegistration]:
    """Return the units that offer a skill or resource in a community, with `skills` on each; none where no skill is named."""
    if wanted.skill is None:
        return []
    offering = Offered.objects.filter(community=wanted.community, skill=wanted.skill, unit_id__isnull=False)
    rows = UnitRegistration.objects.filter(runs(), community=wanted.community, id__in=offering.values("unit_id"))
    return list(rows.select_related("organisation").order_by("id")[:most])


@dataclass(frozen=True, slots=True)
class Found:
    """One member as a page shows them: what they offer, and how often they may still be asked in these thirty days."""

    row: MemberRegistration
    skills: tuple[str, ...]
    left: int


def with_offers(rows: Sequence[MemberRegistration]) -> list[Found]:
    """Return rows of one community with their skills and what is left of their own limit. Two queries, however many."""
    if not rows:
        return []
    skills = defaultdict(list)
    offered = Offered.objects.filter(
        community__in={row.community_id for row in rows}, member_id__in=[row.id for row in rows]
    )
    for member_id, name in offered.order_by("skill_id").values_list("member_id", "skill__name"):
        skills[member_id].append(name)
    asked = asked_lately(row.account_id for row in rows)
    return [Found(row, tuple(skills[row.id]), max(row.asks - asked.get(row.account_id, 0), 0)) for row in rows]


def asked_lately(accounts: Iterable[int]) -> dict[int, int]:
    """Return how often each was asked within the last thirty days, by whichever of their communities."""
    rows = Asking.objects.filter(account__in=list(accounts), asked_at__gt=clock.now() - WINDOW)
    return dict(rows.values_list("account").annotate(n=Count("id")).order_by())


def skill_for_case(case: Case, skills: Iterable[Skill]) -> Skill | None:
    """Return the kind of skill that a request's category speaks for: the longest code that fits; None where none does."""
    code = case.category.code if case.category else ""
    fits = [(len(known), skill) for skill in skills for known in skill.categories if _fits(code, known)]
    return max(fits, key=lambda pair: pair[0])[1] if fits else None


def _fits(code: str, known: str) -> bool:
    return code == known or code.startswith(f"{known}-")
