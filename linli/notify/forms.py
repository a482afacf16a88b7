"""Forms of the notify pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core.forms import MomentField


class NoticeForm(forms.Form):
    """A notice: where it is read, what it says, until when."""

    where = forms.ChoiceField(label=_("给谁看"))
    title = forms.CharField(
        label=_("标题"), max_length=80, error_messages={"required": _("请写一个标题，居民先看到它。")}
    )
    body = forms.CharField(label=_("内容"), max_length=4000, required=False, widget=forms.Textarea({"rows": 6}))
    ends_at = MomentField(label=_("何时撤下"), required=False, help_text=_("留空则一直显示，直到手动撤下。"))

    def __init__(self, *args: Any, where: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = where  # type: ignore[attr-defined]
