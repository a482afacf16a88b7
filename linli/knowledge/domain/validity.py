"""When an article holds, and when somebody must look at it again. Days are the place's own."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

REVIEW_EVERY = 365
"""Days after which an article is looked at again, where its writer says nothing else: policies change with the year."""


class Validity(StrEnum):
    """Where a day stands to the days an article holds for."""

    COMING = "coming"
    CURRENT = "current"
    OVER = "over"


def validity(valid_from: date, valid_to: date | None, on: date) -> Validity:
    """Return whether an article holds on a day; its first and its last day are included."""
    if on < valid_from:
        return Validity.COMING
    return Validity.OVER if valid_to is not None and on > valid_to else Validity.CURRENT


def review_is_due(review_on: date, on: date) -> bool:
    """Whether the day by which it was to be looked at has passed."""
    return on > review_on
