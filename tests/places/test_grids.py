"""A map of grids is drawn, corrected, and never overwritten unseen."""

from __future__ import annotations

from typing import Any

import pytest

from linli.core.errors import Changed, Invalid
from linli.places.domain import Crs
from linli.places.models import Division, Grid
from linli.places.selectors import community_holes, grid_overlaps, grids_mark
from linli.places.services import grids_draw
from tests.cast import Cast, square
from tests.places.outlines import grid_draw


def collection(*rows: tuple[dict[str, Any], Any]) -> dict[str, Any]:
    """A map as it comes back from the page."""
    features = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in rows]
    return {"type": "FeatureCollection", "features": features}


def test_an_overlap_is_a_warning_and_tells_how_much(cast: Cast) -> None:
    assert grid_draw(cast.grids["one"], square(114.400, 30.630), Crs.WGS84) == []
    warned = grid_draw(cast.grids["two"], square(114.401, 30.630), Crs.WGS84)
    assert [(pair.one, pair.other) for pair in warned] == [(cast.grids["one"], cast.grids["two"])]
    assert 20_000 < warned[0].area_m2 < 22_000
    assert grid_overlaps(cast.community)


def test_ground_between_grids_and_the_border_is_a_hole(cast: Cast) -> None:
    assert community_holes(cast.community) == []
    Division.objects.filter(pk=cast.community.pk).update(outline=square(114.400, 30.630, 0.004))
    cast.community.refresh_from_db()
    holes = community_holes(cast.community)
    assert len(holes) == 1
    assert 80_000 < holes[0].area_m2 < 90_000


def test_ground_that_grids_enclose_is_a_hole_without_any_border(cast: Cast) -> None:
    ring = square(114.40, 30.63, 0.004)
    ring["coordinates"].append(square(114.401, 30.631, 0.002)["coordinates"][0][::-1])
    grid_draw(cast.grids["one"], ring, Crs.WGS84)
    Grid.objects.filter(pk=cast.grids["two"].pk).update(outline=None)
    assert len(community_holes(cast.community)) == 1


def test_a_whole_map_is_taken_over(cast: Cast) -> None:
    two_parts = {
        "type": "MultiPolygon",
        "coordinates": [square(114.40, 30.63)["coordinates"], square(114.41, 30.63)["coordinates"]],
    }
    drawn = collection(({"grid": cast.grids["one"].pk}, two_parts), ({"name": " 滨江网格 "}, square(114.42, 30.63)))
    tally = grids_draw(cast.community, drawn, mark=grids_mark(cast.community))
    assert (tally.created, tally.updated) == (1, 2)
    new = Grid.objects.get(name="滨江网格")
    assert new.community == cast.community
    assert new.code == f"{cast.community.code}003"
    cast.grids["one"].refresh_from_db()
    assert cast.grids["one"].outline["type"] == "MultiPolygon"  # type: ignore[index]
    cast.grids["two"].refresh_from_db()
    assert cast.grids["two"].outline is None


def test_an_outline_nobody_moved_keeps_where_it_came_from(cast: Cast) -> None:
    for place, name in enumerate(("one", "two")):
        grid_draw(cast.grids[name], square(114.40 + 0.002 * place, 30.63), Crs.GCJ02)
    rows = [({"grid": cast.grids[name].pk}, cast.grids[name].outline) for name in ("one", "two")]
    tally = grids_draw(cast.community, collection(*rows), mark=grids_mark(cast.community))
    assert (tally.created, tally.updated) == (0, 0)
    cast.grids["one"].refresh_from_db()
    assert cast.grids["one"].origin_crs == "GCJ-02"


def test_a_map_that_somebody_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    mark = grids_mark(cast.community)
    grid_draw(cast.grids["two"], square(114.43, 30.63), Crs.WGS84)
    with pytest.raises(Changed, match="刚被别人修改过"):
        grids_draw(cast.community, collection(), mark=mark)
    cast.grids["one"].refresh_from_db()
    assert cast.grids["one"].outline is not None


@pytest.mark.parametrize(
    ("properties", "geometry", "words"),
    [
        ({}, square(114.42, 30.63), "还没有名称"),
        ({"name": "第2网格"}, square(114.42, 30.63), "已有名为“第2网格”"),
        ({"grid": 10**9}, square(114.42, 30.63), "不属于本社区"),
        ({"grid": "one"}, square(114.42, 30.63), "不属于本社区"),
        ({"name": "新"}, {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "不是面"),
        ({"name": "新"}, {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}, "与自己相交"),
        ({"name": "新"}, None, "不是 GeoJSON"),
    ],
)
def test_a_wrong_drawing_is_refused_with_words_and_nothing_is_taken(
    cast: Cast, properties: dict[str, Any], geometry: Any, words: str
) -> None:
    mark = grids_mark(cast.community)
    with pytest.raises(Invalid, match=words):
        grids_draw(cast.community, collection((properties, geometry)), mark=mark)
    assert grids_mark(cast.community) == mark


def test_no_map_at_all_is_refused(cast: Cast) -> None:
    for nothing in (None, [], {}, {"features": 3}, {"features": [3]}):
        with pytest.raises(Invalid):
            grids_draw(cast.community, nothing, mark=grids_mark(cast.community))


def test_a_grid_of_another_community_cannot_be_drawn_here(cast: Cast) -> None:
    drawn = collection(({"grid": cast.grids["other"].pk}, square(114.42, 30.63)))
    with pytest.raises(Invalid, match="不属于本社区"):
        grids_draw(cast.community, drawn, mark=grids_mark(cast.community))
