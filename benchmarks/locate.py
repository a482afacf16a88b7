"""How fast is a point, or a written address, in its grid?

The grids are a made-up city over the extent of Wuhan: cells with crooked borders that neighbours share point by
point, so that hardly a point lies outside. A sample is compared with asking every grid in turn.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.places.domain import AddressIndex, KnownPlace, Locator, Reason

WEST, SOUTH, EAST, NORTH = 113.70, 29.97, 115.08, 31.36
POINTS_PER_SIDE = 6
COMMUNITY = "420111013001"
SEED = 20240601


def main(argv: list[str]) -> int:
    """Measure, print, and return 1 if the sample disagrees."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks locate", description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--grids", type=int, default=15_000)
    parser.add_argument("--buildings", type=int, default=20_000)
    parser.add_argument("--sample", type=int, default=300, help="points compared with brute force")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    rng = np.random.default_rng(SEED)
    result = measure_points(rng, options.points, options.grids, options.sample)
    result |= measure_addresses(options.buildings)
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<28} {value:>14,.6g}" if isinstance(value, float) else f"{name:<28} {value:>14,}")
    return 1 if result["sample_wrong"] else 0


def measure_points(rng: np.random.Generator, points: int, grids: int, sample: int) -> dict[str, Any]:
    """Build an index of grids, find many points at once and single ones, and check a sample."""
    shapes = crooked_grids(rng, grids)
    places = np.column_stack([rng.uniform(WEST, EAST, points), rng.uniform(SOUTH, NORTH, points)])
    seconds_to_build, locator = timed(lambda: Locator(enumerate(shapes)))
    seconds, found = timed(lambda: locator.find_many(places))
    few = places[:sample]
    seconds_each, singly = timed(lambda: [locator.find(lon, lat) for lon, lat in few])
    outside = few - (EAST - WEST, 0)
    seconds_nearest, _ = timed(lambda: [locator.nearest(lon, lat) for lon, lat in outside])
    expected = [brute_force(shapes, point) for point in few]
    return {
        "grids": len(shapes),
        "vertices_per_grid": float(shapely.get_num_coordinates(shapes).mean()),
        "points": points,
        "build_seconds": seconds_to_build,
        "find_many_seconds": seconds,
        "points_per_second": points / seconds,
        "found": sum(grid is not None for grid in found),
        "find_one_microseconds": seconds_each / len(few) * 1e6,
        "nearest_one_microseconds": seconds_nearest / len(few) * 1e6,
        "sample": len(few),
        "sample_wrong": sum(not (a == b == c) for a, b, c in zip(expected, found, singly, strict=False)),
    }


def measure_addresses(buildings: int) -> dict[str, Any]:
    """Build an index of buildings, twenty to a compound, and find one in a message of 2,000 characters."""
    words = "金银华锦龙凤翠湖江山春秋东西南北阳光"
    names = [f"{a}{b}{c}家园小区" for a in words for b in words for c in words][: buildings // 20]
    places = [
        KnownPlace(row * 3 + number // 8, COMMUNITY, (name, f"解放路{row}号"), row * 20 + number, f"{number}栋")
        for row, name in enumerate(names)
        for number in range(20)
    ]
    seconds_to_build, index = timed(lambda: AddressIndex(places))
    message = ("小区物业收费高，服务差，电梯三天两头坏，我们投诉多次没有结果，" * 80)[
        :1980
    ] + f"，我住{names[7]}十二栋。"
    repeats = 50
    seconds, answers = timed(lambda: [index.match(message) for _ in range(repeats)])
    if answers[0][0].reason is not Reason.BUILDING:
        raise AssertionError(f"the building was not found: {answers[0]}")
    return {
        "buildings": len(places),
        "address_build_seconds": seconds_to_build,
        "address_match_milliseconds": seconds / repeats * 1e3,
    }


def crooked_grids(rng: np.random.Generator, count: int) -> NDArray[np.object_]:
    """Return `count` polygons that share crooked borders."""
    columns = max(1, int(count**0.5))
    rows = -(-count // columns)
    corners = np.stack(np.meshgrid(np.linspace(WEST, EAST, columns + 1), np.linspace(SOUTH, NORTH, rows + 1)), axis=-1)
    cell = np.array([(EAST - WEST) / columns, (NORTH - SOUTH) / rows])
    corners[1:-1, 1:-1] += rng.uniform(-0.2, 0.2, corners[1:-1, 1:-1].shape) * cell
    level = crooked(rng, corners[:, :-1], corners[:, 1:], cell)
    level[[0, -1]] = straight(corners[[0, -1], :-1], corners[[0, -1], 1:])
    upright = crooked(rng, corners[:-1], corners[1:], cell)
    upright[:, [0, -1]] = straight(corners[:-1, [0, -1]], corners[1:, [0, -1]])
    rings = [
        np.concatenate([level[j, i], upright[j, i + 1], level[j + 1, i][::-1], upright[j, i][::-1]])
        for j in range(rows)
        for i in range(columns)
    ]
    polygons: NDArray[np.object_] = shapely.polygons(np.stack(rings[:count]))
    return polygons


def straight(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points of many straight lines, both ends included."""
    steps = np.linspace(0, 1, POINTS_PER_SIDE)[:, None]
    return start[..., None, :] * (1 - steps) + end[..., None, :] * steps


def crooked(
    rng: np.random.Generator, start: NDArray[np.float64], end: NDArray[np.float64], cell: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the points of many lines that wander a little between their ends."""
    lines = straight(start, end)
    lines[..., 1:-1, :] += rng.uniform(-0.05, 0.05, lines[..., 1:-1, :].shape) * cell
    return lines


def brute_force(shapes: NDArray[np.object_], point: NDArray[np.float64]) -> int | None:
    """Ask every grid."""
    hits = np.flatnonzero(shapely.intersects(shapes, shapely.Point(point)))
    return int(hits[0]) if len(hits) else None


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that some work took, and what came of it."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
