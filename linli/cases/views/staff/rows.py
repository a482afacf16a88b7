"""What a list's rows show, read in two queries: no personal data, and the limit that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from linli.cases.domain.facts import OPEN
from linli.cases.models import Case
from linli.cases.selectors.visible import OfRows, numbers
from linli.catalog.models import Urgency
from linli.core import clock
from linli.notify.selectors import messages_of
from linli.people.domain import Right, Standing

SOON = timedelta(hours=24)
_OPEN = frozenset(str(state) for state in OPEN)
_COLUMNS = (
    *("community_id", "id", "number", "title", "state", "urgency", "visibility", "submitted_at"),
    *("overdue_at", "supervise_by", "accept_by", "accepted_at", "contact_by", "contacted_at", "act_by", "resolve_by"),
    *("evaluate_by", "ask_until", "extension_to", "review_asked_at", "reopens"),
    *("lead__name", "grid__name", "building__name", "community__name"),
)

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
    return sorted((at, name) for name in names if (at := case.get(name)) is not None)


def _tone(name: str, at: datetime, now: datetime) -> str:
    if name in ("evaluate_by", "ask_until"):
        return ""
    return "late" if at <= now else "soon" if at - now <= SOON else ""


def rows_of(found: QuerySet[Case], standing: Standing) -> list[Row]:
    """Return the rows of (a page of) a list: two queries.

    Whether there is something unread is asked for the page's rows alone: beside the rows it would be looked up for the
    whole list before the list is cut.
    """
    own = [hat.organisation_id for hat in standing.hats_with(Right.HANDLE)]
    mine = f"part.organisation_id IN ({numbers(own)}) AND part.ended_at IS NULL"
    task_by = OfRows("MIN(part.act_by)", "cases_handler", mine, DateTimeField())
    cases = list(found.annotate(task_by=task_by).values(*_COLUMNS, "task_by"))
    told = messages_of(standing).filter(read_at=None, subject_id__in=[case["id"] for case in cases])
    unread = set(told.values_list("community_id", "subject_id")) if cases else set()
    words, now = Words(), clock.now()
    return [_row(case, now, words, (case["community_id"], case["id"]) in unread) for case in cases]


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


def _row(case: dict[str, Any], now: datetime, words: Words, unread: bool) -> Row:
    ids = case["community_id"], case["id"]
    place = [case["grid__name"] or case["community__name"], case["building__name"] or ""]
    running = _running(case)
    at, name = running[0] if running else (None, "")
    return Row(
        url=words.url % ids,
        receipt_url=words.receipt_url % ids,
        number=case["number"],
        title=case["title"],
        place=" ".join(part for part in place if part),
        state=case["state"],
        lead=case["lead__name"],
        limit=Limit(name, words.limits[name], at, _tone(name, at, now)) if at else None,
        marks=_marks(case, words),
        unread=unread,
        submitted_at=case["submitted_at"],
    )


def _marks(case: dict[str, Any], words: Words) -> list[tuple[str, str]]:
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
