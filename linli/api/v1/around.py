"""What surrounds cases: categories, channels, places, published answers, figures, oneself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from linli.api import paging
from linli.api.auth import FIGURES, READ
from linli.api.problems import Problem
from linli.api.v1 import doing, shapes
from linli.api.v1.schemas import AnswerPage, Category, Channel, Located, Me, PlaceIn, Text
from linli.cases.selectors import public_cases
from linli.cases.services import Whence
from linli.cases.services.frequency import door_count
from linli.catalog.models import Channel as ChannelRow
from linli.catalog.selectors import categories
from linli.core.errors import Missing, Refused
from linli.insight.policies import may_see
from linli.insight.selectors import choosing, figures
from linli.people.client import client_address
from linli.people.selectors import responsible_people

router = Router()
PROBLEMS = dict.fromkeys((401, 403, 404, 422), Problem)


@router.get("/categories", response=list[Category], url_name="categories", tags=["catalog"], auth=None)
def category_list(request: HttpRequest) -> list[dict[str, Any]]:
    """List what can be asked for; public."""
    return [
        {
            "code": row.code,
            "name": _(row.name),
            "group": _(parent.name),
            "urgency": row.urgency,
            "proof": row.proof_required,
        }
        for parent, children in categories()
        for row in children
    ]


@router.get("/channels", response=list[Channel], url_name="channels", tags=["catalog"], auth=None)
def channel_list(request: HttpRequest) -> list[dict[str, str]]:
    """List the ways by which requests come; public."""
    return [{"code": row.code, "name": _(row.name)} for row in ChannelRow.objects.all()]


@router.get("/locate", response={200: Located, **PROBLEMS, 429: Problem}, url_name="locate", tags=["places"], auth=None)
def locate(
    request: HttpRequest,
    door_code: Text = Query("", max_length=80),
    lon: float | None = Query(None, ge=-180, le=180),
    lat: float | None = Query(None, ge=-90, le=90),
    crs: str | None = Query(None, pattern="^(WGS84|CGCS2000|GCJ02|BD09)$"),
    address: Text = Query("", max_length=200),
    community: Text = Query("", max_length=12),
) -> dict[str, Any]:
    """Find whose a place is, and who is responsible there (R1, G6); public, as the plate in the stairwell is."""
    asked = PlaceIn.model_validate(
        {"door_code": door_code, "lon": lon, "lat": lat, "crs": crs, "address": address, "community": community}
    )
    found, _named = doing.place_of(asked)
    if door_code:
        door_count(Whence(address=client_address(request)), found.community if found and found.entrance else None)
    if found is None:
        raise Missing(_("没有找到这个地方。请给出门码、坐标（含坐标系）或更完整的地址。"))
    people = responsible_people(found.community, found.grid)
    return {"place": shapes.located(found), "responsible": [shapes.person(post) for post in people]}


@router.get("/answers", response={200: AnswerPage, **PROBLEMS}, url_name="answers", tags=["answers"], auth=None)
def answers(
    request: HttpRequest,
    place: Text = Query("", max_length=12, description="code of a division"),
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(paging.USUAL, ge=1, le=paging.MOST),
) -> dict[str, Any]:
    """List published answers; public."""
    found = public_cases(choosing.place_by_code(place) if place else None)
    items, following = paging.page(found, by="published_at", cursor=cursor, limit=limit)
    return {"items": [shapes.answer(row) for row in items], "next": following}


@router.get("/figures", auth=FIGURES, response={200: dict[str, Any], **PROBLEMS}, url_name="figures", tags=["figures"])
def figures_of(
    request: HttpRequest,
    first: date = Query(description="first day, local"),
    last: date = Query(description="last day, included"),
    place: Text = Query(max_length=12, description="code of a division"),
) -> dict[str, Any]:
    """Read the figures of a place and a period: those of the dashboard and of `linli figures`."""
    found = choosing.place_by_code(place)
    standing = request.standing  # type: ignore[attr-defined]
    if not may_see(standing, found):
        raise Refused(_("“%(place)s”不在您的管理范围内，请联系管理它的上级。") % {"place": found.name})
    period = choosing.period(first.isoformat(), last.isoformat())
    return figures(found, period.first, period.last, viewer=standing).as_dict()


@router.get("/me", auth=READ, response={200: Me, **PROBLEMS}, url_name="me", tags=["me"])
def me(request: HttpRequest) -> dict[str, Any]:
    """Tell whom the token acts as now, and what for."""
    token = request.auth  # type: ignore[attr-defined]
    hats = request.standing.hats  # type: ignore[attr-defined]
    names = ("post_kind", "organisation_id", "organisation_kind", "level")
    return {
        "id": str(token.owner_id),
        "posts": [{name: getattr(hat, name) for name in names} for hat in hats],
        "scopes": token.scopes,
        "expires_at": token.expires_at,
    }
