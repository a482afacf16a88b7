"""Ways to reach a phone. A channel is a folder here with `channel`, an object that can `send`; LINLI_SMS_CHANNEL names it."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Protocol

from django.conf import settings


class Channel(Protocol):
    """One way to reach a phone."""

    def send(self, phone: str, text: str) -> None:
        """Hand `text` over for `phone` (as `normal_phone` gives it).

        Raises:
            Exception: whatever went wrong; the text stays waiting and is tried again.
        """


def names() -> list[str]:
    """Return the names of all channels: the folders here."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


def channel(name: str) -> Channel:
    """Return the channel of that name.

    Raises:
        LookupError: there is none.
    """
    if name not in names():
        raise LookupError(f"LINLI_SMS_CHANNEL is {name!r}; there are: {', '.join(names())}")
    found: Channel = import_module(f"{__name__}.{name}").channel
    return found


def sms_send(phone: str, text: str) -> None:
    """Send by the channel of this installation."""
    channel(settings.LINLI_SMS_CHANNEL).send(phone, text)
