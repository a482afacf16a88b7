"""Which of several names is the one somebody means: the same, one that begins so, one that holds it, one read so."""

from __future__ import annotations

from linli.text.folding import fold
from linli.text.terms import runs

SAME, BEGINS, HOLDS, ELSEWHERE = range(4)


def nearness(name: str, asked: str) -> tuple[int, int]:
    """Return how near a name is to what was asked for, the nearest lowest; of equals the shorter name comes first."""
    plain, wanted = _bare(name), _bare(asked)
    if plain == wanted:
        return SAME, len(plain)
    if plain.startswith(wanted):
        return BEGINS, len(plain)
    return (HOLDS if wanted in plain else ELSEWHERE), len(plain)


def _bare(text: str) -> str:
    return "".join(run for run, _ in runs(fold(text)))
