"""Tokens are made, used and revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.api.domain import MOST_DAYS, Scope
from linli.api.models import Token
from linli.audit.services import audit_note, widest
from linli.core import clock
from linli.core.errors import Invalid, Missing
from linli.core.prepared import prepared
from linli.people.models import Account
from linli.people.policies import grown_required
from linli.people.selectors import standing_of

PREFIX = "linli_"  # found by those who search code for keys that slipped in
MOST_TOKENS = 20
USED_EVERY = timedelta(hours=1)


def digest_of(secret: str) -> bytes:
    """Return what is kept of a token. 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def token_make(owner: Account, name: str, scopes: Sequence[str], days: int) -> tuple[Token, str]:
    """Make a token and return it with its secret, which is shown this once.

    Args:
        owner: whom it acts as.
        name: which system uses it.
        scopes: of `Scope`, at least one.
        days: how long it holds, 1 to 366.

    Raises:
        Invalid: no name, no or an unknown scope, a day out of range, or more than twenty tokens.
        Refused: a child, for whom no program acts.
    """
    grown_required(owner)
    fields: dict[str, str] = {}
    if not name.strip():
        fields["name"] = _("请写明给哪个系统使用。")
    if not scopes or set(scopes) - set(Scope):
        fields["scopes"] = _("请选择至少一项用途。")
    if not 1 <= days <= MOST_DAYS:
        fields["days"] = _("有效期应在 1 到 %(most)s 天之间。") % {"most": MOST_DAYS}
    if not fields and tokens_valid(owner).count() >= MOST_TOKENS:
        fields["name"] = _("最多同时有 %(most)s 个令牌，请先撤销不用的。") % {"most": MOST_TOKENS}
    if fields:
        raise Invalid(next(iter(fields.values())), fields)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            owner=owner,
            name=name.strip()[:80],
            digest=digest_of(secret),
            scopes=sorted(set(scopes)),
            expires_at=clock.now() + timedelta(days=days),
        )
        _note("token_made", token, days=days)
    return token, secret


def _note(deed: str, token: Token, **facts: int) -> None:
    """A token of somebody on a post acts with that post; a resident's opens only what is theirs, and is not noted."""
    standing = standing_of(token.owner)
    if (hat := widest(standing)) is not None:
        audit_note(deed, hat, standing, token.pk, hat=hat, **facts)


def tokens_valid(owner: Account):  # type: ignore[no-untyped-def]
    """Return somebody's tokens that still open something."""
    return Token.objects.filter(owner=owner, revoked_at=None, expires_at__gt=clock.now())


def token_used(secret: str) -> Token | None:
    """Return the token with that secret if it holds now: one query, and a write at most once an hour."""
    if not secret.startswith(PREFIX):
        return None
    now = clock.now()
    token: Token | None = _valid.one(digest_of(secret), now)
    if token and (token.used_at is None or token.used_at <= now - USED_EVERY):
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token


@prepared
def _valid(digest: bytes, now: datetime) -> QuerySet[Token]:
    found = Token.objects.filter(digest=digest, revoked_at=None, expires_at__gt=now, owner__is_active=True)
    return found.select_related("owner").order_by()


def token_revoke(owner: Account, token_id: int) -> Token:
    """End a token now.

    Raises:
        Missing: it is not theirs.
    """
    token = Token.objects.filter(owner=owner, pk=token_id).first()
    if token is None:
        raise Missing(_("没有这个令牌。"))
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        with transaction.atomic():
            token.save(update_fields=["revoked_at"])
            _note("token_revoked", token)
    return token
