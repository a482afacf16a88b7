import django.db.models.deletion
from django.db import migrations, models

import linli.core.clock
import linli.core.ids
import linli.places.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Compound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("aliases", models.JSONField(blank=True, default=list)),
                ("address", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Building",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("address", models.CharField(blank=True, max_length=120)),
                ("lon", models.FloatField(blank=True, null=True)),
                ("lat", models.FloatField(blank=True, null=True)),
                (
                    "origin_crs",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WGS-84", "WGS-84"),
                            ("CGCS2000", "CGCS2000"),
                            ("GCJ-02", "GCJ-02（高德、腾讯）"),
                            ("BD-09", "BD-09（百度）"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "compound",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="buildings",
                        to="places.compound",
                    ),
                ),
            ],
            options={
                "ordering": ["grid_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="Division",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "网格"), (2, "社区"), (3, "街道"), (4, "区"), (5, "市")]
                    ),
                ),
                ("path", models.CharField(db_index=True, max_length=64)),
                ("lon", models.FloatField(blank=True, null=True)),
                ("lat", models.FloatField(blank=True, null=True)),
                ("outline", models.JSONField(blank=True, null=True)),
                (
                    "origin_crs",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WGS-84", "WGS-84"),
                            ("CGCS2000", "CGCS2000"),
                            ("GCJ-02", "GCJ-02（高德、腾讯）"),
                            ("BD-09", "BD-09（百度）"),
                        ],
                        max_length=10,
                    ),
                ),
                ("residents", models.PositiveIntegerField(blank=True, null=True)),
                ("active", models.BooleanField(default=False, help_text="uses Linli: has a desk that answers")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.division",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="compound",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="compounds", to="places.division"
            ),
        ),
        migrations.CreateModel(
            name="Entrance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                (
                    "building",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entrances", to="places.building"
                    ),
                ),
            ],
            options={
                "ordering": ["building_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="DoorCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(default=linli.places.models.new_token, max_length=32, unique=True)),
                ("issued_at", models.DateTimeField(default=linli.core.clock.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entrance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="door_codes", to="places.entrance"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Grid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("outline", models.JSONField(blank=True, null=True)),
                (
                    "origin_crs",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WGS-84", "WGS-84"),
                            ("CGCS2000", "CGCS2000"),
                            ("GCJ-02", "GCJ-02（高德、腾讯）"),
                            ("BD-09", "BD-09（百度）"),
                        ],
                        max_length=10,
                    ),
                ),
                ("active", models.BooleanField(default=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grids", to="places.division"
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="building",
            name="grid",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="buildings", to="places.grid"
            ),
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField(default=linli.core.ids.new_id, editable=False)),
                ("door", models.CharField(max_length=20)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.division",
                    ),
                ),
                (
                    "entrance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="households", to="places.entrance"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                (
                    "origin_crs",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WGS-84", "WGS-84"),
                            ("CGCS2000", "CGCS2000"),
                            ("GCJ-02", "GCJ-02（高德、腾讯）"),
                            ("BD-09", "BD-09（百度）"),
                        ],
                        max_length=10,
                    ),
                ),
                ("content", models.BinaryField()),
                ("account_id", models.BigIntegerField(help_text="who sent it; accounts live a floor above")),
                ("sent_at", models.DateTimeField(db_index=True, default=linli.core.clock.now)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.division"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="division",
            index=models.Index(fields=["level", "active"], name="places_divi_level_f99a0f_idx"),
        ),
        migrations.AddConstraint(
            model_name="compound",
            constraint=models.UniqueConstraint(fields=("community", "name"), name="compound_once_per_community"),
        ),
        migrations.AddConstraint(
            model_name="entrance",
            constraint=models.UniqueConstraint(fields=("building", "name"), name="entrance_once_per_building"),
        ),
        migrations.AddConstraint(
            model_name="doorcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)), fields=("entrance",), name="one_valid_door_code_per_entrance"
            ),
        ),
        migrations.AddConstraint(
            model_name="building",
            constraint=models.UniqueConstraint(fields=("compound", "name"), name="building_once_per_compound"),
        ),
        migrations.AddConstraint(
            model_name="building",
            constraint=models.UniqueConstraint(
                condition=models.Q(("compound", None)),
                fields=("grid", "name"),
                name="building_once_per_grid_without_compound",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.UniqueConstraint(fields=("community", "entrance", "door"), name="door_once_per_entrance"),
        ),
    ]
