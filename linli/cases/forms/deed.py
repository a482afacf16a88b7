"""The form of a deed, derived from the transition table: one field for each value it carries, limited to what is allowed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.domain import redaction
from linli.cases.domain.table import Ask, Carry, Deed
from linli.cases.forms.choices import Choices
from linli.cases.forms.fields import CallsField, FilesField, MomentField, PartsField
from linli.cases.forms.labels import HELPS, WITH_FILES, YES_NO, help_of, label
from linli.cases.models import Case, Outcome, Solved
from linli.cases.selectors import suggested_of
from linli.cases.services import Acting
from linli.catalog.models import Urgency

MOST_CHARACTERS = 5000
NOTHING = ("", "—")


class DeedForm(forms.Form):
    """Hidden: `key` makes a double press one deed, `version` says what the page saw. Then the deed's own fields."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, deed: Deed, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deed, self.choices = deed, choices
        for carry in deed.carries:
            self.fields[carry.name] = _MAKERS[carry.ask](deed, carry, choices)
        if deed.name in WITH_FILES:
            self.fields["photos"] = FilesField(label=_("照片"), help_text=HELPS["photos"])

    def carried(self) -> dict[str, Any]:
        """Return what the deed carries, by the names of the table; to be called on a valid form."""
        return {carry.name: self.cleaned_data[carry.name] for carry in self.deed.carries}

    def files_given(self) -> list[Any]:
        """Return the uploaded files."""
        return list(self.cleaned_data.get("photos") or ())

    def refuse(self, message: str, name: str = "") -> None:
        """Put a refusal at the field it speaks of, or on top of the form."""
        self.add_error(name if name in self.fields else None, message)

    def again(self, version: int) -> None:
        """Renew what makes this attempt this attempt, so that the same words can be sent once more."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["key"], data["version"] = new_key(), str(version)
        self.data = data

    def keep(self, data: Any) -> None:
        """Show what was typed so far without asking yet whether it is complete; files a browser does not send again."""
        self.initial.update({name: data[name] for name in self.fields if name in data})

    def insert(self, answer: str, basis: str) -> None:
        """Put a prepared answer behind what was typed, and what it rests on where nothing was named."""
        typed = str(self.initial.get("answer") or "").strip()
        self.initial["answer"] = "\n\n".join(part for part in (typed, answer) if part)
        if not str(self.initial.get("basis") or "").strip():
            self.initial["basis"] = basis

    def typed(self) -> str:
        """Return the words somebody typed, to be kept where the deed has become impossible."""
        texts = [carry.name for carry in self.deed.carries if carry.ask in (Ask.TEXT, Ask.LINE)]
        return "\n\n".join(text for name in texts if (text := str(self.data.get(name) or "").strip()))


def new_key() -> str:
    """Return a fresh idempotency key."""
    return secrets.token_urlsafe(16)


def deed_form(deed: Deed, case: Case, acting: Acting, data: Any = None, files: Any = None) -> DeedForm:
    """Return the form of `deed` for this case and actor.

    Args:
        deed: a row of the table.
        case: the case as it is stored.
        acting: who acts; choices are limited to what they may choose.
        data, files: what was sent, or None for an empty form with its first values.
    """
    choices = Choices(case, acting)
    initial = {"key": new_key(), "version": case.version, **_first_values(deed, case, choices)}
    return DeedForm(deed, choices, data, files, initial=initial)


def _first_values(deed: Deed, case: Case, choices: Choices) -> dict[str, Any]:
    """What is known already: the category to confirm, the machine's guess of a route, the answer without names."""
    values: dict[str, Any] = {}
    names = {carry.name for carry in deed.carries}
    if "category_id" in names:
        values["category_id"] = case.category_id
    if "urgency" in names and deed.name == "accept":
        values["urgency"] = case.urgency
    if deed.name == "dispatch":
        values["to"] = suggested_of(case)
    if deed.name == "reject" and case.route in dict(choices.routes()):
        values |= {"route": case.route, "answer": choices.route_answers()[case.route]}
    if deed.name == "publish":
        values = {"public_title": redaction.redact(case.title), "public_answer": redaction.redact(case.answer)}
    if deed.name in ("decide_objection", "rate") and len(found := choices.handlers(deed.name)) == 1:
        values["handler_id"] = found[0][0]
    if deed.name == "follow_up" and len(reporters := choices.reporters()) == 1:
        values["reporter_id"] = reporters[0][0]
    return values


