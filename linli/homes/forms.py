"""Forms of the pages of homes; what may be is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.homes.models import Ground, Kin, PaperKind, Relation, entrance_words
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


class FamilyForm(forms.Form):
    """For whom somebody wants to act."""

    name = forms.CharField(label=_("替谁办事（姓名）"), max_length=40, error_messages=REQUIRED)
    kin = forms.ChoiceField(
        label=_("是您的"),
        choices=Kin.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )
    ground = forms.ChoiceField(
        label=_("怎么确认"),
        choices=[
            (Ground.CODE, _("给本人手机发确认码，本人同意就告诉我")),
            (Ground.PAPER, _("本人没有手机，或是孩子：请网格员看证明")),
        ],
        widget=forms.RadioSelect,
        initial=Ground.CODE,
    )
    phone = forms.CharField(
        label=_("本人的手机号码"),
        max_length=20,
        required=False,
        help_text=_("没有手机不用填。"),
        widget=forms.TextInput({"type": "tel", "inputmode": "numeric", "autocomplete": "off"}),
    )
    until = forms.DateField(
        label=_("到哪一天为止"),
        help_text=_("最长三年；孩子到满18岁。随时可以提前结束。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages=REQUIRED,
    )
    agree = forms.BooleanField(
        label=_("替孩子办事的：我是监护人，同意为此处理孩子的个人信息"),
        required=False,
        help_text=_("依据个人信息保护法第二十八条、第三十一条。随时可以结束。"),
    )


class ProofForm(forms.Form):
    """The code that came to the parent's phone."""

    code = forms.CharField(
        label=_("本人手机收到的6位确认码"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=REQUIRED,
    )


class PaperForm(forms.Form):
    """Which kind of paper was seen."""

    paper = forms.ChoiceField(label=_("看过哪种证明（不留复印件）"), choices=PaperKind.choices)
