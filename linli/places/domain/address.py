"""What does a written address say? Compound, phase, building, entrance, floor, door - as far as they are there.

All functions that take `text` want it `plain` (see `address_text`), except `parse_address`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from linli.places.domain.address_text import plain

# 3, A3, 12A, 002; a letter or a direction alone: A座, 甲栋, 南栋.
_ONE = r"(?:[A-Z]{0,2}\d{1,4}[A-Z]?|[A-Z]|[甲乙丙丁东南西北])"
_LIST_SIGN = r"[、,和及与至到\-~/]"
# "2#线" is a metro line, "3号线" too.
_MARK = r"(?:号(?:楼栋|楼|栋|院)|#(?!线)(?:楼|栋)?|栋楼?|幢楼?|座)"
# "共14栋", "近10栋", "该栋" count or point; they name no building.
_NOT_COUNTED = r"(?<![共约近达余几每整该那A-Z0-9])"
PHASE = r"(?:[A-Z]?\d{1,2}|[A-Z])(?:期|区|组团)"
_NAMED = re.compile(
    rf"(?P<phase>(?:(?<![A-Z0-9]){PHASE}){{0,3}})"
    rf"{_NOT_COUNTED}第?(?P<numbers>{_ONE}(?:{_MARK}?{_LIST_SIGN}{_ONE}){{0,9}}){_MARK}"
)
# Right behind the name of a compound shorter forms will do: 清和居3号, 清和居12-2-301, 清和居12-301, 清和居3.
_SHORT = re.compile(
    rf"(?P<phase>(?:{PHASE}){{0,3}})(?P<numbers>{_ONE})"
    rf"(?:号(?![线码门铺商店车]|{_ONE}{_MARK})|(?:-\d{{1,2}})?-\d{{3,4}}(?![\d-])|(?<=\d)$)"
)
_DASHED = re.compile(r"(?<![\dA-Z-])([A-Z]?[1-9]\d{0,2})-(?:(\d{1,2})-)?(\d{3,4})(?![\d-])")

_ENTRANCE = re.compile(r"(?<![A-Z0-9])(\d{1,2}|[A-Z]|[甲乙丙丁东南西北])(?:单元|门(?![面口牌前外诊]))")
_FLOOR = re.compile(r"(?<![A-Z0-9号])(负?\d{1,3})(?:层|楼)")
_DOOR = re.compile(r"(?<![A-Z0-9-])(\d{2,4}[A-Z]?)(?:室|房(?!间))")
_BARE_DOOR = re.compile(r"[栋幢座元门层楼#](\d{3,4}[A-Z]?)(?![\d元户平米年万M])")
# 清和居3号 is a building, 建设路3号 the number of a yard or shop in a road.
_NUMBER_SIGN = re.compile(r"(?<![A-Z0-9路街道巷弄桥])(\d{1,3})号(?![线码门铺商店车楼栋院])")
_ABOVE = re.compile(
    r"^(?:[^\d]{2,8}?(?:省|自治区))?(?:[^\d]{1,6}?市)?(?:[^\d小]{1,8}?区|[A-Z]\d[区县]|[^\d]{1,4}?县)?"
    r"(?:[^\d]{1,8}?街道(?:办事处)?|[^\d]{1,4}?[镇乡])?(?:[^\d]{1,8}?社区(?!\d))?"
)
_CLAUSE_END = re.compile(r"[。;!?:\n,]")


class BuildingMention(NamedTuple):
    """A building, or several, as a text names them: "2期3、4栋" is phase "2期", numbers ("3", "4")."""

    phase: str
    numbers: tuple[str, ...]
    written: str  # "T9-1" is one building in some places and two in others
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AddressParts:
    """A written address in parts; what it does not say is empty. Numbers are without their word: "12", "2", "301"."""

    compound: str = ""
    phase: str = ""
    building: str = ""
    entrance: str = ""
    floor: str = ""
    door: str = ""


def buildings_in(text: str, start: int = 0, end: int | None = None) -> Iterator[BuildingMention]:
    """Yield the buildings that a plain text names with a word for building (栋 号楼 幢 座 #)."""
    for found in _NAMED.finditer(text, start, len(text) if end is None else end):
        yield _mention(found)


def building_right_at(text: str, start: int) -> BuildingMention | None:
    """Return the building that stands exactly at `start` of a plain text, in the short forms too."""
    found = _NAMED.match(text, start) or _SHORT.match(text, start)
    return _mention(found) if found else None


def parse_address(text: str) -> AddressParts:
    """Take a written address apart, as in "洪山区清和居小区十二栋2单元301室".

    The compound is what stands before the first part with a number, without the divisions above it.
    """
    line = plain(text)
    named = next(buildings_in(line), None)
    dashed = None if named else _DASHED.search(line)
    signed = None if named or dashed else _NUMBER_SIGN.search(line)
    after = named.end - 1 if named else 0
    entrance, floor = _ENTRANCE.search(line, after), _FLOOR.search(line, after)
    door = _DOOR.search(line, after) or _BARE_DOOR.search(line, after)
    starts = [found.start() for found in (dashed, signed, entrance, floor, door) if found]
    number = signed[1] if signed else ""
    if named:
        starts.append(named.start)
        number = named.numbers[0]
    elif dashed:
        number = dashed[1]
    return AddressParts(
        compound=local_name(line[: min(starts, default=None)]),
        phase=named.phase if named else "",
        building=number,
        entrance=_bare(entrance[1] if entrance else (dashed and dashed[2]) or ""),
        floor=floor[1] if floor else "",
        door=_bare(dashed[3] if dashed else door[1] if door else ""),
    )


def local_name(text: str) -> str:
    """Return the last clause of a plain text without the province, city, district, street and community before it."""
    clause = _CLAUSE_END.split(text)[-1]
    return _ABOVE.sub("", clause, count=1) or clause


def _mention(found: re.Match[str]) -> BuildingMention:
    numbers = dict.fromkeys(_bare(number) for number in re.findall(_ONE, found["numbers"]))
    return BuildingMention(found["phase"], tuple(numbers), _bare(found["numbers"]), found.start(), found.end())


def _bare(number: str) -> str:
    """Drop leading zeros: 002栋 is 2栋."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", number)
