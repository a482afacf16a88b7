"""Who is signed in, read by statements that are kept: every page of somebody signed in asks both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from linli.core import clock
from linli.core.prepared import prepared
from linli.people.models import Account


class SessionStore(DatabaseSessions):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = _valid.one(self.session_key, clock.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


class AccountBackend(ModelBackend):
    """Django's own way of signing in."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account of a session; None where it was closed since."""
        found: Account | None = _account.one(int(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None


@prepared
def _valid(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@prepared
def _account(pk: int) -> QuerySet[Account]:
    return Account.objects.filter(pk=pk)
