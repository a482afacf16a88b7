"""What a desk decides about an issue: is it one, whose is it, what do residents read, does it become a topic."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import Invalid
from linli.hot.models import HotIssue
from linli.hot.selectors import owners_possible
from linli.hot.services.membership import members_tell
from linli.hot.services.steps import hat_for, issue_begin, step_write
from linli.hot.services.taking import parts_free
from linli.notify.services import message_send
from linli.people.domain import Standing
from linli.people.models import Organisation


def _asked(name: str, value: str, words: str) -> str:
    if not value.strip():
        raise Invalid.at(name, words)
    return value.strip()


def issue_confirm(issue_id: int, title: str, description: str, *, standing: Standing) -> HotIssue:
    """It is one: residents see it under a title and a description that a person wrote, and its cases' histories say so.

    Raises:
        Refused: not theirs, or not now.
        Invalid: no title.
    """
    title = _asked("title", title, _("请写一个标题，居民会看到它。"))
    with transaction.atomic():
        issue = issue_begin(issue_id, "confirm", standing)
        issue.title, issue.description, issue.confirmed_at = title[:120], description.strip(), clock.now()
        issue.save()
        step_write(issue, "confirm", standing)
    members_tell(issue, standing)
    return issue


def issue_describe(issue_id: int, title: str, description: str, *, standing: Standing) -> HotIssue:
    """Change what residents read.

    Raises:
        Refused: not theirs, or not now.
        Invalid: no title.
    """
    title = _asked("title", title, _("请写一个标题，居民会看到它。"))
    with transaction.atomic():
        issue = issue_begin(issue_id, "describe", standing)
        issue.title, issue.description = title[:120], description.strip()
        issue.save(update_fields=["title", "description"])
        step_write(issue, "describe", standing)
    return issue


def issue_dismiss(issue_id: int, why: str, *, standing: Standing) -> HotIssue:
    """It is none. It is not found again unless it grows markedly; what had joined it is again an issue of its own place.

    Raises:
        Refused: not theirs, or not now.
        Invalid: no reason.
    """
    why = _asked("why", why, _("请写明理由，以后有人再问时能看到。"))
    with transaction.atomic():
        issue = issue_begin(issue_id, "dismiss", standing)
        issue.reason, issue.people_then = why, issue.people
        issue.save()
        step_write(issue, "dismiss", standing, why)
        parts_free(issue)
    return issue


def issue_assign(issue_id: int, owner_id: int, *, standing: Standing) -> HotIssue:
    """Let an organisation own the issue: its posts see it, answer it, and are told.

    Raises:
        Refused: not theirs, or not now.
        Invalid: an organisation that does not answer for this place.
    """
    with transaction.atomic():
        issue = issue_begin(issue_id, "assign", standing)
        owner: Organisation | None = owners_possible(issue).filter(pk=owner_id).first()
        if owner is None:
            raise Invalid.at("owner", _("找不到这个单位，或它不负责这个地方。请重新选择。"))
        issue.owner = owner
        issue.save(update_fields=["owner", "state"])
        step_write(issue, "assign", standing, owner.name)
        if community_id := issue.members.values_list("community_id", flat=True).first():
            message_send(
                community_id=community_id,
                kind="hot_assigned",
                text=_("热点问题交由您单位负责：%(title)s") % {"title": issue.title},
                link=issue.staff_address(),
                organisation=owner,
            )
    return issue


def issue_hand_over(issue_id: int, question: str, *, standing: Standing) -> HotIssue:
    """Propose it as a topic: deliberation reads it from `selectors.topics_proposed` (R8, D1).

    Raises:
        Refused: not theirs, or not now.
        Invalid: no question.
    """
    question = _asked("question", question, _("请写明要大家商量什么。"))
    with transaction.atomic():
        issue = issue_begin(issue_id, "hand_over", standing)
        hat = hat_for(issue, standing)
        issue.question, issue.handed_at, issue.handed_by_id = question, clock.now(), hat.post_id if hat else None
        issue.save()
        step_write(issue, "hand_over", standing, question)
    return issue


def issue_close(issue_id: int, *, standing: Standing) -> HotIssue:
    """It is over: answered, and nobody new speaks of it.

    Raises:
        Refused: not theirs, or not now.
    """
    with transaction.atomic():
        issue = issue_begin(issue_id, "close", standing)
        issue.closed_at = clock.now()
        issue.save(update_fields=["state", "closed_at"])
        step_write(issue, "close", standing)
    return issue
