"""Adding and taking away second factors and the password, each after a fresh code to the phone."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.core import personal
from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.people.forms import PasskeyForm, PasswordForm, TotpForm
from linli.people.http import SignedRequest
from linli.people.proof import is_proved
from linli.people.services import session_rotate
from linli.people.services.factors import factor_remove, recovery_draw, totp_add, totp_address, totp_draw
from linli.people.services.passwords import password_drop, password_set
from linli.places.qr import qr_svg

DRAWN, CONTEXT = "totp_drawn", "people.totp_drawn"
View = Callable[..., HttpResponse]


def proved(view: View) -> View:
    """Ask for a fresh code first; ten minutes long it is not asked again."""

    @wraps(view)
    def asked(request: SignedRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_proved(request):
            return redirect("privacy:prove", "security")
        return view(request, *args, **kwargs)

    return asked


def _shown(request: SignedRequest, codes: list[str], words: str) -> HttpResponse:
    """The fresh recovery codes, once; the session gets a fresh key with the new rank."""
    session_rotate(request, request.user)
    if not codes:
        messages.success(request, words)
        return redirect("people:security")
    return render(request, "people/recovery.html", {"codes": codes, "words": words})


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
@proved
def totp(request: SignedRequest) -> HttpResponse:
    """Show a secret as QR code and letters; the first code of the app that took it completes it."""
    secret = _drawn(request)
    form = TotpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = totp_add(request.user, secret, form.cleaned_data["code"])
        except LinliError as error:
            show_error(form, error)
        else:
            request.session.pop(DRAWN, None)
            return _shown(request, codes, _("动态口令已添加。以后登录要再输入它。"))
    picture = mark_safe(qr_svg(totp_address(request.user, secret)).decode())
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    page = {"form": form, "picture": picture, "secret": groups}
    return render(request, "people/totp.html", page, status=422 if form.errors else 200)


def _drawn(request: SignedRequest) -> str:
    """Return the secret that waits in the session, sealed; a fresh one where there is none."""
    try:
        return personal.unseal(base64.b64decode(request.session.get(DRAWN, "")), CONTEXT)
    except ValueError:
        secret = totp_draw()
        request.session[DRAWN] = base64.b64encode(personal.seal(secret, CONTEXT)).decode()
        return secret


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
@proved
def passkey(request: SignedRequest) -> HttpResponse:
    """Let the browser make a passkey, and keep it."""
    from linli.people.services.passkeys import passkey_add, passkey_options  # reads much code, for this page only

    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = passkey_add(request, request.user, form.cleaned_data["credential"], form.cleaned_data["name"])
        except LinliError as error:
            show_error(form, error)
        else:
            return _shown(request, codes, _("通行密钥已添加。以后可以用它直接登录。"))
    page = {"form": form, "options": passkey_options(request, request.user)}
    return render(request, "people/passkey.html", page, status=422 if form.errors else 200)


@access("signed_in")
@require_POST
@proved
def recovery(request: SignedRequest) -> HttpResponse:
    """Fresh recovery codes, shown once."""
    return _shown(request, recovery_draw(request.user), "")


@access("signed_in")
@require_POST
@proved
def remove(request: SignedRequest, factor_id: int) -> HttpResponse:
    """Take a factor away."""
    factor_remove(request.user, factor_id)
    session_rotate(request, request.user)
    messages.success(request, _("已删除。"))
    return redirect("people:security")


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
@proved
def password(request: SignedRequest) -> HttpResponse:
    """Set a password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            password_set(request, request.user, form.cleaned_data["password"])
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("密码已设置，其他设备已退出。登录时还要动态口令或通行密钥。"))
            return redirect("people:security")
    return render(request, "people/password.html", {"form": form}, status=422 if form.errors else 200)


@access("signed_in")
@require_POST
@proved
def password_away(request: SignedRequest) -> HttpResponse:
    """Take the password away."""
    password_drop(request, request.user)
    messages.success(request, _("密码已删除。"))
    return redirect("people:security")
