"""The course of a case in plain words: all of it for staff, what concerns them for residents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from linli.cases import words
from linli.cases.acting import FAMILY, LEDGER, SWEEP, Acting
from linli.cases.models import Case, Event, Outcome, Solved, State
from linli.catalog.models import Category, Route, Urgency
from linli.core.prepared import prepared
from linli.people.models import Organisation, Post

# What a resident reads of the course; the rest is work between offices.
FOR_RESIDENTS = frozenset(
    [
        "submit",
        "accept",
        "contact",
        "answer",
        "reclassify",
        "report_up",
        "send_down",
        "dispatch",
        "whistle",
        "arrive",
        "report",
        "ask",
        "reply",
        "decide_extension",
        "supervise",
        "resolve",
        "evaluate",
        "follow_up",
        "reopen",
        "reject",
        "review",
        "withdraw",
        "close",
        "merge",
        "split",
        "rise",
        "resume",
        "reveal",
        "publish",
        "attach",
        "join_issue",
        "leave_issue",
        "take_over",
    ]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline: when, which deed, its title, what was said, by whom."""

    at: datetime
    deed: str
    title: str
    text: str
    who: str
    state: str
    state_name: str
    late: bool = False


def timeline(case: Case, acting: Acting, *, resident: bool) -> list[Entry]:
    """Return the events of a case as lines to read, oldest first: three queries, two where the events are prefetched.

    Args:
        acting: the reader; a confidential case's other readers are not named to its reporter beyond their office.
        resident: only what a resident is told, offices instead of persons.
    """
    events = events_of(case)
    names = _organisation_names(events)
    labels = _labels(events)
    people = _post_names(events)
    lines = []
    for event in events:
        if resident and not _told_to(event, acting):
            continue
        lines.append(
            Entry(
                at=event.at,
                deed=event.name,
                title=_title(event, names),
                text=_text(event, names, labels, people, resident),
                who=_who(event, acting, resident),
                state=event.to_state,
                state_name=str(State(event.to_state).label),
                late=event.name in ("rise",)
                or (event.name == "remind" and _said(event).get("limit", "").endswith("_by")),
            )
        )
    return lines


def events_of(case: Case) -> list[Event]:
    """Return a case's events with their posts, oldest first: one query, none where they are prefetched."""
    fetched = getattr(case, "_prefetched_objects_cache", {}).get("events")
    return list(case.events.select_related("post__organisation") if fetched is None else fetched)


def _told_to(event: Event, acting: Acting) -> bool:
    """Whether a reporter reads this line: what offices did, and of what reporters said only their own words."""
    if event.name == "decide_extension":
        return bool(_said(event).get("grant"))
    if event.name == "follow_up":
        return str(_said(event).get("reporter_id")) == str(acting.reporter_id)
    if event.name in _REPORTERS_OWN and event.post_id is None:
        return _is_own(event, acting)
    return event.name in FOR_RESIDENTS


# Deeds that are one reporter's own; neighbours whose reports were merged in do not read each other's words.
_REPORTERS_OWN = frozenset(("reply", "evaluate", "withdraw", "review", "reopen", "attach"))


def _is_own(event: Event, acting: Acting) -> bool:
    by_account = acting.standing.account_id is not None and event.actor_id == acting.standing.account_id
    if by_account or acting.reporter_id is None:
        return by_account
    by_code = str(acting.reporter_id) in event.content.get("reporters", {})
    return by_code or _said(event).get("by_reporter") == acting.reporter_id


def routing_of(case: Case) -> list[str]:
    """Return why the case went where it went - after a change of category, where it might go - in words."""
    said = _latest_routing(case)
    if not said:
        return []
    route_names = dict(_route_names())
    return [words.reason(code, values, route_names) for code, values in said["routing"]] + _category_reason(said)


def _category_reason(said: Mapping[str, Any]) -> list[str]:
    """Return why the category was what it was before a person looked: which words, by whose judgement."""
    if not (found := said.get("category_words")):
        return []
    shown = {"words": "、".join(found), "version": said.get("category_model")}
    by_model = _("类别由第 %(version)s 版模型建议，依据：%(words)s")
    return [(by_model if shown["version"] else _("类别按词表建议，依据：%(words)s")) % shown]


def suggested_of(case: Case) -> int | None:
    """Return the organisation that routing named for the case's category, by id."""
    return _latest_routing(case).get("suggested_id")


def _latest_routing(case: Case) -> dict[str, Any]:
    return next((_said(event) for event in reversed(events_of(case)) if "routing" in _said(event)), {})


def _said(event: Event) -> dict[str, Any]:
    said: dict[str, Any] = event.content.get("said", {})
    return said


def _organisation_names(events: list[Event]) -> dict[int, str]:
    wanted: set[int] = set()
    for event in events:
        said = _said(event)
        if said.get("to"):
            wanted.add(said["to"])
        wanted |= {call["organisation_id"] for call in said.get("calls", ())}
        if lead := event.content.get("set", {}).get("lead_id"):
            wanted.add(lead)
        wanted |= {
            row["organisation_id"] for row in event.content.get("handlers", {}).values() if "organisation_id" in row
        }
    return dict(_offices(wanted)) if wanted else {}


@prepared
def _offices(ids: set[int]) -> QuerySet[Organisation, tuple[int, str]]:
    return Organisation.objects.filter(pk__in=ids).order_by().values_list("pk", "name")


