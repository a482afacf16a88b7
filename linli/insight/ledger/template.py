"""The empty ledger to fill in, with drop-downs and a page that explains its columns."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext as _

from linli.catalog.models import Category
from linli.core.sheets import SheetColumn, write_sheet
from linli.insight.ledger.reading import columns

MOST_CHOICES = 250
"""A drop-down written into its cell holds 255 characters; longer lists stand on the second sheet alone."""
UNWANTED = {"contact_by", "closed_at", "reopens", "part_of", "merged_into"}
"""What only a ledger of ours tells."""


def template_write(target: BinaryIO) -> None:
    """Write the template of the ledger's import as xlsx."""
    wanted = [column for column in columns() if column.key not in UNWANTED]
    sheet = [
        SheetColumn(
            str(column.title),
            40 if column.key == "body" else 16,
            choices=column.choices if len(",".join(column.choices)) <= MOST_CHOICES else (),
            hint=str(column.note),
            as_text=not column.choices,
        )
        for column in wanted
    ]
    notes = [[_("列"), _("必填"), _("说明"), _("示例")]]
    notes += [[str(c.title), _("是") if c.required else "", str(c.note), c.example] for c in wanted]
    notes += [["", "", "", ""], [_("类别"), "", _("小类"), ""]]
    for top in Category.objects.filter(parent=None, active=True).prefetch_related("children"):
        notes.append([_(top.name), "", "、".join(_(child.name) for child in top.children.all()), ""])
    write_sheet(target, _("台账"), sheet, (), notes=notes, notes_title=_("说明"))
