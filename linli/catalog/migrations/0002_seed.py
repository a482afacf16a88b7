"""The catalog that ships, the revision by which caches know it, and limits counted in whole working days."""

from django.db import migrations, models

import linli.core.ids
from linli.catalog.seed import seed


def write(apps, schema_editor):
    get = apps.get_model
    seed(get("catalog", "Category"), get("catalog", "Channel"), get("catalog", "Route"))
    get("catalog", "Revision").objects.get_or_create(name="words")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("value", models.BigIntegerField(default=linli.core.ids.new_id)),
            ],
        ),
        migrations.AddField(
            model_name="timelimit",
            name="days",
            field=models.PositiveSmallIntegerField(default=0, help_text="whole working days instead of minutes"),
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
