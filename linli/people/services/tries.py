"""How often somebody may try: one row per kind and subject, kept as a digest, so that no list of phones or addresses grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
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
        # Again where it was taken back between the two: by somebody who succeeded at the same moment (`try_forget`).
        while (attempt := Attempt.objects.select_for_update().filter(**row).first()) is None:
            Attempt.objects.get_or_create(**row, defaults={"window_start": now})
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


@dataclass(frozen=True, slots=True)
class Try:
    """One count that a deed adds to: of what kind, whose, how many a window allows, and the words where there are more."""

    kind: str
    subject: str
    most: int
    message: str


# One statement counts all: the row of a subject is written whether it is there or not, its window begun anew where it
# is over or, after a clock that was set back, has not come yet. The database's row lock makes two processes one.
_COUNT = """
INSERT INTO {table} (kind, subject_index, window_start, count) VALUES {rows}
ON CONFLICT (kind, subject_index) DO UPDATE SET
  count = CASE WHEN {running} THEN {table}.count + 1 ELSE 1 END,
  window_start = CASE WHEN {running} THEN {table}.window_start ELSE excluded.window_start END
RETURNING kind, subject_index, count, window_start
"""
_RUNNING = "{table}.window_start <= %s AND {table}.window_start > %s"


def tries_count(tries: Sequence[Try], window: timedelta) -> None:
    """Count several tries at once, in one statement. In a transaction that a refusal undoes, the refused are not counted.

    Args:
        tries: what is tried, each kind and subject once.
        window: how long counts are kept, from the first try.

    Raises:
        TooMany: one of them is allowed no more.
    """
    if not tries:
        return
    now = clock.now()
    told = [connection.ops.adapt_datetimefield_value(moment) for moment in (now, now - window)]
    # In one order, so that two that count the same subjects wait for each other and never in a ring.
    by_row = {(one.kind, personal.digest(f"{one.kind}:{one.subject}")): one for one in tries}
    values = [value for kind, index in sorted(by_row) for value in (kind, index, told[0])]
    table = connection.ops.quote_name(Attempt._meta.db_table)
    rows = ", ".join(["(%s, %s, %s, 1)"] * len(by_row))
    statement = _COUNT.format(table=table, rows=rows, running=_RUNNING.format(table=table))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *told, *told])
        for kind, index, count, begun in cursor.fetchall():
            one = by_row[kind, bytes(index)]
            if count > one.most:
                wait = max(int((clock.stored(begun) + window - now).total_seconds()), 1)
                raise TooMany(one.message % {"minutes": -(-wait // 60)}, wait)


def try_forget(kind: str, subject: str) -> None:
    """Take back the counts of a subject, as after a success."""
    Attempt.objects.filter(kind=kind, subject_index=personal.digest(f"{kind}:{subject}")).delete()


def tries_clean(older_than: timedelta) -> int:
    """Delete the counts that nothing looks at any more; return how many."""
    return Attempt.objects.filter(window_start__lt=clock.now() - older_than).delete()[0]
