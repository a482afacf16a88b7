"""What the log hears of cases: who looked behind a mask, opened a file, read what is confidential.

The deeds of a case are its own history, signed there, and are not written down twice.
"""

from __future__ import annotations

from django.db import transaction

from linli.audit.domain.deeds import Fact
from linli.audit.services import audit_note
from linli.cases.models import Attachment, Case, Opening, Visibility
from linli.people.domain import Hat, Standing
from linli.people.models import Organisation
from linli.places.models import Division


def case_note(deed: str, case: Case, standing: Standing, *, hat: Hat | None = None, **facts: Fact) -> None:
    """Write one line about a case into the log; raises as `audit_note`."""
    audit_note(deed, _place(case), standing, (case.community_id, case.id), hat=hat, **facts)


def opening_note(
    deed: str, opening: Opening, case: Case, standing: Standing, *, hat: Hat | None = None, **facts: Fact
) -> None:
    """Write one line about a request to read a confidential case; which case it is, the request itself says."""
    audit_note(deed, _place(case), standing, (opening.community_id, opening.id), hat=hat, **facts)


@transaction.atomic
def file_note(file: Attachment, case: Case, standing: Standing) -> None:
    """Write down that somebody of the staff opened a photo or a recording."""
    case_note("file_opened", case, standing, file=file.id)


def _place(case: Case) -> Division:
    """Return whose heads read of it: of a confidential case those who supervise it, as it may be about those below."""
    if case.visibility != Visibility.CONFIDENTIAL:
        return case.community
    desk = Organisation.objects.select_related("place").defer("place__outline").get(pk=case.above_id or case.lead_id)
    return desk.place
