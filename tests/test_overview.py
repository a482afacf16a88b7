"""Both overviews of the house, for whoever works on it and whoever reads about it, tell of its floors as import-linter holds them."""

from __future__ import annotations

import re
import tomllib
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def floors() -> list[list[str]]:
    """Return the rooms of each floor, the topmost first, as they are held."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [re.findall(r"\w+", layer) for layer in layers]


def test_every_room_of_the_house_is_told_on_its_floor_to_whoever_works_on_it() -> None:
    house = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## The house")[2].split("```")[1]
    held = [room for floor in floors() for room in floor]
    told = []
    for first, *words in map(str.split, house.strip().splitlines()):
        told += [first, *takewhile(held.__contains__, words)]  # of one floor: on one line, or one below the other
    assert told == held


def test_every_room_of_the_house_is_told_on_its_floor_to_whoever_reads_about_it() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (\w+)(?: \(beside (\w+)\))? \|", page.partition("| floor | subject |")[2], flags=re.M)
    assert [room for room, _beside in told] == [room for floor in floors() for room in floor]
    beside = {(room, other) for room, other in told if other}
    assert beside == {(second, first) for first, second in (floor for floor in floors() if len(floor) == 2)}
