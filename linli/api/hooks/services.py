"""Hooks are made and ended; a deed that is heard becomes a call, a call is sent, and sent again where it failed.

What is written in the deed's own transaction cannot be lost; what is sent before that is written down may be sent twice, under the
same id. Calls of one case to one hook go in order: one that fails holds up those after it, and no other case's.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from linli.api.hooks import network
from linli.api.hooks.signing import secret_make, signed
from linli.api.models import Call, CallState, Hook
from linli.api.v1 import shapes
from linli.audit.services import audit_note
from linli.cases.models import Event, Visibility
from linli.cases.selectors import cases_visible
from linli.cases.services.recording import Recorded
from linli.core import clock
from linli.core.errors import Invalid, Missing
from linli.people.domain import Right, Standing
from linli.people.models import Account
from linli.people.policies import territory_required
from linli.people.selectors import standing_of
from linli.places.models import Division

# Between the tries of a call: two days in all, then somebody must look.
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
)
MOST_HOOKS = 10
KNOWN_FOR = 5.0  # seconds that a process remembers which hooks there are: a new one hears from then on
logger = logging.getLogger("linli.api")


def hook_make(owner: Account, standing: Standing, place: Division, name: str, url: str) -> Hook:
    """Make a hook of a place in its owner's territory.

    Raises:
        Refused: the place is not theirs; Invalid: an address that deliveries may not go to, or too many hooks.
    """
    hat = territory_required(standing, Right.HANDLE, place)
    network.url_check(url)
    if Hook.objects.filter(owner=owner, ended_at=None).count() >= MOST_HOOKS:
        message = _("最多同时有 %(most)s 个推送地址，请先停用不用的。") % {"most": MOST_HOOKS}
        raise Invalid(message, {"name": message})
    with transaction.atomic():
        hook = Hook.objects.create(
            owner=owner, place=place, name=name.strip()[:80], url=url.strip(), secret=secret_make()
        )
        audit_note("hook_made", place, standing, hook.pk, hat=hat)
    _known.clear()
    return hook


def hook_of(owner: Account, hook_id: int) -> Hook:
    """Return one of somebody's hooks.

    Raises:
        Missing: it is not theirs.
    """
    hook = Hook.objects.filter(owner=owner, pk=hook_id).select_related("place").first()
    if hook is None:
        raise Missing(_("没有这个推送地址。"))
    return hook


def hook_end(hook: Hook, acting: Standing) -> None:
    """Send nothing more to a hook."""
    with transaction.atomic():
        if Hook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=clock.now()):
            audit_note("hook_ended", hook.place, acting, hook.pk)
    _known.clear()


_known: dict[str, tuple[float, list[tuple[int, str]]]] = {}


def _hooks() -> list[tuple[int, str]]:
    """Return (id, path of the place) of every hook, as this process knew them at most five seconds ago."""
    found = _known.get("hooks")
    if found is None or time.monotonic() - found[0] > KNOWN_FOR:
        rows = list(Hook.objects.filter(ended_at=None).values_list("pk", "place__path"))
        _known["hooks"] = found = (time.monotonic(), rows)
    return found[1]


def deed_heard(recorded: Recorded) -> None:
    """Write down who is to be told of a deed, in its transaction. Of a confidential case nobody is."""
    case, event = recorded.case, recorded.event
    if case.visibility == Visibility.CONFIDENTIAL:
        return
    wanted = [pk for pk, path in _hooks() if case.path.startswith(path)]
    if not wanted:
        return
    calls = [Call(community_id=case.community_id, hook_id=pk, case_id=case.id, seq=event.seq) for pk in wanted]
    Call.objects.bulk_create(calls)
    for call in calls:
        _enqueue(call)


def _enqueue(call: Call, after: timedelta | None = None) -> None:
    from linli.api.tasks import call_send as task

    later = task.using(run_after=clock.now() + after) if after else task
    later.enqueue(call.hook_id, call.community_id, call.case_id)


def calls_send(hook_id: int, community_id: int, case_id: int) -> int:
    """Send what waits for one hook of one case, in order, until nothing waits or one fails; return how many were sent.

    A call is claimed before it is sent: of two workers with the same task one sends.
    """
    hook = Hook.objects.select_related("owner").filter(pk=hook_id, ended_at=None).first()
    sent = 0
    while hook is not None:
        call = _line(hook_id, community_id, case_id).exclude(state__in=(CallState.SENT, CallState.DROPPED)).first()
        if call is None or call.state == CallState.FAILED:
            break
        claim = Call.objects.filter(community_id=community_id, id=call.id, tries=call.tries, state=CallState.WAITING)
        if not claim.update(tries=F("tries") + 1):
            break
        call.tries += 1
        if not _sent(hook, call):
            break
        sent += 1
    return sent


def _line(hook_id: int, community_id: int, case_id: int) -> QuerySet[Call]:
    return Call.objects.filter(community_id=community_id, hook_id=hook_id, case_id=case_id).order_by("seq")


def _sent(hook: Hook, call: Call) -> bool:
    """Send one call and write down what became of it; whether the next may follow."""
    body = _body(hook, call)
    row = Call.objects.filter(community_id=call.community_id, id=call.id)
    if body is None:
        row.update(state=CallState.DROPPED)
        return True
    headers = {"Content-Type": "application/json", "User-Agent": "Linli"}
    headers |= signed(hook.secret, f"msg_{call.id}", int(clock.now().timestamp()), body)
    status, error = None, ""
    try:
        status = network.post(hook.url, body, headers)
    except (network.Unreachable, Invalid) as fault:
        error = str(fault)
    if status is not None and 200 <= status < 300:
        row.update(state=CallState.SENT, status=status, error="", sent_at=clock.now())
        return True
    logger.warning("hook %s: call %s was not taken, try %s: %s", hook.pk, call.id, call.tries, error or status)
    with transaction.atomic():
        if call.tries > len(PAUSES):
            row.update(state=CallState.FAILED, status=status, error=error)
        else:
            row.update(status=status, error=error)
            _enqueue(call, PAUSES[call.tries - 1])
    return False


def _body(hook: Hook, call: Call) -> bytes | None:
    """Return what is sent; None where the hook's owner may not, or no longer, read the case."""
    readable = cases_visible(standing_of(hook.owner)).exclude(visibility=Visibility.CONFIDENTIAL)
    case = readable.filter(community_id=call.community_id, id=call.case_id).select_related(
        "community", "grid", "category", "lead"
    )
    found = case.defer("community__outline", "grid__outline").first()
    event = Event.objects.filter(community_id=call.community_id, case_id=call.case_id, seq=call.seq).first()
    if found is None or event is None:
        return None
    said = {
        "type": f"case.{event.name}",
        "timestamp": event.at,
        "data": {
            "event": {"seq": event.seq, "deed": event.name, "at": event.at, "state": event.to_state},
            "case": shapes.case_brief(found),
        },
    }
    return json.dumps(said, ensure_ascii=False, default=lambda moment: moment.isoformat()).encode()


def calls_replay(hook: Hook, calls: Sequence[Call] | None = None, *, acting: Standing | None = None) -> int:
    """Send again, from the start of their tries: those given, or all that have failed; return how many.

    What comes after a replayed call of a case and waits goes out behind it.
    """
    if calls is None:
        calls = list(hook.calls.filter(state=CallState.FAILED))
    with transaction.atomic():
        for call in calls:
            Call.objects.filter(community_id=call.community_id, id=call.id).update(
                state=CallState.WAITING, tries=0, error="", status=None
            )
            _enqueue(call)
        if calls:
            audit_note("hook_replayed", hook.place, acting, hook.pk, count=len(calls))
    return len(calls)
