"""What `linli check` says about messages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from linli.notify.channels import channel, names


@register()
def sms_channel_exists(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A name that is no channel stops the start, not the first text."""
    try:
        channel(settings.LINLI_SMS_CHANNEL)
    except LookupError as error:
        return [Error(str(error), hint=f"Set it to one of: {', '.join(names())}.", id="notify.E001")]
    return []


@register(deploy=True)
def sms_channel_reaches_phones(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Console and file reach nobody."""
    if settings.LINLI_SMS_CHANNEL in ("console", "file"):
        hint = "Add a folder under linli/notify/channels/ for your provider, or read outbox/sms.jsonl with your own sender."
        return [
            Warning("Texts and sign-in codes reach no phone with this LINLI_SMS_CHANNEL.", hint=hint, id="notify.W001")
        ]
    return []
