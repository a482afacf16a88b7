"""Forms about one's own data, and about terms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

REQUIRED = {"required": _("请填写这一项。")}


class ProofForm(forms.Form):
    """The code that proves who is there."""

    code = forms.CharField(
        label=_("短信里的6位验证码"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages=REQUIRED,
    )


class NumberForm(forms.Form):
    """Another number."""

    phone = forms.CharField(
        label=_("新的手机号码"),
        max_length=20,
        widget=forms.TextInput({"type": "tel", "inputmode": "numeric", "autocomplete": "tel"}),
        error_messages=REQUIRED,
    )


class LeaveForm(forms.Form):
    """That somebody has read what goes and what stays."""

    read = forms.BooleanField(
        label=_("我已看过上面的说明，确定注销"), error_messages={"required": _("请先看过说明并勾选。")}
    )
