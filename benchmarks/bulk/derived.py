"""What is derived from cases, and filled by its own rebuild once the copies are there."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.core.management import call_command, get_commands
from django.db import connection

# Management commands that fill a table derived from cases from nothing, with their arguments. One that does not exist
# yet is passed over.
REBUILDS: tuple[tuple[str, ...], ...] = (("figures", "rebuild"), ("likeness", "--everything"), ("search", "rebuild"))


def derived_fill(say: Callable[[str], None]) -> None:
    """Run every rebuild there is, and let the database count at last what all its tables hold."""
    for name, *arguments in REBUILDS:
        if name in get_commands():
            begun = time.perf_counter()
            call_command(name, *arguments, verbosity=0)
            say(f"{name:<20} {time.perf_counter() - begun:8.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
