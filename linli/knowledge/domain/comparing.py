"""What changed between two texts: sentence by sentence, and sign by sign where sentences are alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_SIGNS = 400
"""Comparing sign by sign takes the square of the length; longer passages are shown as taken out and put in."""
_SENTENCES = re.compile(r"[^。；！？!?\n]*[。；！？!?\n]|[^。；！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of either text: "same", "out" (only before) or "in" (only after)."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Return two texts as one row of pieces: those not "in" make up the first, those not "out" the second."""
    return _joined(_pieces(_SENTENCES.findall(before), _SENTENCES.findall(after), deeper=True))


def _pieces(before: Sequence[str], after: Sequence[str], *, deeper: bool) -> Iterator[Piece]:
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        out, put_in = "".join(before[i:j]), "".join(after[k:m])
        if tag == "equal":
            yield Piece("same", out)
        elif deeper and out and put_in and len(out) <= MOST_SIGNS and len(put_in) <= MOST_SIGNS:
            yield from _pieces(list(out), list(put_in), deeper=False)
        else:
            yield from (Piece(kind, text) for kind, text in (("out", out), ("in", put_in)) if text)


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind:
            piece = Piece(piece.kind, found.pop().text + piece.text)
        found.append(piece)
    return found
