"""Signing in inside WeChat: web authorisation of an official account, scope snsapi_base, which tells an openid and nothing else.

The steps are those that WeChat publishes (公众号 → 网页授权): authorize with a state → a code comes back with the state → the code,
once and within five minutes, is exchanged for the openid. The request is django-allauth's client of WeChat. The token that
comes with the openid is thrown away: nothing more is asked of WeChat.
"""

from __future__ import annotations

import base64
import logging
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Invalid, LinliError, Refused
from linli.people.browsers import WECHAT
from linli.people.models import Account, Change, FactorChange, WechatBinding

log = logging.getLogger(__name__)
ASKED, WAITING, CONTEXT = "wechat_asked", "wechat_waiting", "people.wechat_waiting"
PATIENCE = timedelta(minutes=10)
# What a person mends by tapping again: no code, a wrong one, one that was used, one that is too old.
_STALE = {40029, 40163, 41008, 42003}


class Unreachable(LinliError):
    """WeChat does not answer, or not as it should."""

    status = 503


def wechat_on() -> bool:
    """Whether the installation has an official account."""
    return bool(settings.LINLI_WECHAT_APP_ID and settings.LINLI_WECHAT_SECRET)


def wechat_offered(request: HttpRequest) -> bool:
    """Whether whoever asks is inside WeChat, where one tap signs in."""
    return wechat_on() and WECHAT in request.headers.get("User-Agent", "")


def wechat_begin(request: HttpRequest, back: str, target: str) -> str:
    """Return where WeChat asks its user; a state of this session goes along.

    Args:
        back: the full address to which WeChat sends them back.
        target: where to go afterwards, a path of this site.

    Raises:
        Refused: the installation has no official account.
    """
    if not wechat_on():
        raise Refused(_("这里没有开通微信登录。"))
    state = secrets.token_hex(16)  # WeChat takes letters and digits, 128 at most
    kept = {"state": state, "next": target, "at": clock.now().isoformat(), "who": request.user.pk}
    request.session[ASKED] = kept
    client = _client(request, back)
    client.state = state
    return f"{client.get_redirect_url(f'{_open()}/connect/oauth2/authorize', ['snsapi_base'], {})}#wechat_redirect"


def wechat_openid(request: HttpRequest, back: str, code: str, state: str) -> tuple[str, str]:
    """Return the openid of whoever came back, and where they wanted to go. A state serves once.

    Raises:
        Invalid: the state is not of this session, or WeChat does not know the code any more.
        Unreachable: WeChat does not answer.
    """
    kept = request.session.pop(ASKED, None)
    again = _("微信登录没有完成，请再点一次“微信登录”。")
    if not kept or clock.now() >= datetime.fromisoformat(kept["at"]) + PATIENCE:
        raise Invalid(again)
    if not state or not constant_time_compare(state, kept["state"]) or not code:
        raise Invalid(again)
    # Whoever binds has proved the phone before; somebody who signed in on the way has not.
    if kept["who"] != request.user.pk:
        raise Invalid(again)
    answer = _exchange(request, back, code, again)
    openid = answer.get("openid")
    if answer.get("is_snapshotuser"):
        raise Refused(_("您正在看的是网页快照，微信没有给出您的身份。请点页面下方的“使用完整服务”再登录。"))
    if not isinstance(openid, str) or not openid:
        raise Unreachable(_("微信的回答不完整，请改用短信验证码登录。"))
    return openid, str(kept["next"])


def _exchange(request: HttpRequest, back: str, code: str, again: str) -> dict[str, Any]:
    import requests
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error

    try:
        answer: dict[str, Any] = _client(request, back).get_access_token(code)
    except OAuth2Error as error:
        said = re.search(r'"errcode"\s*:\s*(\d+)', str(error))
        number = int(said[1]) if said else 0
        if number in _STALE:
            raise Invalid(again) from None
        log.error("WeChat refused a sign-in: errcode %s", number)
        raise Unreachable(_("微信登录现在用不了，请改用短信验证码登录。")) from None
    except (requests.RequestException, ValueError) as error:
        log.error("WeChat could not be asked: %s", type(error).__name__)  # its address carries the secret
        raise Unreachable(_("连不上微信，请改用短信验证码登录。")) from None
    return answer


def _client(request: HttpRequest, back: str) -> Any:
    # Reads much code, for the few who come from WeChat.
    from allauth.socialaccount.providers.weixin.client import WeixinOAuth2Client

    return WeixinOAuth2Client(
        request,
        settings.LINLI_WECHAT_APP_ID,
        settings.LINLI_WECHAT_SECRET,
        "GET",
        f"{settings.LINLI_WECHAT_API.rstrip('/')}/sns/oauth2/access_token",
        back,
    )


def _open() -> str:
    return str(settings.LINLI_WECHAT_OPEN).rstrip("/")


def wechat_account(openid: str) -> Account | None:
    """Return whose WeChat this is."""
    found = WechatBinding.objects.filter(openid_index__in=personal.blind_any(openid)).select_related("account").first()
    return found.account if found is not None else None


def wechat_bind(account: Account, openid: str) -> None:
    """Let an account sign in by this WeChat; another one that it signed in by goes.

    Raises:
        Refused: this WeChat is another account's.
    """
    owner = wechat_account(openid)
    if owner is not None and owner.pk == account.pk:
        return
    taken = Refused(_("这个微信已经绑定了另一个账户，请先在那里解绑。"))
    if owner is not None:
        raise taken
    given = {"openid": openid, "openid_index": personal.blind(openid), "bound_at": clock.now()}
    try:
        with transaction.atomic():
            WechatBinding.objects.update_or_create(account=account, defaults=given)
            FactorChange.objects.create(account=account, kind=Change.BOUND, at=clock.now())
    except IntegrityError:
        raise taken from None


def wechat_unbind(account: Account) -> None:
    """End signing in by WeChat; nothing happens where there is none."""
    with transaction.atomic():
        if WechatBinding.objects.filter(account=account).delete()[0]:
            FactorChange.objects.create(account=account, kind=Change.UNBOUND, at=clock.now())


def wechat_wait(request: HttpRequest, openid: str) -> None:
    """Keep an openid, sealed, until its owner has shown by a code whose it is."""
    sealed = base64.b64encode(personal.seal(openid, CONTEXT)).decode()
    request.session[WAITING] = {"openid": sealed, "at": clock.now().isoformat()}


def wechat_waits(request: HttpRequest) -> bool:
    """Whether one waits in this session."""
    kept: Any = request.session.get(WAITING)
    return bool(kept) and clock.now() < datetime.fromisoformat(kept["at"]) + PATIENCE


def wechat_bind_waiting(request: HttpRequest, account: Account) -> None:
    """Bind the openid that waits in the session of somebody who has just signed in."""
    waits = wechat_waits(request)
    kept: Any = request.session.pop(WAITING, None)
    if not waits or not kept:
        return
    try:
        wechat_bind(account, personal.unseal(base64.b64decode(kept["openid"]), CONTEXT))
    except (LinliError, ValueError) as error:  # they are signed in all the same
        log.warning("a WeChat could not be bound: %s", type(error).__name__)
