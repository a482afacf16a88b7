"""Forms of the pages of leaders; what may be is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.core.forms import MomentField
from linli.homes.models import entrance_words
from linli.leaders import domain
from linli.leaders.models import Candidate
from linli.leaders.selectors.training import KINDS
from linli.people.models import NominationState, PostKind
from linli.places.models import Entrance

REQUIRED = {"required": _("请填写这一项。")}


class BallotForm(forms.Form):
    """One of the nominees, or none of them."""

    choice = forms.TypedChoiceField(
        label=_("选谁"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("请选一个。")}
    )
    adult = forms.BooleanField(
        label=_("我已满18岁，代表本户投票"), error_messages={"required": _("请勾选：已满18岁，代表本户投票。")}
    )

    def __init__(self, candidates: list[Candidate], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ = [one for one in candidates if one.nomination.state == NominationState.POSTED]
        named = [
            (one.number, _now("%(number)s号 %(name)s") % {"number": one.number, "name": one.nomination.name})
            for one in open_
        ]
        self.fields["choice"].choices = [*named, (domain.NONE, _("都不选"))]  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    """How votes are held here."""

    days = forms.IntegerField(
        label=_("一般投几天"), min_value=domain.SHORTEST, max_value=domain.LONGEST, error_messages=REQUIRED
    )
    turnout = forms.IntegerField(
        label=_("投票的户要超过全部户的百分之几"),
        min_value=0,
        max_value=domain.HIGHEST,
        help_text=_("一般是50，就是要有过半数的户投票。"),
        error_messages=REQUIRED,
    )
    majority = forms.IntegerField(
        label=_("得票要超过所投票的百分之几"),
        min_value=0,
        max_value=domain.HIGHEST,
        help_text=_("一般是50。填0就是得票最多的当选。"),
        error_messages=REQUIRED,
    )


class PaperForm(forms.Form):
    """Which household has a ballot on paper."""

    entrance = forms.TypedChoiceField(label=_("单元"), coerce=int, error_messages=REQUIRED)
    door = forms.CharField(
        label=_("门牌号"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages=REQUIRED,
    )

    def __init__(self, entrances: list[Entrance], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(entrance.pk, entrance_words(entrance)) for entrance in entrances]
        self.fields["entrance"].choices = choices  # type: ignore[attr-defined]


class TrainingForm(forms.Form):
    """A session for leaders."""

    KINDS = [(kind, dict(PostKind.choices)[kind]) for kind in KINDS]

    title = forms.CharField(label=_("讲什么"), max_length=80, error_messages=REQUIRED)
    where = forms.CharField(label=_("在哪里"), max_length=120, error_messages=REQUIRED)
    starts_at = MomentField(label=_("何时开始"), error_messages=REQUIRED)
    ends_at = MomentField(label=_("何时结束"), error_messages=REQUIRED)
    kinds = forms.MultipleChoiceField(
        label=_("给谁开"),
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选给谁开。")},
    )
    about = forms.CharField(label=_("说明"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}))


class HereForm(forms.Form):
    """The code of the day."""

    code = forms.CharField(
        label=_("现场的签到码（6位数字）"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=REQUIRED,
    )
