"""How often somebody may try: one row per kind and subject, kept as a digest, so that no list of phones or addresses grows."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import TooMany
from linli.people.models import Attempt


def try_count(
    kind: str, subject: str, *, most: int, window: timedelta, sliding: bool = False, message: str = ""
) -> int:
    """Count one more try and return how many there were in the window, this one included.

    Args:
        kind: what is tried ("report", "code_wrong").
        subject: who tries: a phone, an address, a pair of both. Only its digest is kept.
        most: how many tries a window allows; a try beyond that is refused and not counted.
        window: how long counts are kept, from the first try; from the latest, where `sliding`.
        message: what a person reads when refused; `%(minutes)s` is the time to wait.

    Raises:
        TooMany: `most` tries were made in the window.
    """
    now = clock.now()
    row = {"kind": kind, "subject_index": personal.digest(f"{kind}:{subject}")}
    with transaction.atomic():
        Attempt.objects.get_or_create(**row, defaults={"window_start": now})
        attempt = Attempt.objects.select_for_update().get(**row)
        if not attempt.window_start <= now < attempt.window_start + window:
            attempt.window_start, attempt.count = now, 0
        if attempt.count >= most:
            wait = max(int((attempt.window_start + window - now).total_seconds()), 1)
            words = message or _("试得太频繁了，请过 %(minutes)s 分钟再来。")
            raise TooMany(words % {"minutes": -(-wait // 60)}, wait)
        attempt.count += 1
        if sliding:
            attempt.window_start = now
        attempt.save(update_fields=["window_start", "count"])
    return attempt.count


def try_forget(kind: str, subject: str) -> None:
    """Take back the counts of a subject, as after a success."""
    Attempt.objects.filter(kind=kind, subject_index=personal.digest(f"{kind}:{subject}")).delete()


def tries_clean(older_than: timedelta) -> int:
    """Delete the counts that nothing looks at any more; return how many."""
    return Attempt.objects.filter(window_start__lt=clock.now() - older_than).delete()[0]
