"""Forms of the pages of homes; what may be is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.homes.models import Relation, entrance_words
from linli.places.models import Entrance

REQUIRED = {"required": _("请填写这一项。")}


class HomeForm(forms.Form):
    """Which door is mine."""

    door = forms.CharField(
        label=_("门牌号"),
        max_length=20,
        help_text=_("如 1502。只有本网格的网格员核实时看得到。"),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages=REQUIRED,
    )
    relation = forms.ChoiceField(
        label=_("您是这里的"),
        choices=Relation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )
    until = forms.DateField(
        label=_("租到哪一天"),
        required=False,
        help_text=_("租户填，别的不用填。到期自动结束。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class DoorForm(forms.Form):
    """Of which door somebody wants to know who is confirmed."""

    entrance = forms.TypedChoiceField(label=_("单元"), coerce=int, error_messages=REQUIRED)
    door = forms.CharField(label=_("门牌号"), max_length=20, error_messages=REQUIRED)

    def __init__(self, entrances: list[Entrance], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(entrance.pk, entrance_words(entrance)) for entrance in entrances]
        self.fields["entrance"].choices = choices  # type: ignore[attr-defined]
