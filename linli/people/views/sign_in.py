"""Signing in and out, and what people are told before. Works without JavaScript."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core import personal
from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.people.forms import CodeForm, PhoneForm
from linli.people.selectors import account_by_phone
from linli.people.services import code_prove, code_send
from linli.people.services.children import Step, step_of
from linli.people.services.wechat import wechat_offered, wechat_waits
from linli.people.views.answers import local_path, refused_with
from linli.people.views.entering import KEPT, enter, number_keep, number_kept, stop, whence_of


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for the phone and send a code to it. The number waits in the session, sealed."""
    target = local_path(request, request.POST.get("next", "") or request.GET.get("next", ""))
    if request.user.is_authenticated and request.method != "POST":
        return redirect(target)
    form = PhoneForm(request.POST or None)
    page = {"form": form, "next": target, "wechat": wechat_offered(request), "binds": wechat_waits(request)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/sign_in.html", page, status=422 if form.is_bound else 200)
    number = personal.normal_phone(form.cleaned_data["phone"])
    kept: dict[str, Any] = request.session.get(KEPT) or {}
    session = kept.get("session") or secrets.token_hex(16)
    try:
        code_send(number, **whence_of(request, number, session))
    except LinliError as error:
        show_error(form, error)
        # a code that this session asked for a moment ago can still be typed in
        waiting = bool(kept) and number_kept(kept) == number
        return refused_with(error, render(request, "people/sign_in.html", {**page, "waiting": waiting}))
    number_keep(request, number, target, session)
    return redirect("people:code")


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code; right, it signs in under a fresh session key."""
    kept = request.session.get(KEPT)
    if not kept:
        return redirect("people:sign_in")
    number = number_kept(kept)
    if not number:
        return redirect("people:sign_in")
    form = CodeForm(request.POST or None)
    page = {"form": form, "phone": number, "next": kept["next"]}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/code.html", page, status=422 if form.is_bound else 200)
    try:
        whence = whence_of(request, number, kept.get("session", ""))
        account = account_by_phone(code_prove(number, form.cleaned_data["code"], **whence))
        step = step_of(account)
        if account is not None and step == Step.NONE:
            return enter(request, account, kept["next"])
    except LinliError as error:
        show_error(form, error)
        return refused_with(error, render(request, "people/code.html", page))
    return stop(request, number, step)


@access("public")
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Send another code to the number that waits in the session."""
    kept = request.session.get(KEPT)
    if not kept:
        return redirect("people:sign_in")
    number = number_kept(kept)
    if not number:
        return redirect("people:sign_in")
    form = CodeForm()
    page = {"form": form, "phone": number, "next": kept["next"]}
    try:
        code_send(number, **whence_of(request, number, kept.get("session", "")))
    except LinliError as error:
        return refused_with(error, render(request, "people/code.html", {**page, "refused": error.message}))
    return render(request, "people/code.html", {**page, "sent": _("新的验证码已发出。")})


@access("public")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return redirect("/")


@access("public")
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is done with people's data, in plain words (PIPL art. 17)."""
    return render(request, "people/privacy.html", {"sign_in": reverse("people:sign_in")})


@access("public")
@require_safe
def privacy_children(request: HttpRequest) -> HttpResponse:
    """The rules for children's data (PIPL art. 31; rules on children's data online, art. 8-10)."""
    return render(request, "people/privacy_children.html")
