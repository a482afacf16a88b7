"""GBK read one byte off: how it shows, and how what was written comes back.

Marks and characters are two bytes each in GBK. Where a reader loses one byte, or takes one too many, it pairs all that follows
wrongly. There are two ways into it:

    written    。   “   我   们   B  区     A1 A3  A1 B0  CE D2  C3 C7  42  C7 F8
    shown    ? ！   拔   颐   荁      区     A1  A3 A1  B0 CE  D2 C3  C7 42   C7 F8

After 。“ or a like pair of marks the first byte is lost; it shows as `?` (or U+FFFD), and 。“ as `?！`. And

    written    ⍽   对   于   鸿   昌        A0  B6 D4  D3 DA  BA E8  B2 FD
    shown      牰   杂   诤   璨   ?        A0 B6  D4 D3  DA BA  E8 B2  FD

a no-break space of another encoding, one byte, is taken for the first half of a character. Either ends where a first byte
swallows an ASCII letter, or meets what cannot be a second byte.

To undo it, encode the wrong characters, move on by a byte and decode again. That is done only as far as the result is markedly
likelier to be Chinese than what is shown: a question mark followed by rare characters may have been written so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linli.text.decoding import LOST
from linli.text.frequency import LEVEL_TWO, weight
from linli.text.script import simplified

_LOST_BYTE = "?" + LOST
_SPACE = b"\xa0"
_SWALLOWING = "".join((_SPACE + bytes((second,))).decode("gbk") for second in range(0xA1, 0xFF))
"""The characters as which a no-break space and the first byte of another show."""
_START = re.compile(f"[?？{LOST}](?=[!！][^\\x00-\\x7f]|[^\\x00-\\x7f！？，。])|(?=[{_SWALLOWING}][^\\x00-\\x7f])")
_FIRST_BYTES = (b"\xa1", b"\xa3")
"""Rows A1 and A3 hold the marks of Chinese writing: 。“”、《》 and ，！？：；（）."""
_MARKS = "，。、：；？！“”‘’（）《》【】…—"
_COMMA = b"\xa3"
_MARKEDLY = 12.0
"""So much likelier, as a logarithm. Of 195,000 places in letters that were read well, five reach it, none behind a `?`; of
stretches of four characters that were not, 99% do."""
_WITHOUT_END = 25.0
"""So much behind a question mark where nothing is seen of an end: not even the byte that is over shows."""
_SLACK = 8.0
"""A stretch goes on to where it can end, even if its last characters are rare ones; not past so much against it."""
_HOPELESS = 25.0
"""A stretch that has become so much less likely than at its best is not followed further."""

# A no-break space and the h of http are 爃.
_SWALLOWED = {(_SPACE + bytes((letter,))).decode("gbk"): " " + chr(letter) for letter in range(0x61, 0x7B)}
_BEFORE_WORD = re.compile(f"[{''.join(_SWALLOWED)}](?=[a-z])")
# Two no-break spaces (A0A0) are 牋, an odd third one is lost.
_SPACES = re.compile(f"(?:(?:(?<=[\\s，。！？：；、”])|^)牋+|牋牋+|牋(?= )) ?[{_LOST_BYTE}]?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Repair:
    """What a wrong stretch said: how many characters of the text it covers, what they were, how much likelier that is."""

    covers: int = 0
    meant: str = ""
    gain: float = 0.0


def repaired(text: str) -> tuple[str, int]:
    """Return `text` with the stretches that were read one byte off put right, and how many there were.

    A character of which a byte is gone for good stands as U+FFFD. Takes time in proportion to the length of the text: of
    one that is all question marks not every place is tried.
    """
    text, count = _BEFORE_WORD.subn(lambda found: _SWALLOWED[found[0]], text)
    parts, done, left = [], 0, len(text) + 10_000
    for found in _START.finditer(text):
        if found.start() < done:
            continue
        repair, steps = _repair(text, found.end())
        left -= steps
        if repair is not None:
            parts += [text[done : found.start()], repair.meant]
            done = found.end() + repair.covers
            count += 1
        if left < 0:
            break
    text = "".join(parts) + text[done:]
    if "牋" in text:
        text, spaces = _SPACES.subn(" ", text)
        count += spaces and not done
    return text, count


def _repair(text: str, start: int) -> tuple[_Repair | None, int]:
    """Return what a wrong stretch from `start` said, if there is one, and how many characters it took to see."""
    best, steps = _Repair(), 0
    for first in _FIRST_BYTES if text[start - 1] in "?？" + LOST and start else (b"",):
        repair, taken = _reread(text, start, first)
        best, steps = max(best, repair, key=lambda found: found.gain), steps + taken
    return best if best.gain >= _MARKEDLY and best.covers > 1 else None, steps


def _reread(text: str, start: int, first: bytes) -> tuple[_Repair, int]:
    """Read on from `start` with the byte `first` in front, up to where it can end, or as far as that makes it likelier."""
    meant: list[str] = []
    waiting, gain, best_gain = first, 0.0, 0.0
    best = last = (0, b"", 0.0)
    for at, pair in enumerate(_pairs(text, start), start=1):
        if not first and not meant and pair is not None:
            meant.append(" ")
            waiting = pair[1:]
            continue
        if pair is None:
            if not waiting or not meant:
                break
            # Two bytes went lost at once, the second of one character and the first of the next.
            meant.append("，" if waiting == _COMMA else LOST)
            waiting = b""
            continue
        said = _character(waiting + pair[:1]) if waiting else LOST
        if at == 1 and said not in _MARKS:
            break
        meant.append(said)
        waiting = pair[1:]
        gain += weight(said) - weight(text[start + at - 1]) if said != LOST else 0.0
        if gain > best_gain or _ends(text, start + at, waiting):
            last = at, waiting, gain
        if gain > best_gain:
            best, best_gain = last, gain
        if waiting.isascii() or gain < best_gain - _HOPELESS:
            break
    covers, waiting, gain = last if last[2] >= best_gain - _SLACK else best
    if first and gain < _WITHOUT_END and not _ends(text, start + covers, waiting):
        return _Repair(), len(meant) + 1
    return _ending(text[start : start + covers + 1], covers, "".join(meant[:covers]), waiting, gain), len(meant) + 1


def _ends(text: str, at: int, waiting: bytes) -> bool:
    """Whether a stretch can end before `at`: it swallowed an ASCII letter, or nothing of two bytes follows."""
    following = text[at : at + 1]
    return waiting.isascii() or following.isascii() or following == LOST


def _ending(run: str, covers: int, meant: str, waiting: bytes, gain: float) -> _Repair:
    """Return the repair that ends with one byte to spare: a swallowed letter, or half of a character."""
    if waiting.isascii():
        return _Repair(covers, meant + waiting.decode(), gain)
    following = run[covers : covers + 1]
    if following.isascii() and following > "?":
        # A second byte that is ASCII was never misread: it stands behind, and is part of the character all the same.
        whole = _character(waiting + following.encode())
        if following.isalpha() or weight(simplified(whole)) > LEVEL_TWO:
            return _Repair(covers + 1, meant + whole, gain)
    covers += following != "" and following in _LOST_BYTE
    return _Repair(covers, meant + LOST, gain)


def _pairs(text: str, start: int) -> Iterator[bytes | None]:
    """Yield the two bytes of each character as long as GBK writes it with two; None for two bytes that were lost."""
    for at in range(start, len(text)):
        character, following = text[at], text[at + 1 : at + 2]
        if at == start and character == "!":
            character = "！"
        if character in _LOST_BYTE and following and not following.isascii():
            yield None
            continue
        pair = character.encode("gb18030", "replace")
        if len(pair) != 2:
            return
        yield pair


def _character(pair: bytes) -> str:
    try:
        return pair.decode("gb18030")
    except UnicodeDecodeError:
        return LOST
