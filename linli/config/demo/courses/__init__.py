"""How requests of the demo go, and how often each course is taken."""

from __future__ import annotations

from linli.config.demo.courses.kinds import Course, Steps
from linli.config.demo.courses.moving import dispatched, handed_over, objected, raised, sent, whistled
from linli.config.demo.courses.special import (
    asked,
    begun,
    extended,
    neglected,
    quiet,
    rejected,
    split,
    supervised,
    waiting,
    with_unit,
    withdrawn,
)
from linli.config.demo.courses.usual import followed_up, handled, published, reopened, resolved, taken, told, verdict

COMMON: tuple[tuple[Course, int], ...] = (
    (handled, 30),
    (dispatched, 22),
    (raised, 15),
    (asked, 6),
    (objected, 5),
    (neglected, 5),
    (extended, 4),
    (withdrawn, 4),
    (supervised, 3),
    (handed_over, 3),
    (whistled, 3),
    (split, 2),
)

__all__ = [
    "COMMON",
    "Course",
    "Steps",
    "asked",
    "begun",
    "dispatched",
    "extended",
    "followed_up",
    "handed_over",
    "handled",
    "neglected",
    "objected",
    "published",
    "quiet",
    "raised",
    "rejected",
    "reopened",
    "resolved",
    "sent",
    "split",
    "supervised",
    "taken",
    "told",
    "verdict",
    "waiting",
    "whistled",
    "with_unit",
    "withdrawn",
]
