import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.core.clock
import linli.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone_index", linli.core.fields.BlindIndexField(db_index=True, max_length=32, null=True)),
                ("code_digest", models.BinaryField(max_length=32)),
                ("sent_at", models.DateTimeField(default=linli.core.clock.now)),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("phone", linli.core.fields.PersonalField(blank=True, default="")),
                ("phone_index", linli.core.fields.BlindIndexField(max_length=32, null=True, unique=True)),
                ("name", linli.core.fields.PersonalField(blank=True, default="")),
                ("language", models.CharField(blank=True, max_length=10)),
                ("elder_mode", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=linli.core.clock.now)),
                (
                    "home",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="places.grid",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("subject_index", linli.core.fields.BlindIndexField(max_length=32, null=True)),
                ("window_start", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "subject_index"), name="attempt_once_per_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("grid", "网格"),
                            ("community", "社区"),
                            ("street", "街道"),
                            ("district", "区"),
                            ("city", "市"),
                            ("department", "职能部门"),
                            ("property", "物业公司"),
                            ("owners", "业主委员会"),
                            ("unit", "驻区单位"),
                            ("social", "社会组织"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "网格"), (2, "社区"), (3, "街道"), (4, "区"), (5, "市")]
                    ),
                ),
                (
                    "duties",
                    models.CharField(blank=True, help_text="what it answers for, in words people read", max_length=200),
                ),
                ("phone", models.CharField(blank=True, help_text="public office number", max_length=30)),
                ("active", models.BooleanField(default=True)),
                (
                    "grid",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisation",
                        to="places.grid",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="people.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="organisations", to="places.division"
                    ),
                ),
            ],
            options={
                "ordering": ["-level", "id"],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("grid_worker", "网格员"),
                            ("building_leader", "楼栋长"),
                            ("area_leader", "片长"),
                            ("group_leader", "组长"),
                            ("neighbour_leader", "邻长"),
                            ("secretary", "书记"),
                            ("director", "主任"),
                            ("officer", "工作人员"),
                            ("duty_officer", "值班员"),
                            ("contact", "联络员"),
                            ("manager", "负责人"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_at", models.DateTimeField(default=linli.core.clock.now)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "public_name",
                    models.CharField(help_text="the name posted in the stairwell; staff serve by name", max_length=40),
                ),
                (
                    "public_phone",
                    models.CharField(blank=True, help_text="duty number posted in the stairwell", max_length=30),
                ),
                ("promise", models.CharField(blank=True, max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "deputy_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputies",
                        to="people.post",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="people.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["organisation_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=30)),
                ("version", models.CharField(max_length=20)),
                ("given_at", models.DateTimeField(default=linli.core.clock.now)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "purpose", "version"), name="consent_once_per_version")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["community", "street", "district", "city"])),
                fields=("place",),
                name="one_desk_per_division",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grid__isnull", False), ("kind", "grid")),
                    models.Q(models.Q(("kind", "grid"), _negated=True), ("grid__isnull", True)),
                    _connector="OR",
                ),
                name="a_grid_team_has_its_grid",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["account", "ends_at"], name="people_post_account_62cedf_idx"),
        ),
    ]
