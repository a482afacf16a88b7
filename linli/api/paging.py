"""Pages by cursor: the place of the last row, so that rows that come in between shift nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from linli.core.errors import Invalid
from linli.search.looking import Cursor

MOST = 200
USUAL = 50
M = TypeVar("M", bound=Model)


def before_of(cursor: str | None) -> tuple[datetime, int] | None:
    """Return the moment and the id of the last row of the page before; None at the beginning.

    Raises:
        Invalid: no cursor of ours.
    """
    return _read(cursor) if cursor else None


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        moment, number = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        found = datetime.fromisoformat(moment)
        if found.tzinfo is None or not isinstance(number, int) or abs(number) >= 2**63:
            raise ValueError(cursor)
        return found.astimezone(UTC), number
    except (ValueError, TypeError, OverflowError):
        raise _unknown() from None


def _unknown() -> Invalid:
    message = _("cursor 无法识别，请用上一页给出的 next。")
    return Invalid(message, {"cursor": message})


def found_before(cursor: str | None) -> str:
    """Return where a list of what was searched goes on, "" for its beginning; such a list has cursors of its own.

    Raises:
        Invalid: no cursor of ours.
    """
    if cursor and Cursor.read(cursor) is None:
        raise _unknown()
    return cursor or ""


def _write(moment: datetime, number: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), number]).encode()).decode().rstrip("=")


def page(rows: QuerySet[M], *, by: str, cursor: str | None, limit: int) -> tuple[list[M], str | None]:
    """Return a page, newest first, and the cursor of the next: one query.

    Args:
        rows: what is paged.
        by: the column of moments that it goes by; ties are settled by `id`.
        cursor: what the page before gave.
        limit: rows wanted, 1 to 200.

    Raises:
        Invalid: no cursor of ours.
    """
    limit = max(1, min(limit, MOST))
    if before := before_of(cursor):
        moment, number = before
        rows = rows.filter(Q(**{f"{by}__lt": moment}) | Q(**{by: moment, "id__lt": number}))
    found = list(rows.order_by(f"-{by}", "-id")[: limit + 1])
    return found[:limit], following(found[:limit], by, more=len(found) > limit)


def following(rows: Sequence[Any], by: str, *, more: bool) -> str | None:
    """Return the cursor of the page behind these rows, None where nothing is left."""
    return _write(getattr(rows[-1], by), rows[-1].id) if more and rows else None
