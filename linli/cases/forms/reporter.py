"""The forms of what a reporter does to an own case; each derived from the table's row, worded for a resident."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.domain.submission import MOST_CHARACTERS
from linli.cases.domain.table import Ask, Carry, Deed
from linli.cases.forms.deed import new_key
from linli.cases.forms.fields import FilesField
from linli.cases.models import Solved
from linli.core import personal
from linli.core.errors import LinliError

LABELS = {
    ("reply", "text"): _("您想补充什么"),
    ("evaluate", "solved"): _("问题解决了吗"),
    ("evaluate", "satisfied"): _("对办理满意吗"),
    ("evaluate", "words"): _("还想说什么"),
    ("reopen", "why"): _("为什么要重办"),
    ("review", "why"): _("为什么应当受理"),
    ("withdraw", "why"): _("为什么撤回"),
}
DONE = {
    "evaluate": _("谢谢您的评价。"),
    "reply": _("已经补充，办理的人会看到。"),
    "reopen": _("已经重新办理，上一级也已知道。"),
    "review": _("已经提请上一级复核。"),
    "withdraw": _("已经撤回。"),
    "attach": _("照片已经加上。"),
}
WITH_FILES = frozenset({"reply", "attach", "reopen"})
PHOTOS_HELP = _("最多 9 张，每张不超过 10 MB。")


class ReporterForm(forms.Form):
    """Hidden: `key` makes a double press one deed, `version` says what the page saw. Then what the deed carries.

    Args:
        deed: a row of the table that is a reporter's.
        version: the case's number of events now.
        data, files: what was sent, or None for an empty form.
    """

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, deed: Deed, version: int, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id=f"{deed.name}_%s", initial={"key": new_key(), "version": version})
        self.deed = deed
        if deed.name != "attach":
            for carry in deed.carries:
                self.fields[carry.name] = _field(deed, carry)
        if deed.name in WITH_FILES:
            self.fields["photos"] = FilesField(label=_("照片"), help_text=PHOTOS_HELP, required=deed.name == "attach")

    def carried(self) -> dict[str, Any]:
        """Return what the deed carries; to be called on a valid form."""
        if self.deed.name == "attach":
            return {"names": [file.name for file in self.files_given()]}
        return {carry.name: self.cleaned_data[carry.name] for carry in self.deed.carries}

    def files_given(self) -> list[Any]:
        """Return the uploaded photos."""
        return list(self.cleaned_data.get("photos") or ())

    def version_seen(self) -> int | None:
        """Return what the page had seen, where that matters: more words or photos are welcome whatever happened since."""
        return None if self.deed.name in ("reply", "attach") else self.cleaned_data["version"]

    def refuse_with(self, error: LinliError, version: int) -> None:
        """Say a refusal at the field it speaks of, or on top; the words stay, and can be sent once more."""
        for name, message in (error.fields or {"": error.message}).items():
            known = {"files": "photos"}.get(name, name)
            self.add_error(known if known in self.fields else None, message)
        again = self.data.copy()  # type: ignore[attr-defined]
        again["key"], again["version"] = new_key(), str(version)
        self.data = again

    def done_words(self) -> str:
        """Return what is said when it is done."""
        return str(DONE[self.deed.name])

    def typed(self) -> str:
        """Return the words somebody wrote, to be kept where the deed has become impossible."""
        names = [carry.name for carry in self.deed.carries if carry.ask == Ask.TEXT]
        return "\n\n".join(text for name in names if (text := str(self.data.get(name) or "").strip()))


def _field(deed: Deed, carry: Carry) -> forms.Field:
    label = LABELS[deed.name, carry.name]
    if carry.ask == Ask.SOLVED:
        return forms.ChoiceField(
            label=label, choices=Solved.choices, widget=forms.RadioSelect, error_messages={"required": _("请选一个。")}
        )
    if carry.ask == Ask.YES_NO:
        return forms.TypedChoiceField(
            label=label,
            choices=[("yes", _("满意")), ("no", _("不满意"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
            error_messages={"required": _("请选一个。")},
        )
    return forms.CharField(
        label=label,
        required=carry.required,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("请写几个字。"),
            "max_length": _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。请精简，或把材料拍照上传。"),
        },
    )


class CodeForm(forms.Form):
    """The way back: the case's number and the code shown after reporting."""

    number = forms.CharField(
        label=_("编号"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=20,
        help_text=_("报事后显示的 8 位数字，或纸质回执上的 9 位数字。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        """Keep digits."""
        return personal.normal_phone(self.cleaned_data["number"])
