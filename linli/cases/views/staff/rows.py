"""What a list's rows show: no personal data, and the limit that comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from linli.cases.domain.facts import OPEN
from linli.cases.models import Case
from linli.cases.selectors import Key, Line, case_lines
from linli.catalog.models import Urgency
from linli.core import clock
from linli.people.domain import Standing

SOON = timedelta(hours=24)
_OPEN = frozenset(str(state) for state in OPEN)
LIMITS = {
    "accept_by": gettext_lazy("受理"),
    "contact_by": gettext_lazy("联系"),
    "act_by": gettext_lazy("办理"),
    "resolve_by": gettext_lazy("办结"),
    "supervise_by": gettext_lazy("督办反馈"),
    "task_by": gettext_lazy("本单位任务"),
    "evaluate_by": gettext_lazy("居民评价"),
    "ask_until": gettext_lazy("等居民补充"),
}


class Shown:
    """What templates read fifty times a page: they ask for a key first, and an exception each time costs more than the
    value.
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Limit(Shown):
    """A limit to show: which, when, and whether it is past ("late"), near ("soon") or neither."""

    name: str
    label: Any
    at: datetime
    tone: str


@dataclass(frozen=True, slots=True)
class Row(Shown):
    """One line of a list; `url` is the case's page, `receipt_url` that of whoever took it in."""

    url: str
    receipt_url: str
    number: str
    title: str
    place: str
    state: str
    lead: str
    limit: Limit | None
    marks: list[tuple[str, str]]
    unread: bool
    submitted_at: datetime


def limits_of(case: dict[str, Any], now: datetime) -> list[Limit]:
    """Return the limits that run for a case, the next one first.

    Args:
        case: its columns by name; `task_by` is the reader's own part's limit, where there is one.
    """
    return [Limit(name, LIMITS[name], at, _tone(name, at, now)) for at, name in _running(case)]


def _running(case: dict[str, Any]) -> list[tuple[datetime, str]]:
    names: list[str] = []
    if case["state"] in _OPEN:
        if case["accepted_at"] is None:
            names.append("accept_by")
        if case["contacted_at"] is None:
            names.append("contact_by")
        names += ["act_by", "supervise_by", "task_by", "ask_until" if case["ask_until"] else "resolve_by"]
    elif case["state"] == "resolved":
        names.append("evaluate_by")
    return sorted((clock.stored(at), name) for name in names if (at := case.get(name)) is not None)


def _tone(name: str, at: datetime, now: datetime) -> str:
    if name in ("evaluate_by", "ask_until"):
        return ""
    return "late" if at <= now else "soon" if at - now <= SOON else ""


def rows_of(found: QuerySet[Case] | Sequence[Key], standing: Standing) -> list[Row]:
    """Return the rows of (a page of) a list: one query, and one for the keys where these are still to be found."""
    keys = list(found.values_list("community_id", "id")) if isinstance(found, QuerySet) else found
    words, now = Words(), clock.now()
    return [_row(line, now, words) for line in case_lines(keys, standing)]


class Words:
    """The words of a list in the reader's language and the addresses it leads to, looked up once and not in each row."""

    def __init__(self) -> None:
        self.url, self.receipt_url = _address("cases:case"), _address("cases:receipt")
        self.limits = {name: str(label) for name, label in LIMITS.items()}
        self.urgencies = {name: str(label) for name, label in Urgency.choices}
        self.overdue, self.supervised, self.confidential = _("已超时"), pgettext("状态", "督办"), _("保密")
        self.extension, self.reopened, self.review = _("待批延期"), pgettext("统计", "重办"), _("申请复核")


def _address(name: str) -> str:
    """Return the address of a case's page, to be filled in with its two numbers."""
    return reverse(name, args=(0, 0)).replace("/0/0/", "/%d/%d/")


def _row(case: Line, now: datetime, words: Words) -> Row:
    ids = case["community_id"], case["id"]
    place = [case["grid_name"] or case["community_name"], case["building_name"] or ""]
    running = _running(case)
    at, name = running[0] if running else (None, "")
    return Row(
        url=words.url % ids,
        receipt_url=words.receipt_url % ids,
        number=case["number"],
        title=case["title"],
        place=" ".join(part for part in place if part),
        state=case["state"],
        lead=case["lead_name"],
        limit=Limit(name, words.limits[name], at, _tone(name, at, now)) if at else None,
        marks=_marks(case, words),
        unread=bool(case["unread"]),
        submitted_at=clock.stored(case["submitted_at"]),
    )


def _marks(case: Line, words: Words) -> list[tuple[str, str]]:
    """(tone, words) of what makes this case different from the one beside it."""
    marks: list[tuple[str, str]] = []
    if case["urgency"] in (Urgency.DANGER, Urgency.UTILITY):
        marks.append(("bad" if case["urgency"] == Urgency.DANGER else "waiting", words.urgencies[case["urgency"]]))
    if case["state"] in _OPEN:
        if case["overdue_at"]:
            marks.append(("bad", words.overdue))
        if case["supervise_by"]:
            marks.append(("waiting", words.supervised))
        if case["extension_to"]:
            marks.append(("waiting", words.extension))
        if case["reopens"]:
            marks.append(("waiting", words.reopened))
    if case["state"] == "rejected" and case["review_asked_at"]:
        marks.append(("waiting", words.review))
    if case["visibility"] == "confidential":
        marks.append(("ended", words.confidential))
    return marks
