"""Every deed after the first, through one door: lock, decide, record, tell - in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases import words
from linli.cases.acting import Acting
from linli.cases.domain.deeds import decide
from linli.cases.domain.facts import Case as Facts
from linli.cases.domain.facts import Decision, Refusal, Situation
from linli.cases.domain.roles import acting_hat, roles_of
from linli.cases.domain.table import DEEDS, ELSEWHERE, Role
from linli.cases.models import AttachmentKind, Case, Event
from linli.cases.routings import routing_for, routing_said
from linli.cases.selectors.facts import case_lock, facts_of
from linli.cases.services import partings
from linli.cases.services.attaching import attachments_keep, attachments_save, files_prepare
from linli.cases.services.noting import case_note
from linli.cases.services.recording import record
from linli.cases.services.sweeping import case_catch_up
from linli.cases.services.telling import followers_tell, tell
from linli.cases.situations import situation_for
from linli.catalog.domain.tries import REVEAL, TRIES_WINDOW
from linli.catalog.models import Category
from linli.catalog.selectors import tries_allowed
from linli.core import clock
from linli.core.errors import Changed, Invalid, LinliError, Missing, Refused
from linli.core.photos import Prepared
from linli.people.services import Try, tries_count
from linli.text.characters import tidied

# What deeds do besides their own event, inside the same transaction.
_FOLLOWING: Mapping[str, Callable[[Case, Facts, Mapping[str, Any], Acting, str], None]] = {
    "split": partings.children_open,
    "merge": partings.target_take_in,
    "resolve": partings.parent_tell,
    "answer": partings.parent_tell,
    "publish": lambda case, facts, carried, acting, key: followers_tell(case, "published"),
}


def case_act(
    community_id: int,
    case_id: int,
    deed: str,
    *,
    acting: Acting,
    carried: Mapping[str, Any],
    key: str,
    version: int | None = None,
    files: Sequence[UploadedFile] = (),
    kept: Sequence[Prepared] = (),
) -> Case:
    """Do one deed of the table.

    Args:
        community_id, case_id: the case.
        deed: its name in `domain.table.DEEDS`.
        acting: who.
        carried: what the deed carries, typed (moments aware, ids integers, yes/no as bool).
        key: idempotency key; the same key does the deed once, however often it is sent.
        version: the number of events the actor's page had seen; None where no page was seen (API, import).
        files: photos to keep with the deed (proof of work by staff, photos by the reporter).
        kept: photos that lie in storage already, because one answer gives them to many cases.

    Returns:
        The case after the deed.

    Raises:
        Missing: no such case, or the actor may not know of it.
        Changed: somebody acted after the page was loaded; nothing was done.
        Refused: the deed may not be done by them, or not now.
        TooMany: too many masks were looked behind within the hour.
        Invalid: what it carries cannot be used; `fields` names where.
    """
    if deed not in DEEDS or (not DEEDS[deed].by_hand and deed not in ELSEWHERE):
        raise Missing(_("没有这个操作。"))
    prepared, unusable = files_prepare(files)
    if unusable:
        raise Invalid(" ".join(unusable), {"files": " ".join(unusable)})
    stored = [*kept, *attachments_keep(prepared)]
    said = {name: _seemly(value) for name, value in carried.items()}
    try:
        try:
            return _act(community_id, case_id, deed, acting, said, key, version, stored)
        except _Behind:
            case_catch_up(community_id, case_id)
            return _act(community_id, case_id, deed, acting, said, key, version, stored)
    except (IntegrityError, LinliError):
        # What was done already must look done: only a deed that fails can be one that is sent again.
        done = Event.objects.filter(community_id=community_id, key=key).first()
        if done is None:
            raise
        if (done.case_id, done.name) != (case_id, deed):
            raise Invalid(_("这份表单已经提交过。请刷新页面后再试。")) from None
        return Case.objects.get(community_id=community_id, id=case_id)


def _seemly(value: Any) -> Any:
    """Return a value without what no database keeps and no page may show, in its texts and in those of lists."""
    if isinstance(value, str):
        return tidied(value)[0]
    if isinstance(value, list):
        return [_seemly(one) for one in value]
    if isinstance(value, dict):
        return {name: _seemly(one) for name, one in value.items()}
    return value


class _Behind(Exception):
    """Something has lapsed that the history does not show yet."""


@transaction.atomic
def _act(
    community_id: int,
    case_id: int,
    deed: str,
    acting: Acting,
    carried: dict[str, Any],
    key: str,
    version: int | None,
    prepared: Sequence[Prepared],
) -> Case:
    now = clock.now()
    case = case_lock(community_id, case_id)
    if not acting.is_history and case.next_lapse_at is not None and case.next_lapse_at <= now:
        raise _Behind
    facts = facts_of(case)
    if not acting.is_history:
        now = _after_all(facts, now)
    actor = acting.towards(case)
    if not roles_of(facts, actor) - {Role.ANYONE}:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    if version is not None and version != case.version:
        raise Changed(_("在您填写时，此件已有新进展。请看看变化，再决定是否继续；您填写的内容已保留。"))
    if deed == "reveal":
        _reveal_count(case, acting)
    if prepared:
        staff = Role.REPORTER not in roles_of(facts, actor)
        attachments_save(
            case, prepared, AttachmentKind.PROOF if staff else AttachmentKind.PHOTO, acting.standing.account_id
        )
    if deed == "merge":
        partings.target_check(case, carried, acting)
    situation = situation_for(case, facts, actor, now, carried, deed=deed)
    if acting.is_history:
        situation = replace(situation, proof_required=False)
    decision = _decide(deed, facts, situation, carried)
    said = {**carried, **_routing_anew(case, decision, situation)}
    hat = None
    if _as_reporter(deed, facts, situation):
        said["by_reporter"] = acting.reporter_id
    else:
        hat = acting_hat(facts, actor, DEEDS[deed])
    after = record(
        case,
        facts,
        decision,
        name=deed,
        at=now,
        account_id=acting.standing.account_id,
        hat=hat,
        channel=acting.channel,
        said=said,
        key=key,
    )
    if deed == "reveal" and not acting.is_history:
        case_note("case_revealed", case, acting.standing, hat=hat, step=case.version)
    if following := _FOLLOWING.get(deed):
        following(case, after, carried, acting, key)
    if not acting.is_history:
        tell(case, after, decision.tells)
    return case


def _after_all(facts: Facts, now: datetime) -> datetime:
    """Return the present, or the latest moment of the case where the clock was set back: no deed goes before another."""
    known = (
        facts.submitted_at,
        facts.arrived_at,
        facts.accepted_at,
        facts.contacted_at,
        facts.resolved_at,
        facts.closed_at,
    )
    return max(now, *(moment for moment in known if moment is not None))


def _reveal_count(case: Case, acting: Acting) -> None:
    """Whoever copies numbers one by one is stopped: a lost or misused account must not empty a street (PIPL art. 51).

    Raises:
        TooMany: this person has looked behind as many masks within the hour as the place allows.
    """
    words = _("一小时内查看个人信息的次数已满，请过 %(minutes)s 分钟再看；确有需要请联系社区负责人调整上限。")
    most = tries_allowed(REVEAL, case.community)
    tries_count([Try(REVEAL, f"account:{acting.standing.account_id}", most, words)], TRIES_WINDOW)


def _routing_anew(case: Case, decision: Decision, situation: Situation) -> dict[str, Any]:
    """A changed category offers the routing anew: the case stays where it is, its page shows where it might go."""
    if not decision.changes.get("category_id"):
        return {}
    routing = routing_for(
        case.community,
        Category.objects.get(pk=decision.changes["category_id"]),
        situation.ladder,
        place_reason=case.place_reason,
        place_values={},
        words={},
    )
    return routing_said(routing)


def _as_reporter(deed: str, facts: Facts, situation: Situation) -> bool:
    roles = roles_of(facts, situation.actor) & DEEDS[deed].who
    return roles <= {Role.REPORTER, Role.ANYONE}


def _decide(deed: str, facts: Facts, situation: Situation, carried: Mapping[str, Any]) -> Decision:
    try:
        return decide(deed, facts, situation, carried)
    except Refusal as refusal:
        message = words.refusal(refusal.code, refusal.values)
        if refusal.field:
            raise Invalid(message, {refusal.field: message}) from None
        raise Refused(message) from None