@prepared
def _route_names() -> QuerySet[Route, tuple[str, str]]:
    return Route.objects.order_by().values_list("code", "name")


@prepared
def _category_names(ids: set[int]) -> QuerySet[Category, tuple[int, str]]:
    return Category.objects.filter(pk__in=ids).order_by().values_list("pk", "name")


def _labels(events: list[Event]) -> Mapping[int, str]:
    wanted = {_said(event).get("category_id") for event in events} - {None}
    return {pk: _(name) for pk, name in _category_names(wanted)} if wanted else {}


def _title(event: Event, names: Mapping[int, str]) -> str:
    """The deed, and where it led: "上报 → 工人村街道办事处"."""
    title = words.deed_name(event.name)
    if event.name in ("report_up", "send_down", "rise"):
        lead = event.content.get("set", {}).get("lead_id")
        if lead in names:
            return f"{title} → {names[lead]}"
    said = _said(event)
    if said.get("to") in names:
        return f"{title} → {names[said['to']]}"
    if calls := said.get("calls"):
        return f"{title} → {'、'.join(names.get(call['organisation_id'], '') for call in calls)}"
    return title


def _text(
    event: Event, names: Mapping[int, str], labels: Mapping[int, str], people: Mapping[int, str], resident: bool
) -> str:
    said = _said(event)
    parts: list[str] = []
    if event.name in ("evaluate", "follow_up"):
        parts.append(str(Solved(said["solved"]).label))
        parts.append(_("满意") if said["satisfied"] else _("不满意"))
    if event.name == "resolve":
        parts.append(str(Outcome(said["outcome"]).label))
    if said.get("category_id") in labels:
        parts.append(labels[said["category_id"]])
    if said.get("urgency"):
        parts.append(str(Urgency(said["urgency"]).label))
    if event.name == "decide_objection":
        parts.append(_("异议成立") if said.get("uphold") else _("异议不成立"))
    if event.name == "decide_extension":
        until = event.content.get("set", {}).get("resolve_by")
        parts.append(_("同意延期至%(date)s") % {"date": _moment(until)} if said.get("grant") else _("不同意延期"))
    if event.name == "rate":
        parts.append(_("肯定") if said.get("verdict") else _("否定"))
    if event.name in ("supervise", "extend") and said.get("until"):
        parts.append(_("期限%(date)s") % {"date": _moment(said["until"])})
    if event.name == "reveal":
        parts.append(_("查看了报事人信息，理由：%(why)s") % {"why": said.get("why", "")})
    elif event.name == "remind":
        parts.append(_limit_words(said.get("limit", "")))
    for call in said.get("calls", ()):
        parts.append(f"{names.get(call['organisation_id'], '')}：{call['task']}")
    if event.name not in ("reveal", "submit", "close", "remind", "publish"):
        for name in _SHOWN if not resident else _SHOWN_TO_RESIDENTS:
            if said.get(name):
                parts.append(str(said[name]))
    if event.name == "close" and said.get("why") and not said.get("limit"):
        parts.append(said["why"])
    if event.name == "split":
        parts.extend(said.get("parts", ()))
    if event.name == "take_over":
        parts.append(_("由%(before)s移交给%(after)s") % _holders(said, people))
    if event.name in ("take_in", "child_resolved"):
        parts.append(str(said.get("number", "")))
    return "\n".join(part for part in parts if part)


def _post_names(events: list[Event]) -> Mapping[int, str]:
    """The names on the posts that a case was handed over between: whoever serves does so by name (G6)."""
    wanted = {_said(event)[name] for event in events if event.name == "take_over" for name in ("from_post", "to_post")}
    return dict(Post.objects.filter(pk__in=wanted).values_list("pk", "public_name")) if wanted else {}


def _holders(said: Mapping[str, Any], people: Mapping[int, str]) -> dict[str, str]:
    return {"before": people.get(said["from_post"], ""), "after": people.get(said["to_post"], "")}


_SHOWN = ("title", "question", "answer", "basis", "result", "task", "expected", "done", "text", "why", "words")
_SHOWN_TO_RESIDENTS = ("title", "question", "answer", "basis", "result", "text", "words", "why")


def _limit_words(limit: str) -> str:
    return {
        "accept_by": _("超过受理时限，已提醒上级"),
        "act_soon": _("办理时限将到"),
        "act_by": _("超过办理时限，已提醒上级"),
        "supervise_by": _("督办到期未报告"),
        "resolve_soon": _("办结期限将到"),
        "handler_soon": _("协办时限将到"),
        "handler_late": _("超过协办时限"),
    }.get(limit, "")


def _moment(value: str | None) -> str:
    if not value:
        return ""
    return date_format(localtime(datetime.fromisoformat(value)), "Y-m-d H:i")


def _who(event: Event, acting: Acting, resident: bool) -> str:
    if event.post is not None:
        office = event.post.organisation.name
        return office if resident and event.name == "reveal" else f"{office} {event.post.public_name}"
    if event.channel in (SWEEP.channel, LEDGER):
        return _("系统") if event.channel == SWEEP.channel else _("原台账")
    by_family = event.channel == FAMILY or _said(event).get("family")
    if by_family and event.actor_id != acting.standing.account_id:
        return _("家人代办")
    return _("我") if _is_own(event, acting) else _("居民")
