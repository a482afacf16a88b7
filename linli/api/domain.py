"""What a token may be used for."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """A token acts as its owner, and within that only where it has the scope."""

    READ = "cases:read"  # cases its owner may read
    WRITE = "cases:write"  # report, and do the deeds its owner may do
    FIGURES = "figures:read"  # figures of places its owner answers for


# A year is the longest: whoever has left is found out by then, and keys that lie about grow old.
MOST_DAYS = 366
