"""How long a place keeps what it keeps, for its heads."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from linli.core.access import access
from linli.core.errors import Invalid
from linli.core.forms import show_error
from linli.people.domain import Right
from linli.people.http import SignedRequest
from linli.people.selectors import place_managed
from linli.privacy.domain.terms import TERMS
from linli.privacy.selectors.terms import longer_terms
from linli.privacy.services.terms import MOST_WHY, MOST_YEARS, term_lengthen
from linli.privacy.words import TERM_NAMES, lasts, term_why

REQUIRED = {"required": gettext_lazy("请填写这一项。")}


class TermForm(forms.Form):
    """One term, longer."""

    term = forms.ChoiceField(
        label=gettext_lazy("延长什么"),
        choices=lambda: [(name, TERM_NAMES[name]) for name, term in TERMS.items() if term.movable],
    )
    years = forms.IntegerField(
        label=gettext_lazy("保存几年"),
        min_value=0,
        max_value=MOST_YEARS,
        help_text=gettext_lazy("只能比规定的长；填 0 恢复规定的期限。"),
        error_messages=REQUIRED,
    )
    why = forms.CharField(
        label=gettext_lazy("为什么要更长"),
        max_length=MOST_WHY,
        widget=forms.Textarea({"rows": 3}),
        error_messages=REQUIRED,
    )


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: SignedRequest) -> HttpResponse:
    """The terms of a place with what lengthened them, and a form to lengthen one."""
    place = place_managed(request.standing, Right.ADMIN, request.GET.get("place", ""))
    form = TermForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            term_lengthen(place, **form.cleaned_data, acting=request.standing)
        except Invalid as error:
            show_error(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect(f"{reverse('privacy:terms')}?place={place.code}")
    longer = longer_terms(place)
    rows = []
    for name, term in TERMS.items():
        own = [row for row in longer if row.term == name and row.days]
        days = None if term.days is None else max([term.days, *(row.days for row in own)])
        rows.append({"name": TERM_NAMES[name], "lasts": lasts(days), "why": term_why(name), "longer": own})
    page = {"form": form, "place": place, "rows": rows}
    return render(request, "privacy/terms.html", page, status=422 if form.errors else 200)
