"""The forms of the knowledge room."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.knowledge.choices import Choices, owner_read, owner_write
from linli.knowledge.domain.content import FIELDS, MOST, REQUIRED, Content
from linli.knowledge.domain.validity import REVIEW_EVERY
from linli.knowledge.models import Version
from linli.knowledge.words import FIELDS as LABELS

# Where the form's name for a value differs from the content's.
_NAMES = {"place_id": "place", "category_id": "category", "owner_id": "owner", "keeper_id": "owner"}


class DayField(forms.DateField):
    """A day, in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        errors = {"required": _("请选日期。"), "invalid": _("请写成 2024-05-31 的样子。")}
        super().__init__(widget=widget, error_messages=errors, **kwargs)


def _line(name: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=LABELS[name], required=False, widget=forms.TextInput(_attrs(name)), **kwargs)


def _prose(name: str, rows: int, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": rows, **_attrs(name)})
    return forms.CharField(label=LABELS[name], required=False, widget=widget, **kwargs)


def _attrs(name: str) -> dict[str, Any]:
    """What the browser is told of a field; that it was left out is said by the service."""
    return {"maxlength": MOST[name], "required": name in REQUIRED}


class ArticleForm(forms.Form):
    """An article as it is written. What is missing or too long is said by the service, in its words.

    Hidden: `key` makes a double press one version, `seen` says which version the writer started from.
    """

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    question = _line("question", help_text=_("用居民的话来问，例如：五十岁怎么办退休？"))
    answer = _prose("answer", 8, help_text=_("一次说清：怎么办、什么时候、在哪里。不要写任何人的姓名、电话、门牌。"))
    documents = _prose("documents", 4, help_text=_("一行一样。"))
    phone = _line("phone", help_text=_("办公电话或热线，几个用分号隔开。"))
    source = _line("source", help_text=_("法规或文件名和条款；没有的写明由谁答复，“以窗口答复为准”。"))
    source_url = _line("source_url")
    place = forms.TypedChoiceField(label=LABELS["place_id"], coerce=int, help_text=_("在这里和它下面的各处都适用。"))
    category = forms.TypedChoiceField(
        label=LABELS["category_id"], coerce=int, error_messages={"required": _("请选类别。")}
    )
    valid_from = DayField(label=LABELS["valid_from"])
    valid_to = DayField(label=LABELS["valid_to"], required=False, help_text=_("过了这一天就不再提供；留空为长期。"))
    review_on = DayField(label=LABELS["review_on"], help_text=_("过了这一天还没复核，会提醒负责的人。"))
    owner = forms.ChoiceField(label=_("由谁负责"))
    note = _line("note", help_text=_("改了什么、为什么，只给同事看。"))

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.fields["place"].choices = choices.places()  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("请选择")), *choices.categories()]  # type: ignore[attr-defined]
        self.fields["owner"].choices = choices.owners()  # type: ignore[attr-defined]
        first: dict[str, Any] = {"key": secrets.token_urlsafe(16), **_first_days()}
        if version := choices.version:
            first |= _values(version)
        else:
            del self.fields["note"]
        self.initial = {**first, **self.initial}

    def content(self) -> Content:
        """Return what was written; to be called on a valid form."""
        data = self.cleaned_data
        owner_id, keeper_id = owner_read(data["owner"])
        texts = {name: data[name] for name in FIELDS if name in data}
        return Content(
            **texts, place_id=data["place"], category_id=data["category"], owner_id=owner_id, keeper_id=keeper_id
        )

    def again(self, seen: int) -> None:
        """Take the version that somebody else wrote meanwhile as seen, so that the same words can be sent once more."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"], data["key"] = str(seen), secrets.token_urlsafe(16)
        self.data = data

    def refuse(self, fields: dict[str, str], message: str) -> None:
        """Show what a service refused, at the fields it speaks of."""
        for name, words in fields.items():
            known = _NAMES.get(name, name)
            self.add_error(known if known in self.fields else None, words)
        if not fields:
            self.add_error(None, message)


def _first_days() -> dict[str, date]:
    return {"valid_from": clock.today(), "review_on": clock.today() + timedelta(days=REVIEW_EVERY)}


def _values(version: Version) -> dict[str, Any]:
    values = {name: getattr(version, name) for name in FIELDS}
    owner = owner_write(values.pop("owner_id"), values.pop("keeper_id"))
    return {**{_NAMES.get(name, name): value for name, value in values.items()}, "owner": owner, "seen": version.number}


class WithdrawForm(forms.Form):
    """Why an article is taken away."""

    why = forms.CharField(
        label=_("为什么撤下"), max_length=MOST["note"], required=False, widget=forms.TextInput({"required": True})
    )


class ReviewForm(forms.Form):
    """When an article is looked at next."""

    review_on = DayField(label=_("下次复核"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("review_on", clock.today() + timedelta(days=REVIEW_EVERY))


class FeedbackForm(forms.Form):
    """Was this enough?"""

    enough = forms.TypedChoiceField(
        choices=[("yes", _("够用了")), ("no", _("不够"))], coerce=lambda value: value == "yes", empty_value=None
    )
    words = forms.CharField(required=False, max_length=500)
