"""What the steps of signing in by a code hand on: the number that waits in the session, that it was proved, the way in."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.core import clock, personal
from linli.people.client import client_address
from linli.people.devices import device_of
from linli.people.models import Account
from linli.people.services import consent_give
from linli.people.services.children import Step, child_begin
from linli.people.services.second import sign_in_or_wait
from linli.people.signing import Way
from linli.people.views.answers import signed_in_answer
from linli.people.views.second import NEXT

KEPT, CHILD = "sign_in", "sign_in_child"
CONTEXT = "people.sign_in.phone"
PATIENCE = timedelta(minutes=10)
"""How long a proved number waits for an answer about the age."""
PATIENCE_CHILD = timedelta(hours=1)
"""How long a child's browser may wait for the guardian; later the child signs in again, and goes straight in."""


def whence_of(request: HttpRequest, number: str, session: str) -> dict[str, str]:
    """Return who asks, as the limits on codes count it."""
    return {"address": client_address(request), "device": device_of(request, number), "session": session}


def number_keep(request: HttpRequest, number: str, target: str, session: str) -> None:
    """Let a number wait in the session, sealed."""
    sealed = base64.b64encode(personal.seal(number, CONTEXT)).decode()
    request.session[KEPT] = {"phone": sealed, "next": target, "session": session}


def number_kept(kept: dict[str, Any]) -> str:
    """Return the number that waits in the session; "" where its key was retired meanwhile."""
    try:
        return personal.unseal(base64.b64decode(kept["phone"]), CONTEXT)
    except (KeyError, ValueError):
        return ""


def number_proved(request: HttpRequest) -> str:
    """Return the number that waits and was proved here within the last minutes; "" where none was."""
    kept = request.session.get(KEPT) or {}
    fresh = "proved" in kept and clock.now() < datetime.fromisoformat(kept["proved"]) + PATIENCE
    return number_kept(kept) if fresh else ""


def enter(request: HttpRequest, account: Account, target: str) -> HttpResponse:
    """Take whoever has proved the number in, past the second step where there is one; what waited in the session goes.

    Raises:
        Refused: the account has been closed, or asks for a consent first.
    """
    inside = sign_in_or_wait(request, account, Way.CODE)
    for kept in (KEPT, CHILD):
        request.session.pop(kept, None)
    if not account.is_child:  # a child's own tick is no ground (PIPL art. 31)
        consent_give(account)
    if not inside:
        request.session[NEXT] = target
        return redirect("people:second")
    return signed_in_answer(request, account, target)


def stop(request: HttpRequest, number: str, step: Step) -> HttpResponse:
    """Lead whoever has proved a number to what is asked first."""
    if step == Step.GUARDIAN:
        return child_stop(request, number, request.session[KEPT]["next"])
    request.session[KEPT] = {**request.session[KEPT], "proved": clock.now().isoformat()}
    return redirect("people:grown" if step == Step.GROWN else "people:age")


def child_stop(request: HttpRequest, number: str, target: str) -> HttpResponse:
    """Lead a child to the guardian; of the child the session keeps no number, only which wish is theirs."""
    row = child_begin(number)
    request.session.pop(KEPT, None)
    request.session[CHILD] = {"id": row.pk, "next": target, "at": clock.now().isoformat()}
    return redirect("people:guardian")
