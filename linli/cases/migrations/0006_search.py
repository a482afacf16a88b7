import django.db.models.deletion
from django.db import migrations, models

import linli.search.fields
from linli.search.operations import TermsIndex


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_ways_into_figures"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerTerms",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "rules",
                    models.PositiveSmallIntegerField(help_text="of `linli.text.terms`, by which the terms were made"),
                ),
                ("terms", linli.search.fields.TermsField(default=frozenset, editable=False)),
                ("case_id", models.BigIntegerField()),
                ("at", models.DateTimeField(help_text="by which what is found is put in order")),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.division",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("community", "case_id"), name="answerterms_once")],
            },
        ),
        migrations.CreateModel(
            name="CaseTerms",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "rules",
                    models.PositiveSmallIntegerField(help_text="of `linli.text.terms`, by which the terms were made"),
                ),
                ("terms", linli.search.fields.TermsField(default=frozenset, editable=False)),
                ("case_id", models.BigIntegerField()),
                ("at", models.DateTimeField(help_text="by which what is found is put in order")),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.division",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("community", "case_id"), name="caseterms_once")],
            },
        ),
        TermsIndex("cases_caseterms"),
        TermsIndex("cases_answerterms"),
    ]
