"""What a resident's browser session remembers: which reports are theirs, the code just shown."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from linli.cases.selectors.mine import ReporterKey
from linli.cases.services import Acting, Submitted, Whence, reports_claim
from linli.cases.services.claiming import family_claim
from linli.cases.services.frequency import door_count
from linli.core import clock
from linli.people.client import client_address
from linli.people.domain import Standing
from linli.people.models import Account
from linli.places.selectors import Located

REPORTS = "reports"
BY_CODE = "by_code"
REPORTED = "reported"
DEVICE = "device"
MOST_REPORTS = 50
# A device that reported a day ago is somebody's own; one made up for a flood of reports has to wait as long.
KNOWN_AFTER = timedelta(days=1)
# Long enough to write the code down or print it, short enough for a phone that is handed on.
CODE_SHOWN_FOR = timedelta(minutes=30)


def account_of(request: HttpRequest) -> Account | None:
    """Return who is signed in."""
    return request.user if request.user.is_authenticated else None


def as_resident(request: HttpRequest) -> Standing:
    """Return who acts on a resident's page: the person without their posts."""
    return Standing(account_of(request).pk) if account_of(request) else Standing()  # type: ignore[union-attr]


def whence(request: HttpRequest) -> Whence:
    """Return whose tries are counted: the account's, those of a device known for a day, else of the network address."""
    address = client_address(request)
    if account := account_of(request):
        return Whence(f"account:{account.pk}", address)
    device, since = request.session.get(DEVICE) or ("", 0.0)
    known = device and clock.now().timestamp() - since >= KNOWN_AFTER.total_seconds()
    return Whence(f"device:{device}" if known else "", address)


def reports_made(request: HttpRequest) -> list[ReporterKey]:
    """Return (community id, reporter id) of the reports made in this session by name, to be claimed after signing in."""
    return [(community_id, reporter_id) for community_id, reporter_id in request.session.get(REPORTS, ())]


def reporter_keys(request: HttpRequest) -> list[ReporterKey]:
    """Return (community id, reporter id) of the reports made, or reached by their code, in this session."""
    by_code = [(community_id, reporter_id) for community_id, reporter_id in request.session.get(BY_CODE, ())]
    return reports_made(request) + by_code


def _remember(request: HttpRequest, kept: str, community_id: int, reporter_id: int) -> None:
    known = [tuple(key) for key in request.session.get(kept, ())]
    others = [key for key in known if key != (community_id, reporter_id)]
    request.session[kept] = [*others, (community_id, reporter_id)][-MOST_REPORTS:]


def remember_by_code(request: HttpRequest, community_id: int, reporter_id: int) -> None:
    """Let this session read a report whose code it knew. It may be anonymous, so it is never tied to an account."""
    _remember(request, BY_CODE, community_id, reporter_id)


def remember_submitted(request: HttpRequest, done: Submitted, anonymous: bool, for_family: bool = False) -> None:
    """Keep what the page after reporting shows: the case, its code, the files that were not taken.

    What was reported for a relative is not this browser's to claim: it stays the relative's.
    """
    case = done.case
    request.session.setdefault(DEVICE, [secrets.token_hex(8), clock.now().timestamp()])
    request.session[REPORTED] = {
        "community_id": case.community_id,
        "case_id": case.id,
        "code": done.code,
        "refused_files": done.refused_files,
        "anonymous": anonymous,
        "at": clock.now().timestamp(),
    }
    if not anonymous and not for_family and (reporter := case.reporters.order_by("id").first()):
        _remember(request, REPORTS, case.community_id, reporter.id)


def submitted(request: HttpRequest) -> dict[str, Any] | None:
    """Return what `remember_submitted` kept, for half an hour."""
    kept: dict[str, Any] | None = request.session.get(REPORTED)
    if kept is None:
        return None
    if clock.now().timestamp() - kept["at"] > CODE_SHOWN_FOR.total_seconds():
        del request.session[REPORTED]
        return None
    return kept


def acting(request: HttpRequest, reporter_id: int | None = None, channel: str = "web") -> Acting:
    """Return the resident as services see them."""
    return Acting(as_resident(request), reporter_id=reporter_id, channel=channel)


def claim_after_sign_in(request: HttpRequest, account: Account) -> None:
    """Tie the reports made in this session before signing in to the account; anonymous ones stay nobody's."""
    if keys := reports_made(request):
        reports_claim(account, keys)
    family_claim(account)


def count_scan(request: HttpRequest, found: Located | None) -> None:
    """Count that a door code was scanned.

    Raises:
        TooMany: no more within the hour.
    """
    door_count(whence(request), found.community if found else None)
