"""Time-ordered 64-bit ids, made by the application and not by the database.

41 bits of milliseconds since 2020, 12 bits drawn once per process, 10 bits counting within the millisecond. Keys of
activity are composite with the community, so two processes would have to share draw, millisecond, count and community
to meet; the primary key then refuses the second.
"""

from __future__ import annotations

import os
import secrets
import threading
import time

EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
_lock = threading.Lock()
_last = 0
_draw = secrets.randbits(12)


def _redraw() -> None:
    """A forked worker must not share its parent's draw."""
    global _draw
    _draw = secrets.randbits(12)


os.register_at_fork(after_in_child=_redraw)


def new_id() -> int:
    """Return a fresh positive 63-bit id, greater than every earlier one of this process.

    The wall clock is read here and not `clock.now()`: an id made during a replay of last year is made today.
    """
    global _last
    with _lock:
        tick = (time.time_ns() // 1_000_000 - EPOCH_MS) << 10
        _last = tick if tick > _last else _last + 1
        return ((_last >> 10) << 22) | (_draw << 10) | (_last & 0x3FF)
