"""Under which names do people know a place, and where does a text use one?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from linli.places.domain.address_text import plain
from linli.places.domain.levels import Level

_COMPOUND_WORD = re.compile(r"(?:住宅)?小区$|社区$")
_COMMITTEE = re.compile(r"(?:社区)?(?:居民委员会|居民委会|居委会|居委)$|社区$")
_VILLAGE_COMMITTEE = re.compile(r"(?:村民委员会|村委会)$")
_OFFICE = re.compile(r"(?:街道)?(?:办事处|街道办)$|街道$")
_ROAD = re.compile(r"^\D{1,10}?(?:大道|路|街|巷|弄|里|桥)(?=\d+号)")
_NO_NAME = frozenset({"市辖区", "开发区"})
_SAYS_PLACE = re.compile(r"(?:住宅)?(?:小区|社区)|[A-Z]?\d{1,4}[A-Z]?(?:栋|幢|座|号楼|#|期|区|单元|-\d)")
# What may stand in front of a road's name; "宁|华南路" is another road.
_BEFORE_ROAD = re.compile(r"[^\u4e00-\u9fff]|[区县市镇乡道村在到从至和与及的于往沿由经是住过号路口]")


def compound_names(name: str) -> set[str]:
    """Return the plain spellings of a compound's name: 中海国际小区 is also called 中海国际, with or without brackets."""
    full = re.sub(r"[()·.《》\"“”]", "", plain(name))
    short = _COMPOUND_WORD.sub("", full)
    # Two characters (阳光, 时代) are in too many other words.
    return {spelling for spelling in (full, short if len(short) >= 3 else full) if len(spelling) >= 2}


def area_names(name: str, level: Level) -> set[str]:
    """Return the plain spellings of a division's name: 和平居委会 is 和平社区 to those who live there."""
    full = plain(name)
    spellings = {full}
    if level is Level.COMMUNITY:
        if (stem := _VILLAGE_COMMITTEE.sub("", full)) != full:
            village = stem if stem.endswith("村") else stem + "村"
            spellings |= {village, village + "委会"}
        # 一社区 is also the end of 同一社区.
        elif len(stem := _COMMITTEE.sub("", full)) > 1 and stem != full:
            spellings |= {stem + "社区", stem + "居委会", stem + "社区居委会"}
    if level is Level.STREET and (stem := _OFFICE.sub("", full)) != full:
        street = stem if stem.endswith("街") else stem + "街"
        # 旧街道 is also the end of 老旧街道.
        if len(street) > 2:
            spellings |= {street + "道", street + "道办", street + "道办事处"}
    return {spelling for spelling in spellings if len(spelling) > 2} - _NO_NAME


def road_of(address: str) -> str | None:
    """Return the road of a plain "建设路25号", none if it is no such address."""
    found = _ROAD.match(address)
    return found[0] if found else None


def is_certain_name(text: str, start: int, name: str, is_road: bool) -> bool:
    """Say whether a name found in a plain text means the place.

    A road's name may be the end of a longer one; two characters mean a compound only with 小区 or a number behind.
    """
    if is_road:
        return start == 0 or bool(_BEFORE_ROAD.match(text[start - 1]))
    return len(name) > 2 or bool(_SAYS_PLACE.match(text, start + len(name)))


class NameFinder:
    """Finds known names in a text: at each place the longest, none inside another.

    Looking up the next two characters says which lengths are worth a try, so that the time depends on the text and
    hardly on the number of names.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        lengths: dict[str, set[int]] = {}
        for name in self._names:
            lengths.setdefault(name[:2], set()).add(len(name))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield (position, name) for every use of a known name in a plain text, from left to right."""
        position, last = 0, len(text) - 1
        while position < last:
            for length in self._lengths.get(text[position : position + 2], ()):
                name = text[position : position + length]
                if name in self._names and not _cuts_a_number(text, position, position + length):
                    yield position, name
                    position += length
                    break
            else:
                position += 1


def _cuts_a_number(text: str, start: int, end: int) -> bool:
    """Say whether a name that starts or ends with a digit or letter is cut out of a longer one: 名都2 in 名都21栋."""
    return (start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])) or (
        end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    )


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
