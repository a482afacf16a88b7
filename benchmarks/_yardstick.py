"""How fast is this machine at this moment? A fixed piece of work, so that figures of two runs can be compared."""

from __future__ import annotations

import statistics
import time

TIMES = 15


def yardstick_ms() -> float:
    """Return the processor milliseconds of a loop of a hundred thousand multiplications, the median of a few."""
    spent = []
    for _ in range(TIMES):
        begun = time.process_time()
        sum(number * number for number in range(100_000))
        spent.append((time.process_time() - begun) * 1000)
    return round(statistics.median(spent), 2)
