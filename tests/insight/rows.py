"""Cases written straight into the tables, for figures: only the columns that are counted."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from linli.cases.models import Case, Reporter
from linli.catalog.models import Channel
from linli.people.models import Organisation
from linli.places.models import Division, Grid

SHANGHAI = ZoneInfo("Asia/Shanghai")
_numbers = itertools.count(1)


def local(day: int, hour: float = 9, month: int = 5) -> datetime:
    """A moment of 2026 in China's time."""
    return (datetime(2026, month, day, tzinfo=SHANGHAI) + timedelta(hours=hour)).astimezone(UTC)


def case(community: Division, lead: Organisation, grid: Grid | None = None, **columns: Any) -> Case:
    """A stored case; every column may be given."""
    number = next(_numbers)
    columns.setdefault("submitted_at", local(10))
    defaults: dict[str, Any] = {
        "number": f"T{number}",
        "path": community.path,
        "title": "灯坏了",
        "body": "楼道灯坏了",
        "channel": Channel.objects.get_or_create(code="scan", defaults={"name": "扫码"})[0],
        "kind": "help",
        "urgency": "ordinary",
        "visibility": "public",
        "state": "submitted",
        "level": 1,
        "arrived_at": columns["submitted_at"],
        "promised_by": columns["submitted_at"] + timedelta(days=7),
    }
    return Case.objects.create(community=community, lead=lead, grid=grid, **(defaults | columns))


def verdict(of: Case, solved: str, satisfied: bool, at: datetime) -> Reporter:
    """A reporter of the case who has judged its answer."""
    return Reporter.objects.create(
        community_id=of.community_id, case_id=of.id, solved=solved, satisfied=satisfied, evaluated_at=at, round=1
    )
