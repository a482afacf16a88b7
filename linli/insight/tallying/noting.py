"""Every deed notes what it changes for the figures, in its own transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import SimpleNamespace

from linli.cases.services.past import Made
from linli.cases.services.recording import Recorded
from linli.core.ids import new_id
from linli.core.loading import instances_load
from linli.core.writing import insert
from linli.insight.domain.tallies import face_of
from linli.insight.models import Change


def change_note(recorded: Recorded) -> None:
    """Note a deed whose case figures see differently now: one row, or none."""
    case, before, after = recorded.case, recorded.before, recorded.after
    was = face_of(before, before.reporters.values(), case.channel_id) if before else None
    now = face_of(after, after.reporters.values(), case.channel_id)
    if was != now:
        insert(Change(community_id=case.community_id, before=was, after=now))


def changes_note(made: Sequence[Made]) -> None:
    """Note cases that were brought in with their whole history: one row a case, from nothing to what it is now.

    The notes of the single deeds between would cancel out.
    """
    faces = ((one.facts, face_of(one.facts, one.facts.reporters.values(), one.case.channel_id)) for one in made)
    notes = [
        SimpleNamespace(community_id=facts.community_id, id=new_id(), before=None, after=json.dumps(face))
        for facts, face in faces
        if face is not None
    ]
    instances_load(Change, notes)
