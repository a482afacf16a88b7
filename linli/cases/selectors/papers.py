"""What a sheet of paper leads to, and what whoever printed it sees of its use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from linli.cases.models import Case, PaperReceipt, Reporter
from linli.core.errors import Missing


@dataclass(frozen=True, slots=True)
class PaperUse:
    """The valid sheet of a case: when it was printed, how often it was opened, and when last."""

    made_at: datetime
    reads: int
    last: datetime | None


def paper_use(case: Case) -> PaperUse | None:
    """Return the use of a case's valid sheet, None where there is none: one query."""
    row = (
        PaperReceipt.objects.filter(community_id=case.community_id, case_id=case.id, withdrawn_at=None)
        .annotate(count=Count("reads__id"), last=Max("reads__at"))
        .values_list("made_at", "count", "last")
        .first()
    )
    return PaperUse(*row) if row else None


def case_on_paper(community_id: int, paper_id: int) -> tuple[Case, Reporter]:
    """Return the case that a sheet leads to now, with the reporter whose verdict it can carry.

    Raises:
        Missing: no such sheet, or withdrawn.
    """
    valid = PaperReceipt.objects.filter(community_id=community_id, id=paper_id, withdrawn_at=None)
    paper = valid.first()
    found = (
        Reporter.objects.filter(community_id=community_id, id=paper.reporter_id) if paper else Reporter.objects.none()
    )
    reporter = found.select_related("case__lead", "case__above").first()
    if reporter is None:
        raise Missing(_("这张回执的码不能用：可能已经重新打印过。请找当时帮您报事的人，或凭编号打电话问。"))
    return reporter.case, reporter
