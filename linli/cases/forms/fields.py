"""Form fields that deeds need and Django lacks: a moment at a place, rows of text, calls to organisations, files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.core import clock

FARTHEST = timedelta(days=400)
"""A date further off than a year and a bit is a slip of the finger: no limit of a case runs so long."""


class MomentField(forms.Field):
    """A moment typed as local time of the place, returned aware in UTC; refused when past or absurdly far off.

    Args:
        zone: the place's time zone; what is typed has none of its own.
    """

    def __init__(self, *, zone: tzinfo, **kwargs: Any) -> None:
        self.zone = zone
        first = clock.now().astimezone(zone)
        attrs = {
            "min": first.strftime("%Y-%m-%dT%H:%M"),
            "max": (first + FARTHEST).strftime("%Y-%m-%dT%H:%M"),
        }
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", **attrs})
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a moment as the place's clock shows it."""
        return value.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        """Read what a browser's date field (or somebody typing) gives."""
        text = str(value or "").strip().replace("/", "-")
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
            return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(_("请按“2026-01-31 09:00”的样子填写日期和时间。"), code="invalid") from None

    def validate(self, value: Any) -> None:
        """Refuse what is past or too far."""
        super().validate(value)
        if value is None:
            return
        now = clock.now()
        if value <= now:
            raise ValidationError(_("这个时间已经过去，请选一个以后的时间。"), code="past")
        if value > now + FARTHEST:
            raise ValidationError(_("这个时间太远，请检查年份。"), code="far")


class RowsWidget(forms.MultiWidget):
    """Several rows one under the other; which row holds what is the field's business."""

    template_name = "cases/staff/widgets/rows.html"

    def __init__(self, widgets: Sequence[forms.Widget], row: int = 1) -> None:
        super().__init__(list(widgets))
        self.row = row

    def decompress(self, value: Any) -> list[Any]:
        """Spread initial values over the rows."""
        return list(value or [])

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Group the widgets in rows, and tell each its label, which a screen reader needs."""
        context = super().get_context(name, value, attrs)
        inner = context["widget"]["subwidgets"]
        for widget in inner:
            widget["attrs"].pop("required", None)
            widget["attrs"]["class"] = "form-select" if "optgroups" in widget else "form-control"
        context["widget"]["rows"] = [inner[i : i + self.row] for i in range(0, len(inner), self.row)]
        return context


class PartsField(forms.MultiValueField):
    """Up to `rows` texts; empty ones are left out."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        self.most = rows
        widgets = [
            forms.Textarea(attrs={"rows": 2, "maxlength": 2000, "aria-label": _("第 %(n)s 部分") % {"n": n + 1}})
            for n in range(rows)
        ]
        fields = [forms.CharField(required=False, max_length=2000) for _n in range(rows)]
        super().__init__(fields, widget=RowsWidget(widgets), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> list[str]:
        """Return the texts."""
        return [text.strip() for text in data_list if text and text.strip()]


class CallsField(forms.MultiValueField):
    """Up to `rows` organisations with a task each; a row with only one of the two is refused."""

    def __init__(self, *, choices: Sequence[tuple[Any, Any]], rows: int = 3, **kwargs: Any) -> None:
        fields: list[forms.Field] = []
        widgets: list[forms.Widget] = []
        for n in range(1, rows + 1):
            fields += [
                forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, required=False),
                forms.CharField(required=False, max_length=500),
            ]
            widgets += [
                forms.Select(choices=choices, attrs={"aria-label": _("第 %(n)s 个部门") % {"n": n}}),
                forms.TextInput(
                    attrs={
                        "maxlength": 500,
                        "placeholder": _("请它做什么"),
                        "aria-label": _("第 %(n)s 个部门的任务") % {"n": n},
                    }
                ),
            ]
        super().__init__(fields, widget=RowsWidget(widgets, row=2), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> list[dict[str, Any]]:
        """Return [{"organisation_id", "task"}, …]."""
        calls = []
        for at in range(0, len(data_list), 2):
            organisation, task = data_list[at], (data_list[at + 1] or "").strip()
            if not organisation and not task:
                continue
            if not organisation or not task:
                raise ValidationError(_("每一行都要选部门并写明任务。"), code="half")
            calls.append({"organisation_id": organisation, "task": task})
        if len({call["organisation_id"] for call in calls}) < len(calls):
            raise ValidationError(_("同一个部门只需要叫一次。"), code="twice")
        return calls


class FilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return every file given under the name."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else list(files.get(name, ()))


class FilesField(forms.Field):
    """Several files. What they really are is checked where they are stored, so that a bad one loses no text."""

    def __init__(self, accept: str = "image/*", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(widget=FilesInput(attrs={"accept": accept, "multiple": True}), **kwargs)
