"""Files of a form that is not done yet: kept aside until it is, so that nobody has to take a photo twice.

They are judged and re-encoded like any others and lie in storage under a random name that only the writer's session
knows; no address serves them. The case takes them over, or they are thrown away: with the form, or after a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.files.storage import default_storage

from linli.cases.services.attaching import files_save
from linli.core import clock
from linli.core.photos import Prepared

FOLDER = "held"
HELD_FOR = timedelta(days=1)
"""Long enough to be called to the door in the middle of a report."""

Held = dict[str, Any]


def files_hold(prepared: Sequence[Prepared]) -> list[Held]:
    """Put judged files aside; return what a session keeps of them."""
    saved = files_save(prepared, f"{FOLDER}/{clock.now():%Y-%m-%d}")
    return [
        {"name": item.name, "thumbnail": item.thumbnail_name, "mime": item.mime, "suffix": item.suffix}
        for item in saved
    ]


def files_held(held: Sequence[Held]) -> list[Prepared]:
    """Return files that were put aside, those that are still there."""
    found = []
    for item in held:
        if data := _read(item["name"]):
            found.append(Prepared(data, _read(item["thumbnail"]), item["mime"], item["suffix"]))
    return found


def _read(name: str) -> bytes:
    if not name or not default_storage.exists(name):
        return b""
    with default_storage.open(name) as file:
        return bytes(file.read())


def files_drop(held: Sequence[Held]) -> None:
    """Throw away files that were put aside."""
    for item in held:
        for name in filter(None, (item["name"], item["thumbnail"])):
            default_storage.delete(name)


def files_forget() -> int:
    """Throw away what was put aside more than a day ago; return how many files."""
    if not default_storage.exists(FOLDER):
        return 0
    number = 0
    for day in default_storage.listdir(FOLDER)[0]:
        if date.fromisoformat(day) < (clock.now() - HELD_FOR).date():
            for name in default_storage.listdir(f"{FOLDER}/{day}")[1]:
                default_storage.delete(f"{FOLDER}/{day}/{name}")
                number += 1
            default_storage.delete(f"{FOLDER}/{day}")
    return number
