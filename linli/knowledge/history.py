"""An article's history as staff read it: who changed what and when, and two versions beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.knowledge.domain.comparing import Piece, compare
from linli.knowledge.domain.content import changed
from linli.knowledge.models import Version
from linli.knowledge.words import FIELDS


@dataclass(frozen=True, slots=True)
class Step:
    """A version in the history, with the names of what it changed; none for the first."""

    version: Version
    changed: list[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs between two versions, as pieces."""

    name: str
    pieces: list[Piece]


def history(versions: Sequence[Version]) -> list[Step]:
    """Return the steps of versions that stand the last one first."""
    earlier = [*versions[1:], None]
    return [
        Step(version, [str(FIELDS[name]) for name in changed(before.content(), version.content())] if before else [])
        for version, before in zip(versions, earlier, strict=True)
    ]


def changes_between(versions: Sequence[Version], asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the two versions that are asked for by number ("from", "to"), and where they differ.

    Without a number, or with one that is not theirs to read, the last two.
    """
    known = {str(version.number): version for version in versions}
    after = known.get(asked.get("to", ""), versions[0])
    at = versions.index(after)
    before = known.get(asked.get("from", ""), versions[min(at + 1, len(versions) - 1)])
    names = changed(before.content(), after.content())
    differences = [Difference(str(FIELDS[name]), compare(_words(before, name), _words(after, name))) for name in names]
    return {"before": before, "after": after, "differences": differences}


def _words(version: Version, name: str) -> str:
    value = getattr(version, name.removesuffix("_id"))
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
