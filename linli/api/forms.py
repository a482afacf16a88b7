"""The forms of a new token and of a new hook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.api.domain import MOST_DAYS, Scope
from linli.people.domain import Right, Standing
from linli.people.policies import own_places
from linli.places.models import Division

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


class HookForm(forms.Form):
    """Which system, its address, whose cases."""

    name = forms.CharField(label=_("给哪个系统"), max_length=80)
    url = forms.CharField(label=_("网址"), max_length=300, widget=forms.URLInput, help_text=_("以 https:// 开头。"))
    place = forms.ModelChoiceField(label=_("哪里的诉求"), queryset=Division.objects.none())

    def __init__(self, standing: Standing, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Division.objects.filter(pk__in=own_places(standing, Right.HANDLE)).defer("outline")
        self.fields["place"].queryset = mine.order_by("-level", "code")  # type: ignore[attr-defined]
