"""Who may decide for everybody."""

from __future__ import annotations

from django.http import HttpRequest

from linli.core.access import rule
from linli.people.domain import DESK_KINDS, Right, Standing
from linli.people.models import Organisation


def at_the_top(standing: Standing) -> bool:
    """Whether somebody heads a desk that no other desk is above: what suggests a category is one for all. One query."""
    hats = [hat for hat in standing.hats_with(Right.ADMIN) if hat.is_desk]
    if not hats:
        return False
    desks = Organisation.objects.filter(active=True, kind__in=DESK_KINDS)
    return max(hat.level for hat in hats) == desks.order_by("-level").values_list("level", flat=True).first()


def _check(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and at_the_top(request.standing))  # type: ignore[attr-defined]


rule("top", "heads of the highest desk there is", _check)
