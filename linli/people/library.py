"""django-allauth, as this house lives with it: its authenticators, their table and algorithms; none of its pages.

Its middleware would look at every request for what a handful of pages need, so those lend it their request themselves
(`lent`), and its app is told so by `AllauthAccount` (docs/decisions/059-allauth-without-its-pages.md).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.core import personal
from linli.core.errors import Invalid
from linli.people.models import Account

CONTEXT = "mfa.authenticator.data"
_SECRETS = {"totp": "secret", "recovery_codes": "seed"}


@contextmanager
def lent(request: HttpRequest) -> Iterator[None]:
    """Let the library know which request it works for; its refusals come out as ours.

    Raises:
        Invalid: what the library would not take.
    """
    with context.request_context(request):
        try:
            yield
        except (ValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
            # What a program sends instead of a browser may break the reading of it anywhere.
            raise Invalid(_("设备给出的凭据不对，请重新试一次。")) from error


def sealed(text: str) -> str:
    """Return what hides a secret inside a column of the library's."""
    return base64.b64encode(personal.seal(text, CONTEXT)).decode()


def opened(text: str) -> str:
    """Return what `sealed` hid."""
    return personal.unseal(base64.b64decode(text), CONTEXT)


class HouseAdapter(DefaultMFAAdapter):
    """What the library asks of the installation: to hide secrets, and what things are called."""

    def encrypt(self, text: str) -> str:
        """Hide a secret."""
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read it again."""
        return opened(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        """Return what an app shows beside the codes: not the whole number, an app's list is seen by others."""
        return personal.mask_phone(user.phone)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for whom a passkey is made: the host name of this site."""
        host = urlsplit(f"//{context.request.get_host()}").hostname or ""
        return {"id": host, "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Return whom a passkey is of: the number of the account, and what its owner reads in their list."""
        name = personal.mask_phone(user.phone)
        return {"id": str(user.pk).encode(), "name": name, "display_name": user.name or name}


def account_of_handle(handle: str) -> Account | None:
    """Return the account that a passkey says it is of, by the base64url of what was given above."""
    try:
        number = int(base64.urlsafe_b64decode(handle + "=" * (-len(handle) % 4)))
    except ValueError:
        return None
    return Account.objects.filter(pk=number, is_active=True).first() if number.bit_length() < 63 else None


def secrets_sealed() -> Iterator[bytes]:
    """Yield the library's secrets as they stand, sealed (`core.held.Hidden`)."""
    rows = Authenticator.objects.filter(type__in=_SECRETS).values_list("type", "data")
    yield from (base64.b64decode(data[_SECRETS[kind]]) for kind, data in rows.iterator(500))


def secrets_reseal(generation: int) -> int:
    """Seal the library's secrets under the data key of that number; return how many stood under another."""
    found = 0
    for pk in list(Authenticator.objects.filter(type__in=_SECRETS).values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            name = _SECRETS[row.type] if row is not None else ""
            if row is None or base64.b64decode(row.data[name]).startswith(personal.sealed_under(generation)):
                continue
            found += 1
            row.data[name] = sealed(opened(row.data[name]))
            row.save(update_fields=["data"])
    return found
