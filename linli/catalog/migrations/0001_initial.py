import django.db.models.deletion
from django.db import migrations, models

import linli.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=40)),
                (
                    "by_staff",
                    models.BooleanField(
                        default=True, help_text="staff choose it when they report on a resident's behalf"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("value", models.BigIntegerField(default=linli.core.ids.new_id)),
            ],
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("answer", models.TextField(help_text="what the resident reads: why, and where to turn")),
                ("phones", models.JSONField(blank=True, default=list, help_text='[["火警", "119"], …]')),
                ("words", models.JSONField(blank=True, default=list)),
                ("order", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("danger", "危及生命财产"),
                            ("utility", "水电气热"),
                            ("ordinary", "一般"),
                            ("complex", "复杂"),
                        ],
                        default="ordinary",
                        max_length=10,
                    ),
                ),
                (
                    "precedence",
                    models.CharField(
                        choices=[("territory_first", "属地优先（事件）"), ("owner_first", "权属优先（部件）")],
                        default="territory_first",
                        max_length=16,
                    ),
                ),
                ("proof_required", models.BooleanField(default=False, help_text="resolving needs a photo")),
                (
                    "community_duty",
                    models.BooleanField(
                        default=True, help_text="on the community's list of duties (Beijing regulation art. 17)"
                    ),
                ),
                ("words", models.JSONField(blank=True, default=list)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("active", models.BooleanField(default=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="catalog.category",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="OfficeHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hours", models.JSONField()),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.division"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                ("working", models.BooleanField()),
                ("name", models.CharField(blank=True, max_length=40)),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="places.division",
                    ),
                ),
            ],
            options={
                "ordering": ["date"],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "date"), name="day_once_per_place"),
                    models.UniqueConstraint(
                        condition=models.Q(("place", None)), fields=("date",), name="day_once_for_all"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responsibilities",
                        to="catalog.category",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responsibilities",
                        to="people.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.division"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("category", "place", "organisation"), name="responsibility_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clock", models.CharField(help_text="a name in catalog.domain.DEFAULT_LIMITS", max_length=20)),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("danger", "危及生命财产"),
                            ("utility", "水电气热"),
                            ("ordinary", "一般"),
                            ("complex", "复杂"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount_minutes", models.PositiveIntegerField()),
                ("working", models.BooleanField(default=False, help_text="counted in working time")),
                (
                    "days",
                    models.PositiveSmallIntegerField(default=0, help_text="whole working days instead of minutes"),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.division"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "clock", "urgency"), name="limit_once_per_place")
                ],
            },
        ),
    ]
