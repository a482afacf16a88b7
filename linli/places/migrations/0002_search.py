from django.db import migrations, models

import linli.search.fields
from linli.search.operations import TermsIndex


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceTerms",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "rules",
                    models.PositiveSmallIntegerField(help_text="of `linli.text.terms`, by which the terms were made"),
                ),
                ("terms", linli.search.fields.TermsField(default=frozenset, editable=False)),
                ("kind", models.CharField(max_length=12)),
                ("thing_id", models.BigIntegerField()),
                ("name", models.CharField(help_text="by which the nearest of those found comes first", max_length=150)),
            ],
            options={
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("kind", "thing_id"), name="placeterms_once")],
            },
        ),
        TermsIndex("places_placeterms"),
    ]
