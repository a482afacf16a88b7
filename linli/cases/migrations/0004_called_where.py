"""Which calls lead out of a desk's own territory is told by this index alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from linli.core.migrating import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar = [("cases", "0003_likeness_keys")]

    operations: ClassVar = [
        AddIndexOnline(
            "handler", models.Index(fields=["organisation", "community", "case_id"], name="handler_called_where")
        ),
    ]
