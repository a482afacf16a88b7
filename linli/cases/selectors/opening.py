"""One case with what its page shows, read by statements that are kept."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.cases.models import Attachment, Case, Event, Handler, Reporter
from linli.core.prepared import prepared, relate


def case_opened(community_id: int, case_id: int) -> Case | None:
    """Return a case with its place, category, channel and offices, whoever asks: one query; None where there is none."""
    found: Case | None = _case.one(community_id, case_id)
    return found


def case_gather(case: Case) -> None:
    """Read at once what the page of a case looks at more than once: four queries, whoever asks afterwards."""
    people_gather(case)
    relate(case, "handlers", _handlers(case.community_id, case.id))
    relate(case, "events", _events(case.community_id, case.id))


def people_gather(case: Case) -> None:
    """Read a case's reporters and files: two queries, whoever asks afterwards."""
    relate(case, "reporters", _reporters(case.community_id, case.id))
    relate(case, "attachments", _attachments(case.community_id, case.id))


_RELATED = ("community", "grid", "building", "entrance", "category", "channel", "lead", "above", "supervised_by")


@prepared
def _case(community_id: int, case_id: int) -> QuerySet[Case]:
    found = Case.objects.filter(community_id=community_id, id=case_id).order_by()
    return found.select_related(*_RELATED).defer("community__outline", "grid__outline", "category__words")


@prepared
def _reporters(community_id: int, case_id: int) -> QuerySet[Reporter]:
    return Reporter.objects.filter(community_id=community_id, case_id=case_id)


@prepared
def _attachments(community_id: int, case_id: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(community_id=community_id, case_id=case_id)


@prepared
def _handlers(community_id: int, case_id: int) -> QuerySet[Handler]:
    found = Handler.objects.filter(community_id=community_id, case_id=case_id)
    return found.select_related("organisation", "by")


@prepared
def _events(community_id: int, case_id: int) -> QuerySet[Event]:
    found = Event.objects.filter(community_id=community_id, case_id=case_id)
    return found.select_related("post__organisation")
