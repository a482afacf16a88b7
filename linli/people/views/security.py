"""登录与安全: where somebody is signed in, and by what they sign in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.core.access import access
from linli.people.domain import Right
from linli.people.http import SignedRequest
from linli.people.models import WechatBinding
from linli.people.policies import factor_missing
from linli.people.proof import is_proved
from linli.people.security import changes_of, codes_left, factors_of, has_totp, sessions_of
from linli.people.services import sessions_end_elsewhere, signed_in_end
from linli.people.services.wechat import wechat_offered


@access("signed_in")
@require_safe
def security(request: SignedRequest) -> HttpResponse:
    """The browsers in which they are signed in, this one first; of staff, their second factors and password."""
    account = request.user
    page = {
        "sessions": sessions_of(account, request.session.session_key or ""),
        "staff": request.standing.is_staff or account.second_factor,
        "factors": factors_of(account),
        "app": has_totp(account),
        "codes_left": codes_left(account),
        "password": account.has_usable_password(),
        "changes": changes_of(account),
        "missing": factor_missing(request),
        "head": request.standing.may(Right.ADMIN),
        "proved": is_proved(request),
        "wechat": WechatBinding.objects.filter(account=account).first(),
        "wechat_offered": wechat_offered(request),
    }
    return render(request, "people/security.html", page)


@access("signed_in")
@require_POST
def session_end(request: SignedRequest, signed_in_id: int) -> HttpResponse:
    """Sign one of their other browsers out."""
    signed_in_end(request.user, signed_in_id)
    messages.success(request, _("那台设备上的登录已退出。"))
    return redirect("people:security")


@access("signed_in")
@require_POST
def elsewhere(request: SignedRequest) -> HttpResponse:
    """Sign out every other browser."""
    sessions_end_elsewhere(request, request.user)
    messages.success(request, _("其他设备上的登录都已退出。"))
    return redirect("people:security")
