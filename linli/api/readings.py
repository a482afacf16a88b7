"""What is read with a token of somebody on a post: counted by token and hour, one line in the log for each (decision 064)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from linli.api.models import Token, TokenReading
from linli.audit.services import audit_note, widest
from linli.core import clock
from linli.people.domain import Standing
from linli.people.standing import standing_then

MOST = 500

_ADD = """
INSERT INTO api_tokenreading (token_id, hour, last_at, requests, cases) VALUES (%s, %s, %s, 1, %s)
ON CONFLICT (token_id, hour) DO UPDATE SET requests = api_tokenreading.requests + 1,
    cases = api_tokenreading.cases + excluded.cases, last_at = excluded.last_at
"""


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def reading_count(token: Token, standing: Standing, cases: int) -> None:
    """Count that a program read cases of others; one statement. What a resident's token reads is their own.

    Args:
        cases: how many were in the answer.
    """
    if not standing.is_staff:
        return
    now = clock.now()
    hour, then = (connection.ops.adapt_datetimefield_value(moment) for moment in (_hour(now), now))
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [token.pk, hour, then, cases])


def readings_close(most: int = MOST) -> int:
    """Write a line for each token and hour that is over, by the post that the owner had then; return how many.

    The line and the end of the count are one transaction: a worker that is killed writes none twice, two at once neither.
    """
    over = TokenReading.objects.filter(hour__lt=_hour(clock.now())).order_by("hour", "pk")
    done = 0
    for pk in list(over.values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            rows = TokenReading.objects.select_for_update(of=("self",)).select_related("token__owner")
            row = rows.filter(pk=pk).first()
            if row is None:
                continue
            standing = standing_then(row.token.owner, row.last_at)
            hat = widest(standing)
            since = timezone.localtime(row.hour).strftime("%Y-%m-%dT%H:%M")
            facts = {"requests": row.requests, "rows": row.cases}
            audit_note("token_read", hat, standing, row.token_id, hat=hat, since=since, **facts)
            row.delete()
            done += 1
    return done
