"""The request as views behind a sign-in see it, for type checkers."""

from __future__ import annotations

from django.http import HttpRequest

from linli.people.domain import Standing
from linli.people.models import Account


class SignedRequest(HttpRequest):
    """A request of somebody signed in, with their posts; see `people.middleware`."""

    user: Account
    standing: Standing
