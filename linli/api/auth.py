"""Who calls: the owner of a bearer token, with the posts held at this moment. Cookies open nothing here."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from linli.api.domain import Scope
from linli.api.models import Token
from linli.api.services import token_used
from linli.core.errors import Refused
from linli.people.selectors import standing_of


def caller(request: HttpRequest, secret: str, scope: Scope) -> Token | None:
    """Let the owner of a token be who asks; None where the token opens nothing.

    Raises:
        Refused: the token holds, but not for this.
    """
    token = token_used(secret)
    if token is None:
        return None
    if scope not in token.scopes:
        raise Refused(_("这个令牌没有“%(scope)s”的权限，请另建一个。") % {"scope": scope})
    request.user = token.owner
    request.token = token  # type: ignore[attr-defined]
    request.standing = SimpleLazyObject(lambda: standing_of(token.owner))  # type: ignore[attr-defined]
    return token


class Bearer(HttpBearer):
    """`Authorization: Bearer linli_…` with one scope."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token; None is answered with 401."""
        return caller(request, token, self.scope)


READ, WRITE, FIGURES = Bearer(Scope.READ), Bearer(Scope.WRITE), Bearer(Scope.FIGURES)
