"""The kinds of skill that ship."""

from django.db import migrations

from linli.partners.seed import skills_seed


def write(apps, schema_editor):
    skills_seed(apps.get_model("partners", "Skill"))


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
