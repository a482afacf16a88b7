from django.db import migrations, models

from linli.core.migrating import AddIndexOnline


class Migration(migrations.Migration):
    """A case's parts, and those merged into it, are found by indexes."""

    atomic = False
    dependencies = [("cases", "0006_search")]

    operations = [
        AddIndexOnline(
            model_name="case",
            index=models.Index(
                condition=models.Q(("parent_id__isnull", False)), fields=["community", "parent_id"], name="case_part"
            ),
        ),
        AddIndexOnline(
            model_name="case",
            index=models.Index(
                condition=models.Q(("merged_into_id__isnull", False)),
                fields=["community", "merged_into_id"],
                name="case_merged",
            ),
        ),
    ]
