"""What lists show of cases: their columns, the neighbours' names, whether something is unread. One query for a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from linli.cases.selectors.sql import among, numbers, of_parts
from linli.cases.selectors.visible import own_ids
from linli.people.domain import Standing

Key = tuple[int, int]
"""Community and id of a case."""
Line = dict[str, Any]

_COLUMNS = (
    *("community_id", "id", "number", "title", "state", "urgency", "visibility", "submitted_at"),
    *("overdue_at", "supervise_by", "accept_by", "accepted_at", "contact_by", "contacted_at", "act_by", "resolve_by"),
    *("evaluate_by", "ask_until", "extension_to", "review_asked_at", "reopens"),
)
_NAMES = ("lead_name", "grid_name", "building_name", "community_name", "task_by", "unread")


def case_lines(keys: Sequence[Key], standing: Standing) -> list[Line]:
    """Return the lines of these cases, in this order; moments as the database gives them, see `clock.stored`.

    `task_by` is the limit of the reader's own part, `unread` whether they have a message about it that they have not
    opened. Whether the reader may see a case has been decided before.
    """
    if not keys:
        return []
    own = numbers(own_ids(standing))
    task = of_parts("MIN(part.act_by)", "cases_handler", f"part.organisation_id IN ({own}) AND part.ended_at IS NULL")
    # By the case, of whose messages there are few, and not by the reader, of whose there may be thousands: COALESCE keeps
    # the database from beginning there.
    told = (
        "EXISTS (SELECT 1 FROM notify_message message WHERE message.community_id = c.community_id"
        " AND message.subject_id = c.id AND message.read_at IS NULL"
        f" AND (COALESCE(message.account_id, 0) = {int(standing.account_id or -1)}"
        f" OR COALESCE(message.organisation_id, 0) IN ({own})))"
    )
    statement = (
        f"SELECT {', '.join(f'c.{name}' for name in _COLUMNS)},"
        f" lead.name, grid.name, building.name, community.name, ({task.on('c')}), {told}"
        " FROM cases_case c JOIN people_organisation lead ON lead.id = c.lead_id"
        " JOIN places_division community ON community.id = c.community_id"
        " LEFT JOIN places_grid grid ON grid.id = c.grid_id"
        " LEFT JOIN places_building building ON building.id = c.building_id"
        f" WHERE {among(keys).on('c')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = {(row[0], row[1]): dict(zip((*_COLUMNS, *_NAMES), row, strict=True)) for row in cursor}
    return [found[key] for key in keys if key in found]
