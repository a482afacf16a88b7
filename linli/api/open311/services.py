"""Services: the catalog's categories, and what can be asked of them besides words and place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli.cases.models import Kind
from linli.catalog.models import Category
from linli.catalog.selectors import categories
from linli.core.errors import Missing


def service_list() -> list[dict[str, Any]]:
    """Return every service."""
    return [service(row, parent) for parent, children in categories() for row in children]


def service(row: Category, parent: Category | None = None) -> dict[str, Any]:
    """Return a category as a service."""
    above = parent or row.parent
    return {
        "service_code": row.code,
        "service_name": _(row.name),
        "description": "、".join(word for word in row.words[:6] if not word.startswith("-")),
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(word for word in row.words if not word.startswith("-")),
        "group": _(above.name) if above else "",
    }


def service_by_code(code: str) -> Category:
    """Return the category of a service code.

    Raises:
        Missing: there is none in use.
    """
    found = Category.objects.filter(code=code, active=True).select_related("parent").first()
    if found is None:
        raise Missing(_("没有代码为“%(code)s”的类别。") % {"code": code[:40]})
    return found


def definition(row: Category) -> dict[str, Any]:
    """Return what a request for a service may tell besides: its kind, and the address below the building."""
    attributes = [
        {
            "variable": True,
            "code": "kind",
            "datatype": "singlevaluelist",
            "required": False,
            "datatype_description": "",
            "order": 1,
            "description": _("类型"),
            "values": [{"key": kind.value, "name": str(kind.label)} for kind in Kind],
        },
        {
            "variable": True,
            "code": "address_detail",
            "datatype": "string",
            "required": False,
            "datatype_description": _("如 1502。只有办理人员说明理由后才能看到。"),
            "order": 2,
            "description": _("门牌号"),
            "values": [],
        },
    ]
    return {"service_code": row.code, "attributes": attributes}
