"""Reporting on a resident's behalf (R2): who asks, by which channel, where, what."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from linli.cases.domain.submission import MOST_CHARACTERS
from linli.cases.forms.deed import NOTHING, new_key
from linli.cases.forms.fields import FilesField
from linli.cases.models import Kind, Visibility
from linli.cases.selectors.territory import Territory
from linli.cases.services import Draft
from linli.catalog.models import Urgency
from linli.catalog.selectors import category_options, channels_by_staff
from linli.core import personal
from linli.places.models import Division
from linli.places.selectors import Located, locate_address

# What somebody who takes reports from such a post mostly does.
USUAL_CHANNEL = {"grid": "visit", "community": "desk", "street": "hotline"}


class IntakeForm(forms.Form):
    """The form; `draft` is what the service is given."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("居民说了什么"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("请写下居民说了什么。")},
    )
    place = forms.CharField(
        label=_("在哪里"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
        help_text=_("输入小区、楼栋，从列表里选；或直接写地址。不清楚可以空着。"),
    )
    address = forms.CharField(
        label=_("门牌号"), required=False, max_length=120, help_text=_("如 1502。只有办理人员说明理由后才能看到。")
    )
    community = forms.ModelChoiceField(label=_("社区"), queryset=Division.objects.none(), required=False)
    channel = forms.ChoiceField(label=_("从哪里来"))
    kind = forms.ChoiceField(label=_("类型"), choices=Kind.choices, initial=Kind.HELP)
    category_id = forms.TypedChoiceField(
        label=_("类别"), required=False, coerce=int, empty_value=None, help_text=_("不选则按文字判断。")
    )
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False, choices=[("", _("按类别")), *Urgency.choices])
    visibility = forms.ChoiceField(
        label=_("谁能看到"),
        choices=Visibility.choices,
        initial=Visibility.PUBLIC,
        widget=forms.RadioSelect,
        help_text=_("保密件只有承办单位和督办的上级看得到。"),
    )
    anonymous = forms.BooleanField(
        label=_("居民不愿留姓名和电话"), required=False, help_text=_("不保存任何个人信息，只能凭查询码查看。")
    )
    name = forms.CharField(label=_("居民姓名"), required=False, max_length=40)
    phone = forms.CharField(
        label=_("居民电话"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    photos = FilesField(label=_("照片"), help_text=_("最多 9 张，每张不超过 10 MB。照片里的位置信息会自动去掉。"))

    def __init__(self, territory: Territory, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        super().__init__(*args, **kwargs)
        self.territory = territory
        channels = [(row.code, _t(row.name)) for row in channels_by_staff()]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]
        self.initial.setdefault("key", new_key())
        self.initial.setdefault("channel", USUAL_CHANNEL.get(territory.kind, "desk"))
        self.fields["category_id"].choices = [NOTHING, *category_options()]  # type: ignore[attr-defined]
        communities = territory.communities()
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]
        if territory.is_one_community:
            del self.fields["community"]

    def clean_phone(self) -> str:
        """Keep digits; a number nobody can call is a slip."""
        phone = personal.normal_phone(self.cleaned_data["phone"])
        if phone and not 5 <= len(phone) <= 15:
            raise forms.ValidationError(_("电话号码不对，请核对；居民不想留电话可以空着。"))
        return phone

    @cached_property
    def located(self) -> Located | None:
        """Where it is: an entry of the list, else as the written address can be found, own territory first."""
        text = self.cleaned_data.get("place", "").strip()
        if not text:
            return None
        if door := self.territory.door(text):
            building = door.building
            return Located(building.grid.community, building.grid, building, door, "chosen", 1.0, {})
        return locate_address(text, within=self._within()) or locate_address(text)

    def _within(self) -> Division | None:
        return self.cleaned_data.get("community") or self.territory.place

    def draft(self) -> Draft:
        """Return what was said; to be called on a valid form."""
        data = self.cleaned_data
        address = " ".join(part for part in (data["place"].strip(), data["address"].strip()) if part)
        community = self._within()
        return Draft(
            body=data["body"],
            kind=data["kind"],
            category_id=data["category_id"],
            urgency=data["urgency"],
            visibility=data["visibility"],
            located=self.located,
            community=community if community and community.level == 2 else None,
            address=address,
            channel=data["channel"],
            anonymous=data["anonymous"],
            reporter_phone="" if data["anonymous"] else data["phone"],
            reporter_name="" if data["anonymous"] else data["name"],
            photos=data["photos"] or (),
        )
