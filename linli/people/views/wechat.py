"""Signing in inside WeChat with one tap, binding it, ending that."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.core.access import access
from linli.core.errors import LinliError
from linli.people.client import client_address, network_of
from linli.people.forms import PhoneForm
from linli.people.http import SignedRequest
from linli.people.proof import is_proved
from linli.people.services import try_count
from linli.people.services.second import sign_in_or_wait
from linli.people.services.wechat import (
    wechat_account,
    wechat_begin,
    wechat_bind,
    wechat_openid,
    wechat_unbind,
    wechat_wait,
)
from linli.people.signing import Way
from linli.people.views.answers import local_path, refused_with, signed_in_answer
from linli.people.views.second import NEXT

MOST_AN_HOUR_AND_ADDRESS = 120  # each asks WeChat; a carrier's address is many families


@access("public")
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Send whoever taps to WeChat; to bind it to a signed-in account, after a fresh code."""
    if request.user.is_authenticated and not is_proved(request):  # type: ignore[arg-type]
        return redirect("privacy:prove", "security")
    target = local_path(request, request.GET.get("next", ""))
    return redirect(wechat_begin(request, _back(), target))


@access("public")
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take whoever comes back from WeChat in, or ask for the phone the first time."""
    try:
        subject = network_of(client_address(request))
        try_count("wechat", subject, most=MOST_AN_HOUR_AND_ADDRESS, window=timedelta(hours=1))
        openid, target = wechat_openid(request, _back(), request.GET.get("code", ""), request.GET.get("state", ""))
        if request.user.is_authenticated:
            wechat_bind(request.user, openid)
            messages.success(request, _("已绑定微信。以后在微信里点一下就能登录。"))
            return redirect("people:security")
        account = wechat_account(openid)
        if account is None:
            wechat_wait(request, openid)
            return redirect(f"{reverse('people:sign_in')}?{urlencode({'next': target})}")
        if not sign_in_or_wait(request, account, Way.WECHAT):
            request.session[NEXT] = target
            return redirect("people:second")
    except LinliError as error:
        page = {"form": PhoneForm(), "next": "/", "refused": error.message}
        return refused_with(error, render(request, "people/sign_in.html", page))
    return signed_in_answer(request, account, target)


def _back() -> str:
    """The address that the official account lists as its own; never what a request says of its host."""
    return settings.LINLI_BASE_URL.rstrip("/") + reverse("people:wechat_back")


@access("signed_in")
@require_POST
def unbind(request: SignedRequest) -> HttpResponse:
    """End signing in by WeChat."""
    wechat_unbind(request.user)
    messages.success(request, _("已解绑微信。"))
    return redirect("people:security")
