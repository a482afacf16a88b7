"""The form of a new token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.api.domain import MOST_DAYS, Scope

SCOPES = [
    (Scope.READ.value, _("读取我能看到的诉求")),
    (Scope.WRITE.value, _("以我的名义报事和办理")),
    (Scope.FIGURES.value, _("读取我辖区的统计")),
]


class TokenForm(forms.Form):
    """Which system, what for, how long."""

    name = forms.CharField(label=_("给哪个系统用"), max_length=80)
    scopes = forms.MultipleChoiceField(label=_("用途"), choices=SCOPES, widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("有效期（天）"), min_value=1, max_value=MOST_DAYS, initial=90)
