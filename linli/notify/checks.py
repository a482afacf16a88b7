"""What `linli check` says about messages."""

from __future__ import annotations

import os
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
    """Console reaches nobody, nor does file, unless somebody chose it: then a sender of theirs reads the outbox."""
    chosen = os.environ.get("LINLI_SMS_CHANNEL") == "file"
    if settings.LINLI_SMS_CHANNEL in ("console", "file") and not chosen:
        hint = (
            "Add a folder under linli/notify/channels/ for your provider; or read outbox/sms.jsonl with a sender of your "
            "own, and say so by LINLI_SMS_CHANNEL=file."
        )
        return [
            Warning("Texts and sign-in codes reach no phone with this LINLI_SMS_CHANNEL.", hint=hint, id="notify.W001")
        ]
    return []
