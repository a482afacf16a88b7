"""Whether a case has something unread is asked of every row of a list."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from linli.core.migrating import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar = [("notify", "0002_watched_texts")]

    operations: ClassVar = [
        AddIndexOnline(
            "message",
            models.Index(fields=["community", "subject_id"], condition=Q(read_at=None), name="unread_of_case"),
        ),
    ]
