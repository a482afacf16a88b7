"""The catalog that ships, and the revision by which caches know it."""

from django.db import migrations

from linli.catalog.seed import seed


def write(apps, schema_editor):
    get = apps.get_model
    seed(get("catalog", "Category"), get("catalog", "Channel"), get("catalog", "Route"))
    get("catalog", "Revision").objects.get_or_create(name="words")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
