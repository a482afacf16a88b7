"""The forms of an issue's deeds, one each."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.domain.redaction import redact
from linli.cases.forms.fields import FilesField
from linli.cases.models import Outcome
from linli.hot.models import HotIssue
from linli.hot.selectors import owners_possible

MOST = 5000


def _text(label: Any, help_text: Any = "", rows: int = 4, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=MOST, widget=forms.Textarea({"rows": rows})
    )


class Written(forms.Form):
    """What residents read of an issue."""

    title = forms.CharField(
        label=_("公开标题"), max_length=120, help_text=_("居民会看到。请不要写个人姓名、电话和门牌。")
    )
    description = _text(_("公开说明"), _("说清楚是什么事、在哪里、目前怎么样。"), required=False)


class Why(forms.Form):
    """A reason."""

    why = _text(_("理由"), rows=3)


class Owner(forms.Form):
    """Who answers for the issue."""

    owner = forms.TypedChoiceField(label=_("负责单位"), coerce=int)


class Answer(forms.Form):
    """One answer for all cases. Hidden: `key` makes a double press one answer."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("办理结果"), choices=Outcome.choices, widget=forms.RadioSelect)
    answer = _text(_("给居民的答复"), _("会作为每一件诉求的答复发给反映人，也会公开。"), rows=6)
    basis = _text(_("依据（法规、政策或实际困难）"), _("结果是“无法解决”时必须写明。"), rows=2, required=False)
    photos = FilesField(
        label=_("办理照片"), help_text=_("最多 9 张，只选一次：每一件诉求都会附上，作为各自的办理证明。")
    )


class Number(forms.Form):
    """Which case."""

    number = forms.CharField(label=_("诉求编号"), max_length=10)


class Question(forms.Form):
    """What deliberation is asked."""

    question = _text(_("请大家商量什么"), _("写成一个可以讨论的问题，居民能看到。"), rows=3)


class Nothing(forms.Form):
    """Nothing but the press of the button."""


class Into(forms.Form):
    """Into which issue a case goes."""

    issue = forms.TypedChoiceField(label=_("热点问题"), coerce=int)


_FORMS: dict[str, type[forms.Form]] = {
    "confirm": Written,
    "describe": Written,
    "dismiss": Why,
    "remove": Why,
    "assign": Owner,
    "answer": Answer,
    "add": Number,
    "hand_over": Question,
    "retry": Nothing,
    "close": Nothing,
}

_FIRST: dict[str, Callable[[HotIssue], dict[str, Any]]] = {
    "confirm": lambda issue: {"title": redact(issue.title), "description": issue.description},
    "describe": lambda issue: {"title": issue.title, "description": issue.description},
    "answer": lambda issue: {
        "key": secrets.token_urlsafe(16),
        "outcome": issue.outcome,
        "answer": issue.answer,
        "basis": issue.basis,
    },
    "hand_over": lambda issue: {"question": issue.question},
    "assign": lambda issue: {"owner": issue.owner_id},
}


def issue_form(deed: str, issue: HotIssue, data: Any = None, files: Any = None) -> forms.Form:
    """Return the form of a deed, empty or bound.

    Raises:
        KeyError: no such deed.
    """
    first = _FIRST[deed](issue) if deed in _FIRST else {}
    form = _FORMS[deed](data, files, initial=first)
    if "owner" in form.fields:
        form.fields["owner"].choices = [(one.pk, one.name) for one in owners_possible(issue)]  # type: ignore[attr-defined]
    return form
