"""The ways by which a box finds its cases among a million, built beside the work on PostgreSQL."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import CharField, F, Func, Q, Value

from linli.core.migrating import AddIndexOnline, RemoveIndexOnline

LINEAGES = (13, 26, 39, 52)
IS_OPEN = Q(state__in=["accepted", "in_progress", "submitted"])


def _of_lineage(size, order, name, condition=None):
    inside = Func("path", Value(1), Value(size), function="SUBSTR", output_field=CharField())
    return AddIndexOnline("case", models.Index(inside, order, name=f"{name}_{size}", condition=condition))


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar = [("cases", "0001_initial")]

    operations: ClassVar = [
        *(_of_lineage(size, F("submitted_at").desc(), "case_new") for size in LINEAGES),
        *(_of_lineage(size, F("resolve_by"), "case_open", IS_OPEN) for size in LINEAGES),
        AddIndexOnline("case", models.Index(fields=["grid", "-submitted_at"], name="case_grid_new")),
        RemoveIndexOnline("case", "cases_case_communi_23db71_idx"),
        AddIndexOnline("case", models.Index(fields=["lead", "-submitted_at"], name="case_lead_new")),
        AddIndexOnline(
            "case",
            models.Index(
                fields=["above", "-submitted_at"], name="case_in_confidence", condition=Q(visibility="confidential")
            ),
        ),
        AddIndexOnline(
            "handler",
            models.Index(
                fields=["by"], name="handler_objected", condition=Q(ended_at__isnull=True, objected_at__isnull=False)
            ),
        ),
    ]
