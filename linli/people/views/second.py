"""Signing in by password or passkey, and the second step after the first."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.core import personal
from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.people.client import client_address, network_of
from linli.people.devices import device_of
from linli.people.forms import PasskeyForm, PasswordSignInForm, SecondForm
from linli.people.security import has_passkey, has_totp
from linli.people.services import sign_in
from linli.people.services.passwords import password_check
from linli.people.services.second import second_done, second_step, sign_in_or_wait, waiting_account
from linli.people.services.tries import try_count
from linli.people.signing import Way
from linli.people.views.answers import local_path, refused_with, signed_in_answer

NEXT = "sign_in_next"
MOST_AN_HOUR_AND_ADDRESS = 120  # passkeys looked at: nothing is guessed by trying, but each look costs


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Phone and password; what follows is the second factor."""
    target = local_path(request, request.POST.get("next", "") or request.GET.get("next", ""))
    form = PasswordSignInForm(request.POST or None)
    page = {"form": form, "next": target}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/password_in.html", page, status=422 if form.is_bound else 200)
    number = personal.normal_phone(form.cleaned_data["phone"])
    try:
        device = device_of(request, number)
        account = password_check(number, form.cleaned_data["password"], client_address(request), device=device)
        sign_in_or_wait(request, account, Way.PASSWORD)
    except LinliError as error:
        show_error(form, error)
        return refused_with(error, render(request, "people/password_in.html", page))
    request.session[NEXT] = target
    return redirect("people:second")


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the app, a recovery code, or a passkey."""
    account = waiting_account(request)
    if account is None:
        return redirect("people:sign_in")
    form, key = SecondForm(request.POST if "code" in request.POST else None), PasskeyForm(request.POST or None)
    passkeys = has_passkey(account)
    status, error = 200, None
    try:
        if request.POST.get("credential") and passkeys and key.is_valid():
            from linli.people.services.passkeys import passkey_use

            _count(request)
            passkey_use(request, key.cleaned_data["credential"], account)
            second_done(request, account)
            return signed_in_answer(request, account, request.session.pop(NEXT, "/"))
        if form.is_bound and form.is_valid():
            device = device_of(request, account.phone)
            whence = f"device:{device}" if device else network_of(client_address(request))
            second_step(request, account, form.cleaned_data["code"], whence)
            return signed_in_answer(request, account, request.session.pop(NEXT, "/"))
    except LinliError as found:
        error, status = found, found.status
        if form.is_bound:
            show_error(form, found)
    page = {"form": form, "totp": has_totp(account), "refused": "" if form.is_bound or not error else error.message}
    if passkeys:
        from linli.people.services.passkeys import passkey_ask

        page["options"] = passkey_ask(request, account)
    answer = render(request, "people/second.html", page, status=422 if form.errors and status == 200 else status)
    return refused_with(error, answer) if error else answer


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey alone: the device has asked its owner, and names the account."""
    from linli.people.services.passkeys import passkey_ask, passkey_use

    target = local_path(request, request.POST.get("next", "") or request.GET.get("next", ""))
    error = None
    if request.method == "POST":
        try:
            _count(request)
            account = passkey_use(request, request.POST.get("credential", ""))
            sign_in(request, account, Way.PASSKEY)
            return signed_in_answer(request, account, target)
        except LinliError as found:
            error = found
    page = {"options": passkey_ask(request), "next": target, "refused": error.message if error else ""}
    answer = render(request, "people/passkey_in.html", page)
    return refused_with(error, answer) if error else answer


def _count(request: HttpRequest) -> None:
    subject, words = network_of(client_address(request)), _("试得太频繁了，请过 %(minutes)s 分钟再来。")
    try_count("passkey", subject, most=MOST_AN_HOUR_AND_ADDRESS, window=timedelta(hours=1), message=words)
