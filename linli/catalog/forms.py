"""Forms of the settings pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.catalog.domain import FEWEST_TRIES, MOST_TRIES
from linli.catalog.models import Category
from linli.catalog.selectors import categories
from linli.catalog.words import UNITS
from linli.core.forms import MomentField
from linli.people.models import Organisation
from linli.people.selectors import organisations_covering
from linli.places.models import Division


class LimitForm(forms.Form):
    """How long a limit is."""

    amount = forms.IntegerField(
        label=_("多长"),
        min_value=1,
        max_value=525_600,
        error_messages={"invalid": _("请填写整数。"), "required": _("请填写多长。")},
    )
    unit = forms.ChoiceField(label=_("单位"), choices=list(UNITS.items()))


class TriesForm(forms.Form):
    """How often an hour."""

    most = forms.IntegerField(
        label=_("每小时最多几次"),
        min_value=FEWEST_TRIES,
        max_value=MOST_TRIES,
        error_messages={"invalid": _("请填写整数。"), "required": _("请填写次数。")},
    )


class HoursForm(forms.Form):
    """Office hours as people write them."""

    hours = forms.CharField(
        label=_("办公时间"),
        max_length=100,
        required=False,
        help_text=_("如 08:30-12:00, 14:00-17:30；留空则沿用上级的。"),
    )


class DayForm(forms.Form):
    """A day that differs."""

    date = forms.DateField(
        label=_("日期"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日期。")},
    )
    working = forms.TypedChoiceField(
        label=_("这一天"),
        choices=[("1", _("上班")), ("0", _("放假"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
    )
    name = forms.CharField(label=_("说明"), max_length=40, required=False)


class ResponsibilityForm(forms.Form):
    """Who answers for what."""

    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("类别"), error_messages={"required": _("请选类别。")}
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("负责单位"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选单位。")},
    )
    starts_at = MomentField(label=_("从何时起"), required=False, help_text=_("留空为现在。"))
    ends_at = MomentField(label=_("到何时止"), required=False, help_text=_("留空为不定期。"))

    def __init__(self, *args: Any, place: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category, organisation = self.fields["category"], self.fields["organisation"]
        category.queryset = Category.objects.filter(active=True)  # type: ignore[attr-defined]
        organisation.queryset = organisations_covering(place.path)  # type: ignore[attr-defined]
        # Subjects as groups, each of them to be chosen as a whole too.
        category.widget.choices = [("", _("请选择"))] + [
            (
                str(top),
                [(top.pk, _("整个“%(subject)s”") % {"subject": top})] + [(child.pk, str(child)) for child in below],
            )
            for top, below in categories()
        ]
