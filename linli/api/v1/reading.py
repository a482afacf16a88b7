"""Which case a program means, and as whom its owner reads it: as staff by a post, else as the one who reported it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.api.models import Token
from linli.api.problems import Outdated
from linli.api.readings import reading_count
from linli.cases.models import Case, Reporter
from linli.cases.selectors import case_for_reporter, case_for_staff, people_gather
from linli.cases.services import Acting
from linli.core.errors import Invalid, Missing
from linli.people.models import Account

MOST_NUMBER = 2**63
CHANNEL = "api"


@dataclass(frozen=True, slots=True)
class Reading:
    """A case with who reads it; `reporter` is None where they read as staff."""

    case: Case
    reporter: Reporter | None
    acting: Acting

    @property
    def etag(self) -> str:
        """The case's version; what a reporter sees differs from what staff see."""
        return f'"{self.case.version}{"r" if self.reporter else ""}"'


def keys_of(case: str) -> tuple[int, int]:
    """Return (community id, case id) of a case's id.

    Raises:
        Missing: it is none.
    """
    community, _dash, number = case.partition("-")
    if not (community.isascii() and community.isdigit() and number.isascii() and number.isdigit()):
        raise _missing()
    found = int(community[:19]), int(number[:19])
    if max(found) >= MOST_NUMBER:
        raise _missing()
    return found


def _missing() -> Missing:
    return Missing(_("没有这件诉求，或您不能查看。请核对编号。"))


def case_read(request: HttpRequest, case: str) -> Reading:
    """Return a case its caller may read.

    Raises:
        Missing: no such case, or not theirs to read; both sound the same.
    """
    ids = keys_of(case)
    standing = request.standing  # type: ignore[attr-defined]
    owner = request.user
    assert isinstance(owner, Account)
    reporter: Reporter | None = None
    try:
        found = case_for_staff(standing, *ids)
    except Missing:
        found, reporter = case_for_reporter(owner, *ids)
    people_gather(found)
    if reporter is None:
        reading_count(request.auth, standing, 1)  # type: ignore[attr-defined]
    return Reading(found, reporter, Acting(standing, reporter.id if reporter else None, CHANNEL))


def key_of(request: HttpRequest) -> str:
    """Return the idempotency key of a request, one's own for each token: sent twice, a deed is done once.

    Raises:
        Invalid: there is none, or it is too long.
    """
    given = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(given) <= 200:
        message = _("请在 Idempotency-Key 中给出本次操作的唯一标识（1 到 200 个字符），重发时不变。")
        raise Invalid(message, {"Idempotency-Key": message})
    token = request.auth  # type: ignore[attr-defined]
    assert isinstance(token, Token)
    return hashlib.sha256(f"api:{token.owner_id}:{given}".encode()).hexdigest()


def version_seen(request: HttpRequest, reading: Reading) -> int | None:
    """Return the version that If-Match names; None without one, which acts on whatever the case is now.

    Raises:
        Outdated: it is no longer the case's.
    """
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    if given.strip().removeprefix("W/") != reading.etag:
        raise Outdated(_("此件已有新进展，请重新读取后再试。"))
    return reading.case.version


def unchanged(request: HttpRequest, etag: str) -> bool:
    """Whether the caller has this version already (If-None-Match)."""
    held = request.headers.get("If-None-Match", "")
    return etag in {part.strip().removeprefix("W/") for part in held.split(",")}
