"""Gathers what a decision may look at. Only what the deed needs is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from linli.cases.domain.facts import Actor, Desk, Situation
from linli.cases.domain.facts import Case as Facts
from linli.cases.models import Attachment, AttachmentKind, Case
from linli.catalog.domain import Rules
from linli.catalog.models import Category
from linli.catalog.selectors import owners_of, rules_for
from linli.core.batch import once_a_batch
from linli.core.ids import new_id
from linli.core.prepared import prepared
from linli.people.models import Organisation
from linli.people.selectors import ladder_of
from linli.places.models import Division, Grid

# Whether a deed can be done at all asks for less than doing it: no limits, no proof, no list of duties.
OFFER = "offer"
# Deeds whose rules ask for proof, and for parts still open; "" stands for all of them.
_ENDING = ("", "answer", "resolve")
_UNRESOLVED = ("submitted", "accepted", "in_progress")


def desk_of(organisation: Organisation, path: str) -> Desk:
    """Return an organisation as the rules see it; it covers the case where its place is the case's or one above."""
    return Desk(
        organisation.pk,
        organisation.kind,
        organisation.level,
        organisation.name,
        organisation.grid_id,
        covers=organisation.active and path.startswith(organisation.place.path),
    )


def ladder_desks(community: Division, grid: Grid | None) -> dict[int, Desk]:
    """Return the desks that answer for the case's place, by level."""
    return {o.level: Desk(o.pk, o.kind, o.level, o.name, o.grid_id) for o in ladder_of(community, grid)}


@once_a_batch
def _organisations(ids: frozenset[int]) -> list[Organisation]:
    return _organisations_read(ids)


@prepared
def _organisations_read(ids: Iterable[int]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=ids).select_related("place").defer("place__outline")


def _named(carried: Mapping[str, Any]) -> set[int]:
    found = {carried["to"]} if carried.get("to") else set()
    return found | {call["organisation_id"] for call in carried.get("calls") or ()}


def _duties(case: Case) -> frozenset[int]:
    return frozenset(o.pk for o in owners_of(case.category, case.community)) if case.category else frozenset()


def _open_children(case: Case) -> int:
    if case.parent_id is not None:
        return 0
    return len(_children_open(case.community_id, case.id))


@prepared
def _children_open(community_id: int, parent_id: int) -> QuerySet[Case, int]:
    children = Case.objects.filter(community_id=community_id, parent_id=parent_id, state__in=_UNRESOLVED)
    return children.values_list("id", flat=True)


@prepared
def _proofs(community_id: int, case_id: int) -> QuerySet[Attachment, int]:
    proofs = Attachment.objects.filter(community_id=community_id, case_id=case_id, kind=AttachmentKind.PROOF)
    return proofs.values_list("id", flat=True)


def situation_for(
    case: Case,
    facts: Facts,
    actor: Actor,
    now: datetime,
    carried: Mapping[str, Any],
    organisation_ids: Iterable[int] = (),
    deed: str = "",
) -> Situation:
    """Read everything a deed on `case` may look at.

    Args:
        case: with `community`, `grid` and `category` loaded.
        now: the moment the deed is dated.
        carried: what the deed carries; the organisations it names are read.
        organisation_ids: further organisations to read.
        deed: the deed in question, so that only what it needs is read; everything, where none is named; OFFER for
            preconditions alone.
    """
    wanted = (
        _named(carried) | {case.lead_id} | {h.organisation_id for h in facts.handlers.values()} | set(organisation_ids)
    )
    found = _organisations(frozenset(wanted))
    category = case.category
    if carried.get("category_id") and carried["category_id"] != case.category_id:
        category = Category.objects.filter(pk=carried["category_id"]).first()
    return Situation(
        now=now,
        actor=actor,
        rules=cast(Rules, SimpleLazyObject(partial(rules_for, case.community))),
        ladder=ladder_desks(case.community, case.grid),
        desks={o.pk: desk_of(o, case.path) for o in found},
        duty_ids=_duties(case) if deed in ("", "send_down") else frozenset(),
        community_duty=case.category.community_duty if case.category else True,
        proof_required=bool(case.category and case.category.proof_required),
        has_proof=deed in _ENDING and bool(_proofs(case.community_id, case.id)),
        open_children=_open_children(case) if deed in (*_ENDING, OFFER) else 0,
        category_urgency=category.urgency if category else "",
        new_id=new_id,
    )
