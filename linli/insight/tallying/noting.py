"""Every deed notes what it changes for the figures, in its own transaction."""

from __future__ import annotations

from linli.cases.services.recording import Recorded
from linli.insight.domain.tallies import face_of
from linli.insight.models import Change


def change_note(recorded: Recorded) -> None:
    """Note a deed whose case figures see differently now: one row, or none."""
    case, before, after = recorded.case, recorded.before, recorded.after
    was = face_of(before, before.reporters.values(), case.channel_id) if before else None
    now = face_of(after, after.reporters.values(), case.channel_id)
    if was != now:
        Change(community_id=case.community_id, before=was, after=now).save(force_insert=True)
