"""What a list's rows show, read in one query: no personal data, and the limit that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from linli.cases.domain.facts import OPEN
from linli.cases.models import Case, Handler
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


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit to show: which, when, and whether it is past ("late"), near ("soon") or neither."""

    name: str
    label: Any
    at: datetime
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    ids: tuple[int, int]
    number: str
    title: str
    place: str
    state: str
    lead: str
    limit: Limit | None
    marks: list[tuple[str, str]]
    unread: bool
    submitted_at: datetime

    @property
    def url(self) -> str:
        """The case's page."""
        return reverse("cases:case", args=self.ids)

    @property
    def receipt_url(self) -> str:
        """The page of whoever took it in."""
        return reverse("cases:receipt", args=self.ids)


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
    """Return the rows of (a page of) a list: one query."""
    own = [hat.organisation_id for hat in standing.hats_with(Right.HANDLE)]
    same = {"community_id": OuterRef("community_id")}
    tasks = Handler.objects.filter(
        **same, case_id=OuterRef("id"), organisation__in=own, ended_at=None, act_by__isnull=False
    )
    told = messages_of(standing).filter(read_at=None)
    marked = found.annotate(
        task_by=Subquery(tasks.order_by("act_by").values("act_by")[:1]),
        unread=Exists(told.filter(**same, subject_id=OuterRef("id"))),
    )
    words = Words()
    now = clock.now()
    return [_row(values, now, words) for values in marked.values(*_COLUMNS, "task_by", "unread")]


class Words:
    """The words of a list in the reader's language, looked up once and not in each row."""

    def __init__(self) -> None:
        self.limits = {name: str(label) for name, label in LIMITS.items()}
        self.urgencies = {name: str(label) for name, label in Urgency.choices}
        self.overdue, self.supervised, self.confidential = _("已超时"), pgettext("状态", "督办"), _("保密")
        self.extension, self.reopened, self.review = _("待批延期"), pgettext("统计", "重办"), _("申请复核")


def _row(case: dict[str, Any], now: datetime, words: Words) -> Row:
    place = [case["grid__name"] or case["community__name"], case["building__name"] or ""]
    running = _running(case)
    at, name = running[0] if running else (None, "")
    return Row(
        ids=(case["community_id"], case["id"]),
        number=case["number"],
        title=case["title"],
        place=" ".join(part for part in place if part),
        state=case["state"],
        lead=case["lead__name"],
        limit=Limit(name, words.limits[name], at, _tone(name, at, now)) if at else None,
        marks=_marks(case, words),
        unread=case["unread"],
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
