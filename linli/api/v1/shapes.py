"""From rows to what is sent: one function a shape."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.models import Attachment, AttachmentKind, Case, Reporter, Visibility
from linli.cases.selectors import Entry, wrote
from linli.core import clock
from linli.people.models import Organisation, Post
from linli.places.models import Building, Division, Entrance, Grid
from linli.places.selectors import Located


def case_id(case: Case) -> str:
    """Return a case's id as programs know it: community and id."""
    return f"{case.community_id}-{case.id}"


def named(row: Organisation | Grid) -> dict[str, str]:
    """Return id and name."""
    return {"id": str(row.pk), "name": row.name}


def division(row: Division) -> dict[str, Any]:
    """Return a division."""
    return {"code": row.code, "name": row.name, "level": row.level}


def _place(
    community: Division,
    grid: Grid | None,
    building: Building | None,
    entrance: Entrance | None,
    point: list[float] | None,
    reason: str,
    confidence: float,
) -> dict[str, Any]:
    return {
        "community": division(community),
        "grid": named(grid) if grid else None,
        "building": building.name if building else "",
        "entrance": entrance.name if entrance else "",
        "point": point,
        "reason": reason,
        "confidence": confidence,
    }


def located(found: Located) -> dict[str, Any]:
    """Return where something is."""
    return _place(found.community, found.grid, found.building, found.entrance, None, found.reason, found.confidence)


def person(post: Post) -> dict[str, str]:
    """Return somebody responsible, as posted in the stairwell (G6)."""
    return {
        "name": post.public_name,
        "kind": post.kind,
        "organisation": post.organisation.name,
        "phone": post.public_phone or post.organisation.phone,
        "promise": post.promise,
    }


def case_brief(case: Case) -> dict[str, Any]:
    """Return a case as lists show it; expects community, grid, lead and category at hand."""
    return {
        "id": case_id(case),
        "number": case.number,
        "title": case.title,
        "kind": case.kind,
        "category": case.category.code if case.category else None,
        "urgency": case.urgency,
        "visibility": case.visibility,
        "state": case.state,
        "level": case.level,
        "lead": named(case.lead),
        "community": case.community.code,
        "grid": named(case.grid) if case.grid else None,
        "submitted_at": case.submitted_at,
        "resolve_by": case.resolve_by,
        "resolved_at": case.resolved_at,
        "closed_at": case.closed_at,
        "overdue": case.overdue_at is not None or bool(case.resolve_by and case.resolve_by <= clock.now()),
    }


def case_full(case: Case, reporter: Reporter | None = None) -> dict[str, Any]:
    """Return a case as its page shows it, to staff or to one of its reporters.

    Whose report was merged in reads what was done, not the words and photos of the neighbour who came first.
    """
    own = reporter is None or wrote(case, reporter)
    files = [file for file in case.attachments.all() if own or file.kind == AttachmentKind.PROOF]
    point = [case.lon, case.lat] if own and case.lon is not None and case.lat is not None else None
    return {
        **case_brief(case),
        "body": case.body if own else "",
        "place": _place(
            case.community,
            case.grid,
            case.building if own else None,
            case.entrance if own else None,
            point,
            case.place_reason,
            case.place_confidence,
        ),
        "limits": {
            "accept_by": case.accept_by,
            "contact_by": case.contact_by,
            "act_by": case.act_by,
            "resolve_by": case.resolve_by,
            "promised_by": case.promised_by,
            "evaluate_by": case.evaluate_by,
            "supervise_by": case.supervise_by if reporter is None else None,
            "paused_until": case.ask_until,
        },
        "channel": case.channel.code,
        "route": case.route,
        "foreign_id": case.foreign_id,
        "accepted_at": case.accepted_at,
        "contacted_at": case.contacted_at,
        "outcome": case.outcome,
        "answer": case.answer,
        "reporters": len(case.reporters.all()),
        "merged_into": _sibling(case, case.merged_into_id),
        "parent": _sibling(case, case.parent_id),
        "files": [file_out(case, file) for file in files],
        "version": case.version,
    }


def _sibling(case: Case, other_id: int | None) -> str | None:
    return f"{case.community_id}-{other_id}" if other_id else None


def file_out(case: Case, file: Attachment) -> dict[str, Any]:
    """Return a file with the address that gives it."""
    return {
        "id": str(file.id),
        "kind": file.kind,
        "mime": file.mime,
        "size": file.size,
        "added_at": file.added_at,
        "url": reverse("v1:case_file", args=[case_id(case), file.id]),
    }


def event(entry: Entry) -> dict[str, Any]:
    """Return one line of the course."""
    names = ("at", "deed", "title", "text", "who", "state")
    return {name: getattr(entry, name) for name in names}


def answer(case: Case) -> dict[str, Any]:
    """Return a published answer: what a person has looked at, and nothing besides."""
    assert case.visibility == Visibility.PUBLIC
    return {
        "number": case.number,
        "title": case.public_title,
        "answer": case.public_answer,
        "kind": case.kind,
        "category": _(case.category.name) if case.category else None,
        "community": division(case.community),
        "grid": case.grid.name if case.grid else None,
        "lead": case.lead.name,
        "outcome": case.outcome,
        "submitted_at": case.submitted_at,
        "resolved_at": case.resolved_at,
        "published_at": case.published_at,
    }
