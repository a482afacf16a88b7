"""The members of a district are counted from an index alone, built beside the work on PostgreSQL."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from linli.core.migrating import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar = [("partners", "0002_seed")]

    operations: ClassVar = [
        AddIndexOnline(
            "memberregistration",
            models.Index(
                fields=["community", "side", "paused_at", "purposes", "state"],
                name="members_counted",
                condition=Q(state="confirmed"),
            ),
        ),
    ]
