"""Which grid is this? From a door code, a point or a written address, with the reason and how sure it is (R1, G1)."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.core.errors import Missing
from linli.core.prepared import prepared
from linli.places.domain import Crs, Match, Point, Reason, convert
from linli.places.models import Building, Division, DoorCode, Entrance, Grid, Level
from linli.places.selectors.index import indexes

IN_GRID = 0.9
"""A phone's receiver errs by some metres; a named building (0.95) is surer, a compound (0.8) less sure."""
IN_COMMUNITY = 0.6
NEAREST = 0.5
HALF_AS_SURE_M = 1000
"""With each kilometre beyond the nearest community the guess is half as good or less."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
_OF_BUILDING = {Reason.BUILDING, Reason.ONLY_BUILDING, Reason.SEVERAL_BUILDINGS, Reason.BUILDING_ELSEWHERE}
_OF_AREA = {Reason.COMMUNITY, Reason.STREET, Reason.DISTRICT, Reason.CITY}


@dataclass(frozen=True, slots=True)
class Located:
    """Where something is, as far as it is known.

    Args:
        community: always known.
        grid, building, entrance: None where they are not known.
        reason: door_code, point_in_grid, point_in_community, point_nearest, address_building, address_compound,
            address_community, chosen or unknown_place; in words by `words.reason_words`.
        confidence: 0 to 1.
        values: what the words need: names, metres, `found` in the text, the address `rule`.
    """

    community: Division
    grid: Grid | None = None
    building: Building | None = None
    entrance: Entrance | None = None
    reason: str = "chosen"
    confidence: float = 1.0
    values: dict[str, Any] = field(default_factory=dict)


def door_url(code: DoorCode) -> str:
    """Return the absolute link on the plate of a door."""
    return urljoin(settings.LINLI_BASE_URL, reverse("places:door", args=[code.token]))


def locate_door(token: str) -> Located:
    """Return the door that a token was issued for.

    Raises:
        Missing: no such code, or it was revoked; with what to do.
    """
    code = _by_token.one(token) if _TOKEN.fullmatch(token) else None
    if code is None:
        raise Missing(_("没有这个门码。请重新扫描门上的二维码；也可以直接选择社区来报事。"))
    if code.revoked_at is not None:
        raise Missing(_("这个门码已经停用，可能换了新的门牌。请扫描新门牌；也可以直接选择社区来报事。"))
    return _at_door(code)


def located_at(*, door_code_id: int | None = None, community_id: int | None = None) -> Located | None:
    """Return the place that somebody came by earlier; None where its code was revoked or its desk closed since."""
    if door_code_id is not None:
        code = _by_id.one(door_code_id)
        return _at_door(code) if code else None
    if community_id is None:
        return None
    community = Division.objects.filter(pk=community_id, level=Level.COMMUNITY, active=True).defer("outline").first()
    return Located(community) if community else None


@prepared
def _by_token(token: str) -> QuerySet[DoorCode]:
    return _doors().filter(token=token)


@prepared
def _by_id(pk: int) -> QuerySet[DoorCode]:
    return _doors().filter(pk=pk, revoked_at=None)


def _doors() -> QuerySet[DoorCode]:
    found = DoorCode.objects.select_related("entrance__building__grid__community", "entrance__building__compound")
    return found.defer("entrance__building__grid__community__outline", "entrance__building__grid__outline").order_by()


def _at_door(code: DoorCode) -> Located:
    entrance = code.entrance
    building = entrance.building
    compound = building.compound.name if building.compound else ""
    values = {"building": compound + building.name, "entrance": entrance.name, "door_code": code.pk}
    return Located(building.grid.community, building.grid, building, entrance, "door_code", 1.0, values)


def locate_point(lon: float, lat: float, crs: str) -> Located:
    """Return the grid that holds a point; outside every grid the community whose ground holds it or is nearest.

    Args:
        lon, lat: degrees.
        crs: their reference system, as `Crs.parse` reads it.

    Raises:
        Missing: no community is in use.
        ValueError: no or an unknown reference system, or degrees out of range.
    """
    return PointLocator()(lon, lat, crs)


class PointLocator:
    """Locates many points one after the other, by the places as they were when it was made; see `locate_point`."""

    def __init__(self) -> None:
        self.known = indexes()
        self.grids: dict[int, Grid] = {}
        self.communities: dict[int, Division] = {}

    def __call__(self, lon: float, lat: float, crs: str) -> Located:
        """Locate one, with the same arguments and errors as `locate_point`."""
        here = Point(lon, lat, Crs.parse(crs))
        if here.crs != Crs.WGS84:
            here = convert(here, Crs.WGS84)
        grid_id = self.known.grids.find(here.lon, here.lat)
        if grid_id is not None:
            grid = self.grids[grid_id] = self.grids.get(grid_id) or _grid(grid_id)
            return Located(grid.community, grid, None, None, "point_in_grid", IN_GRID, {"grid": grid.name})
        nearest = self.known.communities.nearest(here.lon, here.lat)
        if nearest is None:
            raise Missing(_("还没有社区启用本系统，无法确定由谁负责。请联系街道办事处。"))
        community = self.communities.get(nearest.id) or Division.objects.defer("outline").get(pk=nearest.id)
        self.communities[nearest.id] = community
        if nearest.metres == 0:
            values = {"community": community.name}
            return Located(community, None, None, None, "point_in_community", IN_COMMUNITY, values)
        sure = round(NEAREST / (1 + nearest.metres / HALF_AS_SURE_M), 4)
        how_far = {"community": community.name, "metres": round(nearest.metres)}
        return Located(community, None, None, None, "point_nearest", sure, how_far)


def locate_address(text: str, within: Division | None = None) -> Located | None:
    """Return the place that a text is about, None where it names none or several communities equally well.

    Args:
        text: a written address, or a whole message.
        within: a division in which it is known to lie.
    """
    if not text.strip():
        return None
    matches = indexes().addresses.match(text, within=[within.code] if within else ())
    # A street or district has no grid worker: only a community, or what lies in it, is an answer.
    usable = [match for match in matches if match.grid_id is not None or not match.area.endswith("000")]
    if not usable:
        return None
    best = [match for match in usable if match.confidence == usable[0].confidence]
    if len({match.area for match in best}) > 1:
        return None
    return _at_match(best)


def _at_match(matches: list[Match]) -> Located | None:
    """Return what equally good matches of one community have in common."""
    first = matches[0]
    reason = "address_compound"
    if first.reason in _OF_BUILDING:
        reason = "address_building"
    elif first.reason in _OF_AREA:
        reason = "address_community"
    values = {"found": first.found, "rule": first.reason.value}
    grid_ids = {match.grid_id for match in matches}
    grid = _grid(first.grid_id) if first.grid_id is not None and len(grid_ids) == 1 else None
    community = grid.community if grid else Division.objects.filter(code=first.area).defer("outline").first()
    if community is None or community.level != Level.COMMUNITY:
        return None
    building = None
    if grid and first.building_id is not None and len(matches) == 1:
        building = Building.objects.select_related("compound").get(pk=first.building_id)
    return Located(community, grid, building, None, reason, first.confidence, values)


def _grid(pk: int) -> Grid:
    return Grid.objects.select_related("community").defer("outline", "community__outline").get(pk=pk)


def locate(
    *,
    token: str | None = None,
    point: Point | None = None,
    address: str | None = None,
    within: Division | None = None,
) -> Located | None:
    """Return the surest answer of a door code, a point and an address, None where none of them tells.

    A code that does not work is passed over where a point or an address is there to go by.

    Raises:
        Missing: the code does not work and is all there is.
    """
    if token:
        try:
            return locate_door(token)
        except Missing:
            if point is None and not address:
                raise
    found: list[Located] = []
    if point is not None:
        with suppress(Missing):
            found.append(locate_point(point.lon, point.lat, point.crs))
    if address and (by_address := locate_address(address, within)):
        found.append(by_address)
    return max(found, key=lambda located: located.confidence, default=None)
