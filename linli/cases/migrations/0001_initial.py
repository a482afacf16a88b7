import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.core.clock
import linli.core.fields
import linli.core.ids
import linli.core.scoped


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("people", "0001_initial"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField(default=linli.core.ids.new_id, editable=False)),
                (
                    "number",
                    models.CharField(help_text="read aloud; drawn by lot, so that a gap tells nothing", max_length=10),
                ),
                ("path", models.CharField(max_length=64)),
                (
                    "address",
                    linli.core.fields.PersonalField(
                        blank=True, default="", help_text="below the building, or as the reporter wrote it"
                    ),
                ),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("place_reason", models.CharField(blank=True, max_length=30)),
                ("place_confidence", models.FloatField(default=0)),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consult", "咨询"),
                            ("help", "求助"),
                            ("complaint", "投诉"),
                            ("tip_off", "举报"),
                            ("suggestion", "建议"),
                            ("thanks", "感谢"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("danger", "危及生命财产"),
                            ("utility", "水电气热"),
                            ("ordinary", "一般"),
                            ("complex", "复杂"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "可公开答复"), ("private", "不公开"), ("confidential", "保密")],
                        max_length=12,
                    ),
                ),
                ("route", models.CharField(blank=True, max_length=20)),
                ("foreign_id", models.CharField(blank=True, help_text="its id where it came from", max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "已提交"),
                            ("accepted", "已受理"),
                            ("in_progress", "办理中"),
                            ("resolved", "已办结"),
                            ("closed", "已结案"),
                            ("rejected", "不予受理"),
                            ("withdrawn", "已撤回"),
                            ("merged", "已并案"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "网格"), (2, "社区"), (3, "街道"), (4, "区"), (5, "市")]
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                ("arrived_at", models.DateTimeField()),
                ("accept_by", models.DateTimeField(null=True)),
                ("accept_lapsed_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("contact_by", models.DateTimeField(null=True)),
                ("contacted_at", models.DateTimeField(null=True)),
                ("act_by", models.DateTimeField(null=True)),
                ("act_remind_at", models.DateTimeField(null=True)),
                ("act_reminded_at", models.DateTimeField(null=True)),
                ("act_lapsed_at", models.DateTimeField(null=True)),
                ("resolve_by", models.DateTimeField(null=True)),
                ("resolve_remind_at", models.DateTimeField(null=True)),
                ("resolve_reminded_at", models.DateTimeField(null=True)),
                ("resolve_lapsed_at", models.DateTimeField(null=True)),
                ("promised_by", models.DateTimeField(null=True)),
                ("overdue_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("ask_until", models.DateTimeField(null=True)),
                ("asks", models.PositiveSmallIntegerField(default=0)),
                ("paused_seconds", models.PositiveIntegerField(default=0)),
                ("extension_to", models.DateTimeField(null=True)),
                ("extensions", models.PositiveSmallIntegerField(default=0)),
                ("supervise_by", models.DateTimeField(null=True)),
                ("supervise_lapsed_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "已解决"),
                            ("partly", "部分解决"),
                            ("explained", "已解释说明"),
                            ("cannot", "无法解决"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("round", models.PositiveSmallIntegerField(default=0)),
                ("noes", models.PositiveSmallIntegerField(default=0)),
                ("reopens", models.PositiveSmallIntegerField(default=0)),
                ("contested", models.BooleanField(default=False)),
                ("review_asked_at", models.DateTimeField(null=True)),
                ("evaluate_by", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("unevaluated", models.BooleanField(default=False)),
                ("parent_id", models.BigIntegerField(null=True)),
                ("merged_into_id", models.BigIntegerField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("public_title", models.CharField(blank=True, max_length=120)),
                ("public_answer", models.TextField(blank=True)),
                ("next_lapse_at", models.DateTimeField(help_text="when the sweep must look again", null=True)),
                ("version", models.PositiveIntegerField(default=0, help_text="number of events; what a page saw")),
                ("head", models.BinaryField(default=bytes, help_text="signature of the last event", max_length=32)),
                (
                    "above",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "building",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="places.building"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.category"
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.channel"
                    ),
                ),
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
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="places.entrance"
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.grid"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "merged_into",
                    linli.core.scoped.ScopedForeignKey(
                        column="merged_into_id",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="sources",
                        to="cases.case",
                    ),
                ),
                (
                    "parent",
                    linli.core.scoped.ScopedForeignKey(
                        column="parent_id",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="children",
                        to="cases.case",
                    ),
                ),
                (
                    "supervised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField(default=linli.core.ids.new_id, editable=False)),
                ("case_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("photo", "照片"), ("voice", "录音"), ("proof", "办理证明")], max_length=8
                    ),
                ),
                ("file", models.FileField(max_length=120, upload_to="cases/%Y/%m/")),
                ("thumbnail", models.FileField(blank=True, max_length=120, upload_to="cases/%Y/%m/")),
                ("mime", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(default=linli.core.clock.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "case",
                    linli.core.scoped.ScopedForeignKey(
                        column="case_id",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="attachments",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField(default=linli.core.ids.new_id, editable=False)),
                ("case_id", models.BigIntegerField()),
                ("seq", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("channel", models.CharField(max_length=20)),
                ("from_state", models.CharField(blank=True, max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("content", models.JSONField()),
                ("key", models.CharField(help_text="idempotency key of the submission", max_length=64, null=True)),
                ("digest", models.BinaryField(max_length=32)),
                ("signature", models.BinaryField(max_length=32)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    linli.core.scoped.ScopedForeignKey(
                        column="case_id",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="cases.case",
                    ),
                ),
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
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
            ],
            options={
                "ordering": ["seq"],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField(default=linli.core.ids.new_id, editable=False)),
                ("case_id", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    linli.core.scoped.ScopedForeignKey(
                        column="case_id",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="exclusions",
                        to="cases.case",
                    ),
                ),
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
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField(default=linli.core.ids.new_id, editable=False)),
                ("case_id", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    linli.core.scoped.ScopedForeignKey(
                        column="case_id",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="followers",
                        to="cases.case",
                    ),
                ),
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
        ),
        migrations.CreateModel(
            name="Handler",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField(default=linli.core.ids.new_id, editable=False)),
                ("case_id", models.BigIntegerField()),
                ("part", models.CharField(max_length=12)),
                ("given_at", models.DateTimeField()),
                ("task", models.TextField(blank=True)),
                ("act_by", models.DateTimeField(null=True)),
                ("remind_at", models.DateTimeField(null=True)),
                ("object_by", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("lapsed_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("objected_at", models.DateTimeField(null=True)),
                ("objection", models.TextField(blank=True)),
                ("insisted_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("reported_at", models.DateTimeField(null=True)),
                ("came_in_time", models.BooleanField(null=True)),
                ("call_justified", models.BooleanField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "case",
                    linli.core.scoped.ScopedForeignKey(
                        column="case_id",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="handlers",
                        to="cases.case",
                    ),
                ),
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
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField(default=linli.core.ids.new_id, editable=False)),
                ("case_id", models.BigIntegerField()),
                ("phone", linli.core.fields.PersonalField(blank=True, default="")),
                ("phone_index", linli.core.fields.BlindIndexField(max_length=32, null=True)),
                ("name", linli.core.fields.PersonalField(blank=True, default="")),
                (
                    "code_digest",
                    models.BinaryField(help_text="of the code that leads back to the case", max_length=32, null=True),
                ),
                ("round", models.PositiveSmallIntegerField(default=0)),
                (
                    "solved",
                    models.CharField(
                        blank=True, choices=[("yes", "已解决"), ("partly", "部分解决"), ("no", "未解决")], max_length=10
                    ),
                ),
                ("satisfied", models.BooleanField(null=True)),
                ("words", models.TextField(blank=True)),
                ("evaluated_at", models.DateTimeField(null=True)),
                ("by_follow_up", models.BooleanField(default=False)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    linli.core.scoped.ScopedForeignKey(
                        column="case_id",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="reporters",
                        to="cases.case",
                    ),
                ),
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
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["community", "-submitted_at"], name="cases_case_communi_35b7c3_idx"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["community", "grid", "-submitted_at"], name="cases_case_communi_23db71_idx"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["lead", "state", "resolve_by"], name="cases_case_lead_id_6f796e_idx"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["above", "state"], name="cases_case_above_i_42cea5_idx"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("next_lapse_at__isnull", False)), fields=["next_lapse_at"], name="case_next_lapse"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False)),
                fields=["community", "-published_at"],
                name="case_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("community", "number"), name="case_number_once"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("foreign_id", ""), _negated=True),
                fields=("community", "channel", "foreign_id"),
                name="foreign_case_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=linli.core.scoped.ScopedReference(
                cascade=False, column="parent_id", name="case_parent", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=linli.core.scoped.ScopedReference(
                cascade=False, column="merged_into_id", name="case_merged_into", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                fields=("community", "case_id", "kind", "sha256"), name="same_file_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=linli.core.scoped.ScopedReference(
                cascade=False, column="case_id", name="attachment_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("community", "case_id", "seq"), name="event_seq_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("community", "key"), name="event_key_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=linli.core.scoped.ScopedReference(
                cascade=False, column="case_id", name="event_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(fields=("community", "case_id", "account"), name="excluded_once"),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=linli.core.scoped.ScopedReference(
                cascade=False, column="case_id", name="exclusion_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="follower",
            constraint=models.UniqueConstraint(fields=("community", "case_id", "account"), name="follower_once"),
        ),
        migrations.AddConstraint(
            model_name="follower",
            constraint=linli.core.scoped.ScopedReference(
                cascade=False, column="case_id", name="follower_case", to_table="cases_case"
            ),
        ),
        migrations.AddIndex(
            model_name="handler",
            index=models.Index(fields=["community", "case_id"], name="cases_handl_communi_44bcd6_idx"),
        ),
        migrations.AddIndex(
            model_name="handler",
            index=models.Index(fields=["organisation", "ended_at"], name="cases_handl_organis_c40010_idx"),
        ),
        migrations.AddConstraint(
            model_name="handler",
            constraint=linli.core.scoped.ScopedReference(
                cascade=False, column="case_id", name="handler_case", to_table="cases_case"
            ),
        ),
        migrations.AddIndex(
            model_name="reporter",
            index=models.Index(fields=["community", "case_id"], name="cases_repor_communi_1b3229_idx"),
        ),
        migrations.AddIndex(
            model_name="reporter",
            index=models.Index(
                condition=models.Q(("phone_index__isnull", False)), fields=["phone_index"], name="reporter_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="reporter",
            index=models.Index(
                condition=models.Q(("code_digest__isnull", False)), fields=["code_digest"], name="reporter_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="reporter",
            constraint=linli.core.scoped.ScopedReference(
                cascade=False, column="case_id", name="reporter_case", to_table="cases_case"
            ),
        ),
    ]