Maker = Callable[[Deed, Carry, Choices], forms.Field]


def _common(deed: Deed, carry: Carry) -> dict[str, Any]:
    return {
        "label": label(deed.name, carry.name),
        "help_text": help_of(deed.name, carry.name),
        "required": carry.required,
    }


def _text(deed: Deed, carry: Carry, choices: Choices) -> forms.Field:
    rows = 6 if carry.name in ("answer", "public_answer") else 3
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": MOST_CHARACTERS}),
        max_length=MOST_CHARACTERS,
        **_common(deed, carry),
    )


def _line(deed: Deed, carry: Carry, choices: Choices) -> forms.Field:
    return forms.CharField(max_length=120, **_common(deed, carry))


def _select(options: Callable[[Deed, Carry, Choices], list[Any]], number: bool = True) -> Maker:
    """A drop-down of allowed values; ids come back as integers."""

    def make(deed: Deed, carry: Carry, choices: Choices) -> forms.Field:
        return forms.TypedChoiceField(
            choices=[NOTHING, *options(deed, carry, choices)],
            coerce=int if number else str,
            empty_value=None if number else "",
            **_common(deed, carry),
        )

    return make


def _radio(options: Callable[[Deed, Carry, Choices], list[Any]]) -> Maker:
    """Few words to choose from, all in sight."""

    def make(deed: Deed, carry: Carry, choices: Choices) -> forms.Field:
        return forms.ChoiceField(
            choices=options(deed, carry, choices), widget=forms.RadioSelect, **_common(deed, carry)
        )

    return make


def _yes_no(deed: Deed, carry: Carry, choices: Choices) -> forms.Field:
    yes, no = YES_NO[carry.name]
    return forms.TypedChoiceField(
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **_common(deed, carry),
    )


def _moment(deed: Deed, carry: Carry, choices: Choices) -> forms.Field:
    return MomentField(zone=choices.zone, **_common(deed, carry))


def _calls(deed: Deed, carry: Carry, choices: Choices) -> forms.Field:
    return CallsField(choices=[NOTHING, *choices.organisations(deed.name)], **_common(deed, carry))


def _parts(deed: Deed, carry: Carry, choices: Choices) -> forms.Field:
    return PartsField(**_common(deed, carry))


HOW = [("phone", _("电话")), ("visit", _("上门")), ("message", _("短信或微信")), ("desk", _("居民来访"))]
WHAT = [("phone", _("电话")), ("name", _("姓名")), ("address", _("详细地址"))]

_MAKERS: dict[Ask, Maker] = {
    Ask.TEXT: _text,
    Ask.LINE: _line,
    Ask.YES_NO: _yes_no,
    Ask.MOMENT: _moment,
    Ask.CATEGORY: _select(lambda deed, carry, choices: choices.categories()),
    Ask.URGENCY: _select(lambda deed, carry, choices: list(Urgency.choices), number=False),
    Ask.ORGANISATION: _select(lambda deed, carry, choices: choices.organisations(deed.name)),
    Ask.CALLS: _calls,
    Ask.PARTS: _parts,
    Ask.CASE: _select(lambda deed, carry, choices: choices.merge_targets()),
    Ask.HANDLER: _select(lambda deed, carry, choices: choices.handlers(deed.name)),
    Ask.REPORTER: _select(lambda deed, carry, choices: choices.reporters()),
    Ask.ROUTE: _select(lambda deed, carry, choices: choices.routes(), number=False),
    Ask.OUTCOME: _radio(lambda deed, carry, choices: list(Outcome.choices)),
    Ask.SOLVED: _radio(lambda deed, carry, choices: list(Solved.choices)),
    Ask.CONTACT: _radio(lambda deed, carry, choices: HOW),
    Ask.REVEAL: _radio(lambda deed, carry, choices: WHAT),
}
