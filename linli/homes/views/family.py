"""For whom I act, and who acts for me; either side ends it here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.homes.forms import FamilyForm, ProofForm
from linli.homes.selectors import authorities_of, authorities_over
from linli.homes.services import authority_ask, authority_end, authority_prove
from linli.people.http import SignedRequest
from linli.privacy.selectors.children import children_of


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def family(request: SignedRequest) -> HttpResponse:
    """Whom I act for and who acts for me, with the form to ask."""
    form, status = FamilyForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            row = authority_ask(request.user, **form.cleaned_data)
        except LinliError as error:
            show_error(form, error)
            status = error.status
        else:
            code = row.ground == "code"
            said = _("确认码已发到对方手机，半小时内有效。") if code else _("已交给网格员，请带证明给他看。")
            messages.success(request, said)
            return redirect("homes:family")
    return _page(request, form, status=422 if form.errors and status == 200 else status)


@access("signed_in")
@require_POST
def prove(request: SignedRequest, authority_id: int) -> HttpResponse:
    """The code that came to the other phone."""
    proof = ProofForm(request.POST)
    if proof.is_valid():
        try:
            authority_prove(request.user, authority_id, proof.cleaned_data["code"])
        except LinliError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("已确认。报事时可以选替谁报。"))
    else:
        messages.error(request, _("请填6位确认码。"))
    return redirect("homes:family")


@access("signed_in")
@require_POST
def end(request: SignedRequest, authority_id: int) -> HttpResponse:
    """Either side ends it at once."""
    try:
        authority_end(request.user, authority_id)
    except LinliError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已结束，马上生效。"))
    return redirect("homes:family")


def _page(request: SignedRequest, form: FamilyForm, status: int) -> HttpResponse:
    mine = authorities_of(request.user)
    page: dict[str, Any] = {
        "children": children_of(request.user),
        "form": form,
        "proof": ProofForm(),
        "mine": [row for row in mine if row.is_current or row.state == "waiting"],
        "past": [row for row in mine if not row.is_current and row.state != "waiting"],
        "over": [row for row in authorities_over(request.user) if row.is_current or row.state == "waiting"],
    }
    return render(request, "homes/family.html", page, status=status)
