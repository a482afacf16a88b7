"""Second factors of whoever is on a post: codes of an app, recovery codes; adding, using, taking away.

Codes of an app are RFC 6238's, with one step of tolerance. The step that was used last is kept on the row and read under
its lock: a code opens once, in whatever process it is typed.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import Invalid, Missing, Refused
from linli.people.library import HouseAdapter, opened
from linli.people.models import Account, Change, FactorChange, Post

PERIOD, TOLERANCE = 30, 1
"""Seconds a code of an app stands, and how many such steps a phone's clock may be off."""
SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def totp_draw() -> str:
    """Return a fresh secret for an app, in base32."""
    return generate_totp_secret()


def totp_address(account: Account, secret: str) -> str:
    """Return the otpauth:// address that an app reads from a QR code."""
    return HouseAdapter().build_totp_url(account, secret)


def totp_add(account: Account, secret: str, code: str) -> list[str]:
    """Add an app, whose first code shows that it works; return fresh recovery codes where there were none.

    Raises:
        Invalid: the code is not the app's.
        Refused: no post, or there is an app already.
    """
    factor_allowed(account)
    step = _step(secret, code)
    if step is None:
        raise Invalid.at("code", _("这个动态口令不对。请看看手机时间是否准确，输入应用里正在显示的6位数。"))
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        if Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists():
            raise Refused(_("已经有动态口令了。要换手机，请先删除原来的。"))
        row = TOTP.activate(account, secret).instance
        row.data["step"] = step
        row.save(update_fields=["data"])
        return factor_added(account, Change.TOTP)


def factor_added(account: Account, kind: Change) -> list[str]:
    """Note a new factor; return recovery codes where it is the first."""
    factor_note(account, kind)
    if not account.second_factor:
        account.second_factor = True
        account.save(update_fields=["second_factor"])
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).exists():
        return []
    return RecoveryCodes.activate(account).generate_codes()


def totp_use(account: Account, code: str) -> bool:
    """Tell whether a code is the app's, now, and was not used before; it is used up."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user=account, type=Authenticator.Type.TOTP).first()
        step = _step(opened(row.data["secret"]), code) if row is not None else None
        if row is None or step is None or step <= row.data.get("step", 0):
            return False
        row.data["step"], row.last_used_at = step, clock.now()
        row.save(update_fields=["data", "last_used_at"])
        return True


def _step(secret: str, code: str) -> int | None:
    """Return the step of time whose code this is, near now."""
    now = int(clock.now().timestamp()) // PERIOD
    steps = range(now - TOLERANCE, now + TOLERANCE + 1)
    fitting = [
        step for step in steps if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
    ]
    return max(fitting, default=None)


def recovery_draw(account: Account) -> list[str]:
    """Return fresh recovery codes; the old ones open nothing any more.

    Raises:
        Refused: there is no factor that they could stand in for.
    """
    if not account.second_factor:
        raise Refused(_("先添加动态口令或通行密钥，才有备用码。"))
    with transaction.atomic():
        Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
        factor_note(account, Change.CODES)
        return RecoveryCodes.activate(account).generate_codes()


def recovery_use(account: Account, code: str) -> bool:
    """Tell whether this is an unused recovery code; it is used up."""
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update()  # of two who type the same code at once, one gets in
        row = rows.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
        return row is not None and RecoveryCodes(row).validate_code(code)


def factor_remove(account: Account, factor_id: int) -> None:
    """Take one factor away; with the last one go recovery codes and password, which stand on it.

    Raises:
        Missing: they have none of that number.
    """
    with transaction.atomic():
        row = Authenticator.objects.filter(user=account, type__in=SECOND, pk=factor_id).first()
        if row is None:
            raise Missing(_("这种验证方式已经删除了。"))
        row.delete()
        factor_note(account, Change.REMOVED)
        if not Authenticator.objects.filter(user=account, type__in=SECOND).exists():
            factors_drop(account)


def factors_drop(account: Account) -> None:
    """Take every factor and the password away: what remains is the phone."""
    Authenticator.objects.filter(user=account).delete()
    account.second_factor = False
    account.set_unusable_password()
    account.save(update_fields=["second_factor", "password"])


def factor_note(account: Account, kind: Change, **more: Any) -> None:
    """Write down what was changed."""
    FactorChange.objects.create(account=account, kind=kind, at=clock.now(), **more)


def factor_allowed(account: Account) -> None:
    """Refuse whoever holds no post."""
    if not Post.objects.current().filter(account=account).exists():
        raise Refused(_("两步验证是给在岗工作人员的。"))
