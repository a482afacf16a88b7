"""Forms of the ledgers' pages; what may be is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core import personal
from linli.ledgers.models import Resource
from linli.ledgers.policies import Area
from linli.ledgers.selectors import kinds_of
from linli.ledgers.services.resources import MOST, ResourceRecord
from linli.people.models import Organisation
from linli.people.selectors import organisations_covering
from linli.places.models import Grid

REQUIRED = {"required": _("请填写这一项。")}


def _line(label: Any, name: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=MOST[name], error_messages=REQUIRED, **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


class ResourceForm(forms.Form):
    """A resource."""

    kind = forms.ChoiceField(label=_("资源类别"))
    name = _line(_("资源名称"), "name")
    unit = forms.ModelChoiceField(
        label=_("提供单位"), queryset=Organisation.objects.none(), required=False, empty_label=_("不是列表里的单位")
    )
    offered_by = _line(_("谁提供"), "offered_by", required=False, help_text=_("列表里没有的单位，或者个人。"))
    grid = forms.ModelChoiceField(
        label=_("网格"), queryset=Grid.objects.none(), required=False, empty_label=_("全社区")
    )
    place_text = _line(_("地点"), "place_text", required=False)
    available = _line(_("可用时间"), "available", required=False, help_text=_("例如：周一至周五 9:00-17:00"))
    contact = _line(_("联系人"), "contact", required=False, help_text=_("不公示，页面上遮住。"))
    phone = _line(_("联系电话"), "phone", required=False, help_text=_("不公示，页面上遮住。"))
    agreed = forms.BooleanField(label=_("联系人同意登记姓名和电话"), required=False)
    note = _line(_("备注"), "note", required=False)
    first = _day(_("开始日期"))
    last = _day(_("结束日期"), help_text=_("最后一天；留空为长期。"))

    def __init__(self, *args: Any, area: Area, resource: Resource | None = None, **kwargs: Any) -> None:
        self.area, self.resource = area, resource
        if resource is not None:
            kwargs.setdefault("initial", _initial(resource))
        super().__init__(*args, **kwargs)
        kinds = kinds_of(area.place)
        if resource is not None and resource.kind not in kinds:
            kinds[resource.kind] = resource.kind
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]
        units = organisations_covering(area.place.path).exclude(kind="grid").order_by("level", "kind", "id")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        grids = Grid.objects.filter(area.grids, active=True).defer("outline")
        self.fields["grid"].queryset = grids  # type: ignore[attr-defined]
        if area.grid is not None:
            self.fields["grid"].empty_label = None  # type: ignore[attr-defined]
            self.fields["grid"].required = True

    def record(self) -> ResourceRecord:
        """Return what was filled in."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "grid")}
        return ResourceRecord(
            community=self.area.place,
            unit=self.cleaned_data["unit"],
            grid=self.cleaned_data["grid"],
            resource_id=self.resource.id if self.resource else None,
            **values,
        )


def _initial(resource: Resource) -> dict[str, Any]:
    found = {name: getattr(resource, name) for name in ("kind", "name", "offered_by", "place_text", "available")}
    found |= {"unit": resource.unit_id, "grid": resource.grid_id, "note": resource.note, "agreed": resource.agreed}
    found |= {"contact": personal.mask_name(resource.contact), "phone": personal.mask_phone(resource.phone)}
    return found | {"first": resource.starts_on, "last": resource.ends_on}
