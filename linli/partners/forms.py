"""Forms of double registration; what may be is decided by the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core.forms import MomentField
from linli.partners.domain.offers import MOST_ASKS, MOST_HOURS, PURPOSES, TIMES, USUAL_ASKS, Offer, codes_of
from linli.partners.models import Answer, MemberRegistration, Outcome, Purpose, Skill, Time
from linli.places.models import Division, Grid

REQUIRED = {"required": _("请填写这一项。")}


def _skills(skills: Iterable[Skill]) -> list[tuple[int, Any]]:
    return [(skill.pk, _(skill.name) if skill.place_id is None else skill.name) for skill in skills]


def _ticks(label: Any, choices: Any = (), help_text: Any = "") -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget, help_text=help_text)


class OfferForm(forms.Form):
    """What somebody offers, when, what for, how often."""

    skills = forms.TypedMultipleChoiceField(
        label=_("我能帮什么"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    times = _ticks(_("什么时候有空"), Time.choices)
    hours = forms.IntegerField(label=_("每月大约几小时"), min_value=0, max_value=MOST_HOURS, required=False)
    purposes = _ticks(_("可以为什么事找我"), Purpose.choices, _("只会为您勾选的事找您；一项也不选，就不会被找到。"))
    asks = forms.IntegerField(
        label=_("三十天内最多找我几次"), min_value=1, max_value=MOST_ASKS, initial=USUAL_ASKS, error_messages=REQUIRED
    )
    note = forms.CharField(
        label=_("补充说明"),
        max_length=100,
        required=False,
        help_text=_("例如：退休电工，有证。只有社区工作人员看得到。"),
    )

    def __init__(self, *args: Any, skills: Iterable[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = _skills(skills)  # type: ignore[attr-defined]

    def offer(self) -> Offer:
        """Return what was said."""
        given = self.cleaned_data
        return Offer(
            skills=tuple(given["skills"]),
            hours=given["hours"] or 0,
            times=tuple(given["times"]),
            purposes=tuple(given["purposes"]),
            asks=given["asks"],
            note=given["note"],
        )


def offer_first(row: MemberRegistration | None, skills: Iterable[int]) -> dict[str, Any]:
    """Return what the form begins with: what was offered last."""
    if row is None:
        return {"asks": USUAL_ASKS}
    return {
        "skills": list(skills),
        "times": codes_of(row.times, TIMES),
        "hours": row.hours or None,
        "purposes": codes_of(row.purposes, PURPOSES),
        "asks": row.asks,
        "note": row.note,
    }


class RegisterForm(OfferForm):
    """A registration: the offer, where the home is, and the separate consent."""

    grid = forms.ModelChoiceField(
        label=_("我家在哪个网格"), queryset=Grid.objects.none(), required=False, empty_label=_("不清楚")
    )
    agreed = forms.BooleanField(label=_("我已阅读上面的说明，单独同意"), required=False)
    field_order = ("grid", "skills", "times", "hours", "purposes", "asks", "note", "agreed")

    def __init__(self, *args: Any, community: Division | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if community is None:
            del self.fields["grid"]
        else:
            self.fields["grid"].queryset = grids_of(community)  # type: ignore[attr-defined]


def grids_of(community: Division) -> Any:
    """Return the grids of a community to choose from."""
    return Grid.objects.filter(community=community, active=True).defer("outline").order_by("code")


class UnitForm(forms.Form):
    """A unit's branch registers, or says more."""

    community = forms.ModelChoiceField(
        label=_("向哪个社区报到"), queryset=Division.objects.none(), empty_label=None, error_messages=REQUIRED
    )
    members = forms.IntegerField(label=_("党员人数"), min_value=0, error_messages=REQUIRED)
    resources = forms.CharField(
        label=_("能提供什么资源"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("例如：周末开放会议室、停车场夜间共享、每月一次义诊。"),
    )
    skills = forms.TypedMultipleChoiceField(
        label=_("资源和技能的种类"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    contact = forms.CharField(label=_("联系人"), max_length=40, error_messages=REQUIRED)
    phone = forms.CharField(
        label=_("办公电话"), max_length=30, error_messages=REQUIRED, widget=forms.TextInput({"type": "tel"})
    )
    until = forms.DateField(
        label=_("报到有效期至"),
        error_messages=REQUIRED,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("最长三年，到期前可以续。"),
    )

    def __init__(self, *args: Any, communities: Any, skills: Iterable[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]
        self.fields["skills"].choices = _skills(skills)  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """Whom to look for; sent by address, so that a search can be kept as a link."""

    skill = forms.TypedChoiceField(label=_("要什么技能"), coerce=int, required=False, empty_value=None)
    purpose = forms.ChoiceField(label=_("为了什么事"), required=False)
    times = _ticks(_("什么时候"), Time.choices)
    grid = forms.ModelChoiceField(
        label=_("离哪个网格近"), queryset=Grid.objects.none(), required=False, empty_label=_("不限")
    )

    def __init__(self, *args: Any, community: Division, skills: Iterable[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = [("", _("不限")), *_skills(skills)]  # type: ignore[attr-defined]
        self.fields["purpose"].choices = [("", _("不限")), *Purpose.choices]  # type: ignore[attr-defined]
        self.fields["grid"].queryset = grids_of(community)  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """What is needed."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("需要帮什么"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages=REQUIRED,
        help_text=_("对方会看到这段话。请不要写居民的姓名、电话和门牌；答应以后再当面或电话说。"),
    )
    purpose = forms.ChoiceField(label=_("属于哪一类"), choices=Purpose.choices)
    needed_at = MomentField(label=_("什么时候"), required=False)


class EndForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("结果"), choices=Outcome.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("说明"), max_length=300, required=False, help_text=_("只记事情，不评价人。"))


class AnswerForm(forms.Form):
    """Yes or no."""

    answer = forms.ChoiceField(label=_("您能来吗"), choices=Answer.choices, widget=forms.RadioSelect)
    reply = forms.CharField(label=_("想说的话"), max_length=200, required=False)


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(
        label=_("查看的理由"), max_length=200, error_messages=REQUIRED, help_text=_("会记录在案，本人看得到。")
    )


class SkillForm(forms.Form):
    """Another kind of skill."""

    name = forms.CharField(label=_("新增一种"), max_length=20, error_messages=REQUIRED)
