"""Forms of the people pages; what may be is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.core.forms import MomentField
from linli.people.domain import CALLED_KINDS
from linli.people.models import Organisation, OrganisationKind, PostKind
from linli.people.services.posts import kinds_of

REQUIRED = {"required": _("请填写这一项。")}


def _phone(label: Any, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput({"type": "tel", "inputmode": "numeric", **attrs})
    return forms.CharField(label=label, max_length=20, widget=widget, error_messages=REQUIRED)


class PhoneForm(forms.Form):
    """The first step of signing in: which phone, and that the notice was read."""

    phone = _phone(_("手机号码"), autocomplete="tel")
    agree = forms.BooleanField(
        label=_("我已阅读并同意《个人信息处理告知》"),
        error_messages={"required": _("请先阅读告知并勾选同意；不同意也可以不登录，直接报事。")},
    )


class CodeForm(forms.Form):
    """The second step: the code that came."""

    code = forms.CharField(
        label=_("短信里的6位验证码"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages=REQUIRED,
    )


class MeForm(forms.Form):
    """What people may change about themselves."""

    name = forms.CharField(
        label=_("怎么称呼您"), max_length=30, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("语言"), choices=lambda: settings.LANGUAGES)
    elder_mode = forms.BooleanField(label=_("大字版：字更大，按钮更大"), required=False)


class PostForm(forms.Form):
    """Somebody takes a post."""

    kind = forms.ChoiceField(label=_("岗位"))
    public_name = forms.CharField(label=_("姓名（在楼道公示）"), max_length=40, error_messages=REQUIRED)
    phone = _phone(_("本人手机号码（用来登录，不公示）"))
    public_phone = forms.CharField(label=_("值班电话（公示）"), max_length=30, required=False)
    promise = forms.CharField(label=_("公开承诺"), max_length=200, required=False)
    starts_at = MomentField(label=_("何时上岗"), required=False, help_text=_("留空为现在。"))
    ends_at = MomentField(label=_("何时结束"), required=False, help_text=_("留空为不定期。"))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(PostKind.choices)
        self.fields["kind"].choices = [(kind, names[kind]) for kind in kinds_of(organisation)]  # type: ignore[attr-defined]


class DeputyForm(forms.Form):
    """Somebody stands in for a post, from - until."""

    public_name = forms.CharField(label=_("代班人姓名（公示）"), max_length=40, error_messages=REQUIRED)
    phone = _phone(_("代班人手机号码（用来登录，不公示）"))
    starts_at = MomentField(label=_("从何时起"), error_messages=REQUIRED)
    ends_at = MomentField(label=_("到何时止"), error_messages=REQUIRED)


class OrganisationForm(forms.Form):
    """A department, company, committee or unit. A desk keeps its kind, so that it is not asked for."""

    kind = forms.ChoiceField(label=_("类型"))
    name = forms.CharField(label=_("单位名称"), max_length=80, error_messages=REQUIRED)
    duties = forms.CharField(
        label=_("负责什么"), max_length=200, required=False, help_text=_("居民会看到，例如：电梯、门禁、公共照明。")
    )
    phone = forms.CharField(label=_("办公电话（公示）"), max_length=30, required=False)

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind and kind not in CALLED_KINDS:
            del self.fields["kind"]
            return
        names = dict(OrganisationKind.choices)
        self.fields["kind"].choices = [(each, names[each]) for each in CALLED_KINDS]  # type: ignore[attr-defined]


class DeskForm(forms.Form):
    """The desk of a division opens with its first head."""

    name = forms.CharField(label=_("单位名称"), max_length=80, error_messages=REQUIRED)
    kind = forms.ChoiceField(
        label=_("第一位负责人的岗位"),
        choices=[(PostKind.DIRECTOR, PostKind.DIRECTOR.label), (PostKind.SECRETARY, PostKind.SECRETARY.label)],
    )
    public_name = forms.CharField(label=_("姓名（在楼道公示）"), max_length=40, error_messages=REQUIRED)
    phone = _phone(_("本人手机号码（用来登录，不公示）"))
    public_phone = forms.CharField(label=_("值班电话（公示）"), max_length=30, required=False)
