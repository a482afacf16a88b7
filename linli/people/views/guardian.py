"""On the child's phone: which parent to ask, and the page that the parent reads and answers. Works without JavaScript."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.core import clock
from linli.core.access import access
from linli.core.errors import LinliError, Refused
from linli.core.forms import show_error
from linli.people.children import Guardianship
from linli.people.forms import GuardianForm, GuardianPhoneForm
from linli.people.http import SignedRequest
from linli.people.services.children import guardian_agree, guardian_ask, guardian_decline
from linli.people.views.answers import refused_with
from linli.people.views.entering import CHILD, PATIENCE_CHILD, child_stop, enter


def _wish(request: HttpRequest) -> Guardianship | None:
    """Return the wish of this browser, where its number was proved within the hour."""
    kept: dict[str, Any] = request.session.get(CHILD) or {}
    if not kept or clock.now() >= datetime.fromisoformat(kept["at"]) + PATIENCE_CHILD:
        return None
    return Guardianship.objects.filter(pk=kept["id"]).select_related("account").first()


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Name the parent's phone; a code goes there."""
    row = _wish(request)
    if row is None:
        return redirect("people:sign_in")
    if row.given_at:
        return redirect("people:guardian_code")
    form = GuardianPhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            guardian_ask(row, form.cleaned_data["phone"])
        except LinliError as error:
            show_error(form, error)
            return refused_with(error, render(request, "people/guardian.html", {"form": form, "row": row}))
        return redirect("people:guardian_code")
    return render(request, "people/guardian.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    """What the parent reads: what is kept, what for, how it ends; then the code, the month, the tick - or no."""
    row = _wish(request)
    if row is None:
        return redirect("people:sign_in")
    if not row.given_at and not row.guardian_phone:
        return redirect("people:guardian")
    form = GuardianForm(request.POST if "agreed" in request.POST else None)
    page = {"row": row, "form": form}
    try:
        if "decline" in request.POST:
            guardian_decline(row)
            request.session.pop(CHILD, None)
            messages.success(request, _("没有开通，什么都没有留下。不登录也可以报事。"))
            return redirect("web:home")
        if "again" in request.POST and not row.given_at:
            guardian_ask(row, row.guardian_phone)
            page["sent"] = _("新的确认码已发出。")
        elif form.is_bound and form.is_valid():
            account = guardian_agree(row, **form.cleaned_data)
            messages.success(request, _("已开通，可以报事了。家长用自己的号码登录，随时可以查看和撤回。"))
            return enter(request, account, request.session[CHILD]["next"])
    except LinliError as error:
        if form.is_bound:
            show_error(form, error)
        else:
            page["refused"] = error.message
        return refused_with(error, render(request, "people/guardian_code.html", page))
    return render(request, "people/guardian_code.html", page, status=422 if form.errors else 200)


@access("public")
@require_POST
def go_in(request: HttpRequest) -> HttpResponse:
    """Go on once the parent has agreed on their own phone."""
    row = _wish(request)
    if row is None:
        return redirect("people:sign_in")
    if row.account is None or not row.stands:
        messages.error(request, _("家长还没有同意。同意以后再点一次。"))
        return redirect("people:guardian_code")
    try:
        return enter(request, row.account, request.session[CHILD]["next"])
    except LinliError as error:
        page = {"row": row, "form": GuardianForm(), "refused": error.message}
        return refused_with(error, render(request, "people/guardian_code.html", page))


@access("signed_in")
@require_POST
def anew(request: SignedRequest) -> HttpResponse:
    """Let a child name a guardian again, where none is known to the account any more."""
    row = Guardianship.objects.filter(account=request.user).first()
    if not request.user.is_child or (row is not None and not row.may_be_renewed):
        raise Refused(_("家长用自己的号码登录，就能看到您的账户。要换家长，请现在的家长先在那里交出。"))
    return child_stop(request, request.user.phone, "/me/")
