"""What lay open of the three leaders: who came to which training, for heads of the place."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.leaders.training import Attendance
from linli.people.domain import Right
from linli.privacy.exposing import Exposed, Open, Period, register

CHUNK = 500


def _attendances(period: Period) -> Iterator[Open]:
    """Whoever would come or came; of a grid there is no such page."""
    for stretch in period.stretches:
        here = Q(pk__in=[])
        for path, grid_id in stretch.territories(Right.ADMIN):
            if grid_id is None:
                here |= Q(community__path__startswith=path)
        rows = Attendance.objects.filter(here, training__made_at__lt=stretch.until)
        for *row, account_id in rows.values_list("community_id", "id", "post__account_id").iterator(CHUNK):
            yield Open(tuple(row), account_id)


def exposed_register() -> None:
    """Register it."""
    register(Exposed("trainings", _("参加培训的骨干"), ("leaders.Attendance",), _attendances))
