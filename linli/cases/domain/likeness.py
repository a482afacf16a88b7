"""How alike two short texts are, for noticing that somebody sends the same thing again."""

from __future__ import annotations


def _pairs(text: str) -> set[str]:
    kept = "".join(char for char in text if char.isalnum())
    return {kept[i : i + 2] for i in range(len(kept) - 1)} or {kept}


def likeness(a: str, b: str) -> float:
    """Return the share of character pairs that two texts have in common (Jaccard), 0 to 1."""
    one, two = _pairs(a), _pairs(b)
    return len(one & two) / len(one | two)
