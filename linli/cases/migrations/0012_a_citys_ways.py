"""A city finds its overdue, its unrouted and its unmarked cases among all that are open, built beside the work on PostgreSQL."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from linli.core.migrating import AddIndexOnline

IS_OPEN = Q(state__in=["accepted", "in_progress", "submitted"])


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar = [("cases", "0011_on_behalf")]

    operations: ClassVar = [
        AddIndexOnline(
            "case",
            models.Index(fields=["resolve_by"], name="case_overdue", condition=IS_OPEN & Q(overdue_at__isnull=False)),
        ),
        AddIndexOnline(
            "case", models.Index(fields=["resolve_by"], name="case_nowhere", condition=IS_OPEN & Q(grid__isnull=True))
        ),
        AddIndexOnline(
            "case",
            models.Index(
                fields=["promised_by"],
                name="case_unmarked",
                condition=IS_OPEN & Q(overdue_at__isnull=True, ask_until__isnull=True),
            ),
        ),
    ]
