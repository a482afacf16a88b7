"""What lay open of articles: who wrote and published them, and what readers wrote who found them not enough."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.knowledge.models import Feedback, Version
from linli.people.domain import Right
from linli.privacy.exposing import Exposed, Open, Period, Stretch, register

CHUNK = 500


def _here(stretch: Stretch, field: str) -> Q:
    found = Q(pk__in=[])
    for path in {hat.path for hat in stretch.standing.hats_with(Right.DRAFT)}:
        found |= Q(**{f"{field}__startswith": path})
    return found


def _versions(period: Period) -> Iterator[Open]:
    for stretch in period.stretches:
        rows = Version.objects.filter(_here(stretch, "place__path"), written_at__lt=stretch.until)
        names = ("written_by_id", "published_by_id", "ended_by_id")
        for pk, *accounts in rows.values_list("pk", *names).iterator(CHUNK):
            for account_id in accounts:
                yield Open(pk, account_id)


def _feedback(period: Period) -> Iterator[Open]:
    """Words of readers: who they are is a digest, and nobody can be told from it."""
    for stretch in period.stretches:
        rows = Feedback.objects.filter(_here(stretch, "version__place__path"), at__lt=stretch.until, enough=False)
        for pk in rows.exclude(words="").values_list("pk", flat=True).iterator(CHUNK):
            yield Open(pk)


def exposed_register() -> None:
    """Register both."""
    register(
        Exposed("articles", _("谁写的知识"), ("knowledge.Version",), _versions),
        Exposed("feedback", _("读者的意见"), ("knowledge.Feedback",), _feedback),
    )
