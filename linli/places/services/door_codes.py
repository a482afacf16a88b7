"""Writes about the codes on door plates (R1)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from linli.audit.services import Acting, audit_note
from linli.core import clock
from linli.places.models import Division, DoorCode, Entrance
from linli.places.services.divisions import division_lock
from linli.places.services.rows import BATCH


@transaction.atomic
def door_code_issue(entrance: Entrance, acting: Acting | None = None) -> DoorCode:
    """Give an entrance a new code; the one it had stops to work at this moment."""
    # The entrance's row is the lock: two people who press at once leave one valid code.
    Entrance.objects.select_for_update().get(pk=entrance.pk)
    DoorCode.objects.filter(entrance=entrance, revoked_at=None).update(revoked_at=clock.now())
    audit_note("door_issued", entrance.building.grid.community, acting, entrance.pk)
    return DoorCode.objects.create(entrance=entrance)


@transaction.atomic
def door_codes_issue(community: Division, acting: Acting | None = None) -> list[DoorCode]:
    """Give a code to every entrance of a community that has none; return the new ones."""
    division_lock(community)
    bare: Iterable[Entrance] = Entrance.objects.filter(building__grid__community=community).exclude(
        door_codes__in=DoorCode.objects.filter(revoked_at=None)
    )
    issued = DoorCode.objects.bulk_create([DoorCode(entrance=entrance) for entrance in bare], batch_size=BATCH)
    if issued:
        audit_note("doors_issued", community, acting, count=len(issued))
    return issued


@transaction.atomic
def door_code_revoke(code: DoorCode, acting: Acting | None = None) -> None:
    """Let a code stop working: its plate is lost, copied or was put on another door."""
    if code.revoked_at is None:
        code.revoked_at = clock.now()
        code.save(update_fields=["revoked_at"])
        audit_note("door_revoked", code.entrance.building.grid.community, acting, code.entrance_id)
