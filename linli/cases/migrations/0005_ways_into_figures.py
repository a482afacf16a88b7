"""What figures ask of the cases themselves is found among a million, built beside the work on PostgreSQL."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from linli.core.migrating import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar = [("cases", "0004_called_where")]

    operations: ClassVar = [
        AddIndexOnline("case", models.Index(fields=["contact_by"], name="case_contact_by")),
        AddIndexOnline(
            "case",
            models.Index(
                fields=["community", "contacted_at"], name="case_contacted", condition=Q(contacted_at__isnull=False)
            ),
        ),
        AddIndexOnline(
            "case",
            models.Index(
                fields=["community", "resolved_at"], name="case_resolved", condition=Q(resolved_at__isnull=False)
            ),
        ),
    ]
