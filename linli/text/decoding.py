"""Bytes to text, whatever program wrote them: UTF-8, GBK and its successor GB18030, UTF-16; with a mark or without.

Nothing raises: what cannot be read stands as U+FFFD, and `Decoded.damaged` says so.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from linli.text.frequency import plausibility

_MARKS = (
    # UTF-32 before UTF-16: its mark begins with the other's.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_WITHOUT_MARK = ("gb18030", "utf-16-le", "utf-16-be", "utf-8")
LOST = "\ufffd"
_SAMPLE = 16_384
"""So many bytes from the beginning tell an encoding from another; even, so that UTF-16 is not cut in two."""
_LEAST_PLAUSIBLE = 0.6
"""Text in any of the encodings scores above 0.8, a picture or a packed file below 0.5 (tests/text/test_decoding.py)."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, how many characters could not be read, and whether it looks like text."""

    text: str
    encoding: str
    lost: int
    readable: bool

    @property
    def damaged(self) -> bool:
        """Whether something of the text is gone."""
        return self.lost > 0 or not self.readable


def decode(data: bytes) -> Decoded:
    """Return the text of `data`; what cannot be read stands as U+FFFD.

    A mark in front decides. Without one, valid UTF-8 is UTF-8 unless every other byte is zero; of the rest it is the
    encoding whose characters are the commonest in Chinese.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _read(data[len(mark) :], encoding)
    if b"\0" not in data[:_SAMPLE] and _valid(data):
        return _read(data, "utf-8")
    sample = data[:_SAMPLE]
    return _read(data, max(_WITHOUT_MARK, key=lambda encoding: _likely(sample, encoding)))


def _valid(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _likely(sample: bytes, encoding: str) -> float:
    # A sample may end inside a character: an incremental decoder keeps the half to itself.
    return plausibility(codecs.getincrementaldecoder(encoding)("replace").decode(sample))


def _read(data: bytes, encoding: str) -> Decoded:
    before = data.count(LOST.encode()) if encoding == "utf-8" else 0
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, text.count(LOST) - before, plausibility(text[:_SAMPLE]) >= _LEAST_PLAUSIBLE)
