"""What a list of many rows would come to, row by row, before it is written: the same rules tell and do."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from linli.core.errors import LinliError


class Change(StrEnum):
    """What a row does to the tables."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(slots=True)
class Planned:
    """What comes of one row.

    Args:
        change: what it does.
        row: the row of the table that it is about; None where that is still to be made.
        values: columns that change.
        error: why it is refused, its fields named as the record names them.
    """

    change: Change
    row: Any = None
    values: dict[str, Any] | None = None
    error: LinliError | None = None

    @classmethod
    def refused(cls, error: LinliError) -> Planned:
        """A row that cannot be taken."""
        return cls(Change.REFUSED, error=error)

    @classmethod
    def of(cls, row: Any, values: dict[str, Any]) -> Planned:
        """A row that is there: changed by what differs from it, the same where nothing does."""
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        return cls(Change.CHANGED if differing else Change.SAME, row, differing)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may, asked once for all rows of one place."""

    _refusals: dict[Hashable, LinliError | None] = field(default_factory=dict)

    def require(self, key: Hashable, check: Callable[[], object]) -> None:
        """Check what `key` stands for, unless that was done already.

        Args:
            key: what the rows share that are allowed or refused together.
            check: raises where somebody may not.

        Raises:
            LinliError: as `check` does, or did before.
        """
        if key not in self._refusals:
            try:
                check()
                self._refusals[key] = None
            except LinliError as error:
                self._refusals[key] = error
        if (refusal := self._refusals[key]) is not None:
            raise refusal
