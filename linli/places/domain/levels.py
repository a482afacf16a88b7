"""Which level does a division stand on, and what is above it?

Divisions carry the statistical code of the National Bureau of Statistics, 12 digits: city 4, district 6, street 9,
community 12, the rest zeros (province, the first 2, is above what this product knows). Four cities of China have
streets but no districts (Dongguan, Zhongshan, Danzhou, Jiayuguan), so a street may stand right below a city.
Grids have no statistical code.
"""

from __future__ import annotations

import re
from enum import IntEnum

CODE_LENGTH = 12


class Level(IntEnum):
    """The five levels of G1, from the ground up; a case rises from 1 to 5."""

    GRID = 1
    COMMUNITY = 2
    STREET = 3
    DISTRICT = 4
    CITY = 5

    @property
    def label(self) -> str:
        """The Chinese word, which is also the msgid of its translations."""
        return _LABELS[self]

    @property
    def above(self) -> Level | None:
        """The next level up, none above the city."""
        return None if self is Level.CITY else Level(self + 1)

    @property
    def below(self) -> Level | None:
        """The next level down, none below the grid."""
        return None if self is Level.GRID else Level(self - 1)


_LABELS = {
    Level.GRID: "网格",
    Level.COMMUNITY: "社区",
    Level.STREET: "街道",
    Level.DISTRICT: "区",
    Level.CITY: "市",
}

# How many digits say which division of the level it is, and how many of them are its own.
_DIGITS = {Level.CITY: (4, 2), Level.DISTRICT: (6, 2), Level.STREET: (9, 3), Level.COMMUNITY: (12, 3)}


def significant(code: str) -> str:
    """Return the digits that every division inside `code` starts with.

    Raises:
        ValueError: see `level_of`.
    """
    return code[: _DIGITS[level_of(code)][0]]


def level_of(code: str) -> Level:
    """Return the level of a statistical code.

    Args:
        code: 12 digits.

    Raises:
        ValueError: not 12 digits, a province, or a community without street.
    """
    if not re.fullmatch(r"[1-9][0-9]{11}", code, re.ASCII):
        raise ValueError(f"a statistical code has {CODE_LENGTH} digits and starts with 1 to 9; got {code!r}")
    if _own(code, Level.CITY) == 0:
        raise ValueError(f"{code} is a province or names no city; the highest level here is the city")
    if _own(code, Level.COMMUNITY):
        if _own(code, Level.STREET) == 0:
            raise ValueError(f"{code} is a community without street")
        return Level.COMMUNITY
    if _own(code, Level.STREET):
        return Level.STREET
    return Level.DISTRICT if _own(code, Level.DISTRICT) else Level.CITY


def lineage(code: str) -> dict[Level, str]:
    """Return the codes of a division and of all above it, from the city down.

    >>> lineage("420102002003")[Level.DISTRICT]
    '420102000000'

    Raises:
        ValueError: see `level_of`.
    """
    own_level = level_of(code)
    return {
        level: code[:digits].ljust(CODE_LENGTH, "0")
        for level, (digits, _) in _DIGITS.items()
        if level >= own_level and _own(code, level)
    }


def parent_code(code: str) -> str | None:
    """Return the code of the division right above, none for a city.

    Raises:
        ValueError: see `level_of`.
    """
    above = list(lineage(code).values())[:-1]
    return above[-1] if above else None


def _own(code: str, level: Level) -> int:
    digits, own = _DIGITS[level]
    return int(code[digits - own : digits])
