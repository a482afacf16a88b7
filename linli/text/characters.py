"""Which characters may stand in a text: no control, nothing invisible, nothing that turns the page round; plain spaces.

Letters and digits in full width become half-width; Chinese punctuation stays full-width, as it is written. The text says
the same as before: only how it is spelled in bytes has changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

_SURROGATES = re.compile("[\ud800-\udfff]")
# What XML, PostgreSQL or a page cannot hold or show: controls but tab and line break, and code points that are none.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff" + "]")
# Marks that set the direction of writing. The overrides and isolates among them can show a page backwards ("Trojan
# Source"); Arabic or Uyghur text needs none of them, its letters carry their direction.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u206a-\u206f]")
# Zero width: space, joiner of words, soft hyphen, byte order mark inside a text, interlinear notes, tags.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u2060-\u2065\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
# The joiners hold emoji together and shape Persian or Hindi; between Chinese or Latin letters they only hide.
_JOINERS = re.compile("(?:(?<=[\x00-\u024f\u2e80-\u9fff\uff00-\uffef])|^)[\u200c\u200d]+", re.MULTILINE)
_BREAKS = re.compile("\r\n?|_x000[dD]_\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("&(?:nbsp|ensp|emsp|#160);|[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0]")
_IDLE_SPACES = re.compile("  +| +$|^ +", re.MULTILINE)
_EMPTY_LINES = re.compile("\n{3,}")
# More marks on one letter than any language writes climb over the lines above and below it.
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILED = re.compile(f"({_MARK}{{4}}){_MARK}+")
_ALNUM = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_WIDTH = re.compile(f"[０-９Ａ-Ｚａ-ｚ｡-､]|(?<=[{_ALNUM}])[．－／％＃＆＋＿＠]|＃(?=[{_ALNUM}])")
_OTHER_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OTHER_WIDTH |= {ord(half): ord(full) for half, full in zip("｡｢｣､", "。「」、", strict=True)}

_Step = tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]]
_UNSEEMLY: tuple[_Step, ...] = (
    ("control", _BREAKS, "\n"),
    ("control", _CONTROLS, ""),
    ("direction", _DIRECTIONS, ""),
    ("invisible", _INVISIBLE, ""),
    ("invisible", _JOINERS, ""),
    ("invisible", _PILED, r"\1"),
)
_SPELLING: tuple[_Step, ...] = (("width", _WIDTH, lambda found: found[0].translate(_OTHER_WIDTH)),)
_SPACING: tuple[_Step, ...] = (
    ("space", _SPACES, " "),
    ("space", _IDLE_SPACES, lambda found: " " if len(found[0]) > 1 and _inside(found) else ""),
    ("space", _EMPTY_LINES, "\n\n"),
)
_SEEMLY = frozenset(map(chr, [*range(0x20, 0x7F), *range(0x4E00, 0xA000)])) | frozenset(
    "\n\t\u3000\u00a0，。、：；？！“”‘’（）《》—…·"
)


def _inside(found: re.Match[str]) -> bool:
    """Whether what was found stands between two words of a line."""
    text, start, end = found.string, found.start(), found.end()
    return start > 0 and end < len(text) and text[start - 1] != "\n" and text[end] != "\n"


def seemly(text: str) -> str:
    """Return `text` without what no database keeps and no page may show; width and spaces stay as they are."""
    if _SEEMLY.issuperset(text):
        return text
    text = _whole(text)
    for _kind, pattern, by in _UNSEEMLY:
        text = pattern.sub(by, text)
    return text


def _whole(text: str) -> str:
    """Return `text` with halves of one character beyond U+FFFF joined, and U+FFFD for a lone half, which no file can hold."""
    return (
        text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if _SURROGATES.search(text) else text
    )


def tidied(text: str) -> tuple[str, Counter[str]]:
    """Return `text` in seemly characters, stripped, and how many places were changed, by kind.

    Kinds: surrogate, control, direction, invisible, width, space.
    """
    counts: Counter[str] = Counter()
    if halves := len(_SURROGATES.findall(text)):
        counts["surrogate"] = halves
        text = _whole(text)
    # Most texts hold nothing but these: a set is made in a tenth of the time of the searches that it spares.
    steps = _SPACING if _SEEMLY.issuperset(text) else _UNSEEMLY + _SPELLING + _SPACING
    for kind, pattern, by in steps:
        text, count = pattern.subn(by, text)
        if count:
            counts[kind] += count
    return text.strip(), counts
