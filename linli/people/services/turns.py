"""Whose turn it is where many ask for one thing: each waits by themselves, and nobody can push another back.

A count of all askers together would stop whoever it belongs to; a queue would let ten strangers stand before them. So each
asker's wait is settled when they first ask, stands whatever others do meanwhile, and is over at its time
(docs/decisions/060-a-pause-of-ones-own.md).
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import TooMany
from linli.people.models import Attempt

KIND = "code_turn"
FIRST, LONGEST = 2, 15
"""Minutes to wait for a turn: when many were just reached, and never more than."""
A_MINUTE_MORE = 4  # sent beyond what goes out at once
KEPT = timedelta(minutes=30)
"""How long a turn that has come waits for whoever waited for it."""


def turn_wait(subject: str, beyond: int) -> None:
    """Return where the subject's turn has come, which uses it up; else let them wait.

    Args:
        subject: who asks for what; only its digest is kept.
        beyond: how many were let through in the hour beyond those that need no turn.

    Raises:
        TooMany: the turn comes later; when is settled at the first call and told at each.
    """
    now = clock.now()
    row = {"kind": KIND, "subject_index": personal.digest(f"{KIND}:{subject}")}
    minutes = min(FIRST + beyond // A_MINUTE_MORE, LONGEST)
    with transaction.atomic():
        Attempt.objects.get_or_create(**row, defaults={"window_start": now, "count": minutes})
        turn = Attempt.objects.select_for_update().get(**row)
        comes = turn.window_start + timedelta(minutes=turn.count)
        if turn.window_start > now or comes + KEPT < now:  # a clock that was set back, or nobody came
            turn.window_start, turn.count, comes = now, minutes, now + timedelta(minutes=minutes)
            turn.save(update_fields=["window_start", "count"])
        if comes <= now:
            turn.delete()
            return
    wait = ceil((comes - now).total_seconds())
    words = _(
        "刚才有人多次用这个号码要验证码。为防骚扰，请过 %(minutes)s 分钟再点一次发送，那时一定发给您；也可以不登录，直接报事。"
    )
    raise TooMany(words % {"minutes": -(-wait // 60)}, wait)
