"""Office hours as people write them."""

from __future__ import annotations

import re
from datetime import time, timedelta

from linli.core.working_time import WorkingHours

SHORTEST_DAY = timedelta(hours=1)
MOST_SPANS = 4
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*(?:-|–|—|~|～|至|到)\s*(\d{1,2})[:：](\d{2})")


def hours_read(text: str) -> list[list[str]]:
    """Return "8:30-12:00，14:00至17:30" as [["08:30", "12:00"], ["14:00", "17:30"]].

    Raises:
        ValueError: something else stands there, no such time, spans out of order or overlapping, more than four of them,
            or less than an hour altogether.
    """
    rest = _SPAN.sub("", text).strip(" ,，、;；\n\t")
    found = [tuple(map(int, span)) for span in _SPAN.findall(text)]
    if rest or not found or len(found) > MOST_SPANS:
        raise ValueError("not office hours")
    spans = tuple((time(h1, m1), time(h2, m2)) for h1, m1, h2, m2 in found)
    if WorkingHours(spans).day_length < SHORTEST_DAY:
        raise ValueError("an office that is open for less than an hour would never be in time")
    return [[opens.isoformat("minutes"), closes.isoformat("minutes")] for opens, closes in spans]


def hours_write(hours: WorkingHours) -> str:
    """Return office hours as people write them: 08:30-12:00, 14:00-17:30."""
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in hours.spans)
