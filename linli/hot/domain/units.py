"""A text as a row of units that can be compared: Chinese characters as they are, a word or number as one sign.

"A7县552路公交" is a sign each for "a7" and "552" and four characters, so that pairs of neighbouring units are what carries meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import add

from linli.text.folding import fold

BODY = 200
"""So many characters of a body are read: what somebody wants stands in the title and where the letter begins."""

_RUN = re.compile("[0-9a-z]+")
_FIRST, _LAST = 0xF0000, 0x10FFFD  # private use planes: no text has a meaning there


class Units:
    """Writes texts as units and reads them back; the signs hold within one object."""

    def __init__(self) -> None:
        self._signs: dict[str, str] = {}
        self._runs: dict[str, str] = {}

    def write(self, text: str) -> str:
        """Return `text` folded, each run of letters and digits as one sign."""
        return _RUN.sub(self._sign, fold(text))

    def read(self, units: str) -> str:
        """Return units as they are read by people."""
        return "".join(self._runs.get(unit, unit) for unit in units)

    def _sign(self, found: re.Match[str]) -> str:
        run = found.group()
        if run not in self._signs:
            # Past the last sign they are used again: a far-off number more, in a text that has its other words.
            sign = chr(_FIRST + len(self._signs) % (_LAST - _FIRST + 1))
            self._signs[run] = sign
            self._runs[sign] = run
        return self._signs[run]


def is_unit(unit: str) -> bool:
    """Whether a character is a unit; everything else separates."""
    return "\u3400" <= unit <= "\u9fff" or ord(unit) >= _FIRST


def pairs_of(units: str) -> Iterator[str]:
    """Yield the pairs of neighbouring units."""
    return map(add, units, units[1:])
