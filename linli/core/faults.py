"""What went wrong with the machine and not with the program: the database is away, slow or full, the disk takes nothing."""

from __future__ import annotations

import errno
from enum import Enum

from django.db import DatabaseError, InterfaceError, OperationalError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO}
# SQLite has no codes that Django keeps; PostgreSQL's are of SQLSTATE: class 53 is what ran out, 25006 a read-only one.
_FULL_WORDS = ("disk is full", "readonly database", "disk i/o error")
_FULL_STATES = ("53100", "25006")


class Fault(Enum):
    """What a person needs to know of it."""

    AWAY = "away"
    """Nothing answers, or not in time: it may pass within a minute."""
    FULL = "full"
    """Nothing can be written: somebody must make room."""


def fault_of(error: BaseException | None) -> Fault | None:
    """Return which fault of the machine an error is; None where it is the program's own."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return Fault.FULL
        if isinstance(error, DatabaseError | InterfaceError):
            if _is_full(error):
                return Fault.FULL
            if isinstance(error, OperationalError | InterfaceError):
                return Fault.AWAY
        error = error.__cause__
    return None


def _is_full(error: BaseException) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return state in _FULL_STATES or any(words in str(error).lower() for words in _FULL_WORDS)
