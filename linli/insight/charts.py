"""Shapes of the dashboard's pictures, as numbers for SVG attributes. No chart library: four pictures need none.

Lengths are per cent of the picture's width, or units of its viewBox; every number is written with a point, whatever
the language of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

import shapely

from linli.insight.domain.rates import Rate

SHADES = 5
MAP_WIDTH, MAP_MOST, MARGIN = 400.0, 420.0, 4.0
TREND_WIDTH, TREND_HEIGHT = 100.0, 40.0


def number(value: float) -> str:
    """Return a number for an SVG attribute."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate drawn on a line from 0 to 100: the interval as a band, the rate as a mark on it."""

    low: str
    width: str
    value: str


def interval(rate: Rate) -> Interval | None:
    """Return how a rate is drawn; None where nothing was counted."""
    if rate.value is None or rate.low is None or rate.high is None:
        return None
    return Interval(number(rate.low * 100), number((rate.high - rate.low) * 100), number(rate.value * 100))


def shares(counts: Sequence[int]) -> list[str]:
    """Return the widths (0…100) of bars, the largest filling its line."""
    most = max(counts, default=0) or 1
    return [number(100 * count / most) for count in counts]


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a trend: its polyline's points, and the points of the area below it."""

    points: str
    area: str


def line(values: Sequence[int], most: int) -> Line:
    """Return a series drawn into the trend's viewBox, `most` at the top; a single value becomes a level line."""
    drawn = list(values) * 2 if len(values) == 1 else list(values)
    step = TREND_WIDTH / max(len(drawn) - 1, 1)
    spots = [(i * step, TREND_HEIGHT * (1 - value / (most or 1))) for i, value in enumerate(drawn)]
    points = " ".join(f"{number(x)},{number(y)}" for x, y in spots)
    return Line(points, f"0,{number(TREND_HEIGHT)} {points} {number(TREND_WIDTH)},{number(TREND_HEIGHT)}")


@dataclass(frozen=True, slots=True)
class Area:
    """One place on the map: its path, where its label stands, its shade 0…SHADES-1, and whatever it stands for."""

    path: str
    x: str
    y: str
    shade: int
    of: Any


@dataclass(frozen=True, slots=True)
class Map:
    """A choropleth: its viewBox and its areas."""

    width: str
    height: str
    areas: tuple[Area, ...]


def choropleth(places: Iterable[tuple[Any, Any, int]]) -> Map | None:
    """Return outlines drawn north up, shaded by their count; None where no place has an outline.

    Args:
        places: (whatever it stands for, GeoJSON polygon as text or None, count) each; coordinates in degrees.
    """
    shown = [(of, outline, count) for of, outline, count in places if outline]
    if not shown:
        return None
    width, height, shapes = _drawn(tuple(outline for _, outline, _ in shown))
    most = max(count for *_, count in shown)
    areas = (Area(*shape, shade_of(count, most), of) for shape, (of, _, count) in zip(shapes, shown, strict=True))
    return Map(width, height, tuple(areas))


@lru_cache(maxsize=64)
def _drawn(outlines: tuple[str, ...]) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Return width and height of a map, and of each outline its path and where its label stands.

    Drawn once a process: places change seldom, and a changed text is another key.
    """
    grounds = [shapely.from_geojson(outline) for outline in outlines]
    west, south, east, north = shapely.total_bounds(grounds)
    squeeze = cos(radians((south + north) / 2))  # a degree of longitude is shorter than one of latitude
    scale = min(MAP_WIDTH / max((east - west) * squeeze, 1e-9), MAP_MOST / max(north - south, 1e-9))

    def spot(lon: float, lat: float) -> tuple[str, str]:
        return number((lon - west) * squeeze * scale), number((north - lat) * scale)

    def path(ground: Any) -> str:
        simple = shapely.simplify(ground, 0.5 / scale)
        rings = [ring for part in shapely.get_parts(simple) for ring in (part.exterior, *part.interiors)]
        return "".join("M" + "L".join(" ".join(spot(*at[:2])) for at in ring.coords[:-1]) + "Z" for ring in rings)

    inside = [ground.representative_point() for ground in grounds]
    shapes = [(path(ground), *spot(at.x, at.y)) for ground, at in zip(grounds, inside, strict=True)]
    # the template's viewBox begins MARGIN outside, so that outlines on the edge are not cut
    width, height = (east - west) * squeeze * scale, (north - south) * scale
    return number(width + 2 * MARGIN), number(height + 2 * MARGIN), shapes


def shade_of(count: int, most: int) -> int:
    """Return the shade of a count: 0 for none, the darkest for the most."""
    if count <= 0:
        return 0
    return min(1 + count * (SHADES - 1) // (most + 1), SHADES - 1)
