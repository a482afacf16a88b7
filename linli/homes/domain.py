"""How doors are spelled: what people type for one door is one door."""

from __future__ import annotations

import re

from linli.places.domain.address_text import plain

_AFTER = re.compile("[号室户房门]+$")
_DOOR = re.compile(r"[0-9A-Z\u4e00-\u9fff][0-9A-Z\u4e00-\u9fff\-]{0,19}")


def door_plain(text: str) -> str:
    """Return a door as it is compared: "１５０２ 室" and "1502" are one; "" where it is no door."""
    door = _AFTER.sub("", plain(text).replace("\n", ""))
    return door if _DOOR.fullmatch(door) else ""
