"""The first deed: what somebody said becomes a case, with its lead, its limits and a way back (R1-R4)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases import words
from linli.cases.acting import Acting
from linli.cases.codes import code_digest, draw_number, way_back
from linli.cases.domain.facts import Case as Facts
from linli.cases.domain.facts import Desk, Refusal, Situation
from linli.cases.domain.projection import plain
from linli.cases.domain.routing import Routing
from linli.cases.domain.submission import MOST_CHARACTERS, Request, submit
from linli.cases.models import AttachmentKind, Case, Event, Exclusion
from linli.cases.routings import likeness_to_answered, routing_for, routing_said
from linli.cases.services.attaching import attachments_keep, attachments_save, files_prepare
from linli.cases.services.behalf import authority_required, behalf_keep
from linli.cases.services.frequency import Whence, report_count
from linli.cases.services.likening import likeness_keep
from linli.cases.services.recording import record
from linli.cases.services.telling import tell
from linli.cases.situations import ladder_desks
from linli.catalog.models import Category, Urgency
from linli.catalog.selectors import Suggestion, channel, rules_for, suggest, words_of_routes
from linli.core import clock, personal
from linli.core.batch import batch
from linli.core.errors import Invalid, Refused
from linli.core.ids import new_id
from linli.core.photos import Prepared
from linli.core.prepared import prepared
from linli.homes.models import Authority
from linli.people.models import Account
from linli.places.models import Division
from linli.places.selectors import Located
from linli.text.characters import tidied


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to become a case.

    Args:
        body: what is wrong, in the reporter's words, 1-5000 characters.
        located: the place, as `places.selectors` found it; None means "I don't know".
        community: the division whose desk takes it where no place is known.
        address: what the reporter wrote below the building (personal data).
        point: (lon, lat) in WGS-84 where the reporter stood.
        anonymous: no reporter is stored; the returned code is the only way back.
        prepared: files judged before, when the form was sent and not yet done.
        excluded_ids: accounts that a confidential report names.
        authority: by which a relative is served: they are the reporter, whoever acts follows the case with them.
        foreign_id: the request's id in the system it came from; with the channel it is unique.
        contact_by, promised_by: limits that were promised where it came from; None for those of the place.
    """

    body: str
    title: str = ""
    kind: str = "help"
    category_id: int | None = None
    urgency: str = ""
    visibility: str = "public"
    located: Located | None = None
    community: Division | None = None
    address: str = ""
    point: tuple[float, float] | None = None
    channel: str = "scan"
    anonymous: bool = False
    reporter_account: Account | None = None
    reporter_phone: str = ""
    reporter_name: str = ""
    photos: Sequence[UploadedFile] = ()
    voice: UploadedFile | None = None
    prepared: Sequence[Prepared] = ()
    excluded_ids: Sequence[int] = field(default_factory=tuple)
    authority: Authority | None = None
    foreign_id: str = ""
    contact_by: datetime | None = None
    promised_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The case, the code that leads back to it, whether it was made now, and what files were not taken."""

    case: Case
    code: str
    created: bool
    refused_files: list[str] = field(default_factory=list)


def case_submit(draft: Draft, *, acting: Acting, key: str, whence: Whence | None = None) -> Submitted:
    """Make a case of a draft, once a key.

    Args:
        draft: what was said.
        acting: who says it; for staff on a resident's behalf the staff member.
        key: idempotency key of the form; a replay returns the case made first, with the same code.
        whence: whose reports are counted; None where nobody's are, as for a file that is taken in.

    Raises:
        Invalid: no text, too long, an unknown kind or category, a phone number that is none.
        Refused: no desk answers for the place, or the authority to act for a relative has ended.
        TooMany: whoever reports has done so too often within the hour.
    """
    draft = _seemly(draft)
    _check(draft)
    place = _place(draft)
    if done := _known(place, draft, key):
        return Submitted(done, way_back(done.id, key), created=False)
    prepared, refused = files_prepare(draft.photos, draft.voice)
    stored = attachments_keep([*draft.prepared, *prepared])
    for digits in _DIGITS:
        try:
            with batch(), transaction.atomic():
                if whence is not None:
                    report_count(whence, place, draft.reporter_phone)
                case = _make(draft, place, acting, key, stored, draw_number(digits))
        except IntegrityError:
            # The same form in another thread, or a number drawn before: the first is found, the second drawn again.
            if done := _known(place, draft, key):
                return Submitted(done, way_back(done.id, key), created=False)
        else:
            return Submitted(case, way_back(case.id, key), created=True, refused_files=refused)
    raise Invalid(_("暂时无法编号，请再试一次。"))


# How many digits a number is drawn with, try after try: longer ones once a community has filled many.
_DIGITS = (6, 6, 6, 7, 7, 8, 9)


def _seemly(draft: Draft) -> Draft:
    """Return the draft without what no database keeps and no page may show; its words are not touched."""
    names = ("body", "title", "address", "reporter_name", "reporter_phone", "foreign_id")
    texts: dict[str, Any] = {name: text for name in names if (text := tidied(told := getattr(draft, name))[0]) != told}
    return replace(draft, **texts) if texts else draft


def _check(draft: Draft) -> None:
    fields: dict[str, str] = {}
    if not draft.body:
        fields["body"] = _("请写下发生了什么。")
    elif len(draft.body) > MOST_CHARACTERS:
        fields["body"] = _("内容有 %(count)s 个字，最多 %(most)s 个字。请精简，或把材料拍照上传。") % {
            "count": len(draft.body),
            "most": MOST_CHARACTERS,
        }
    if draft.reporter_phone and not 5 <= len(personal.normal_phone(draft.reporter_phone)) <= 15:
        fields["phone"] = _("电话号码不对，请核对；不想留电话可以空着。")
    if fields:
        raise Invalid(next(iter(fields.values())), fields)


def _place(draft: Draft) -> Located:
    if draft.located is not None:
        return draft.located
    community = draft.community or Division.objects.filter(active=True).order_by("-level", "code").first()
    if community is None:
        raise Refused(_("系统还没有设置社区，请联系管理员。"))
    return Located(community, None, None, None, "unknown_place", 0.0, {})


def _known(place: Located, draft: Draft, key: str) -> Case | None:
    if ids := _by_key(place.community.pk, key):
        return Case.objects.get(community_id=place.community.pk, id=ids[0])
    if draft.foreign_id:
        found = Case.objects.filter(
            community_id=place.community.pk, channel__code=draft.channel, foreign_id=draft.foreign_id
        )
        return found.first()
    return None


@prepared
def _by_key(community_id: int, key: str) -> QuerySet[Event, int]:
    return Event.objects.filter(community_id=community_id, key=key).order_by().values_list("case_id", flat=True)


def _make(draft: Draft, place: Located, acting: Acting, key: str, stored: Sequence[Prepared], number: str) -> Case:
    if draft.authority is not None:
        authority_required(draft.authority, acting.standing.account_id)
    now = clock.now()
    body = draft.body
    guess = Suggestion(None)
    category = Category.objects.filter(pk=draft.category_id, active=True).first() if draft.category_id else None
    if category is None:
        guess = suggest(f"{draft.title} {body}")
        category = guess.category if guess.decides else None
    ladder = ladder_desks(place.community, place.grid)
    phone = personal.normal_phone(draft.reporter_phone)
    known = not draft.anonymous
    routing = routing_for(
        place.community,
        category,
        ladder,
        place_reason=place.reason,
        place_values=place.values,
        words=words_of_routes(f"{draft.title} {body}"),
        likeness=likeness_to_answered(place.community, draft.reporter_account, phone, body) if known else 0.0,
        excluded_ids=draft.excluded_ids,
    )
    situation = Situation(
        now=now, actor=acting.towards(Case()), rules=rules_for(place.community), ladder=ladder, new_id=new_id
    )
    request = Request(
        case_id=new_id(),
        community_id=place.community.pk,
        path=place.community.path,
        grid_id=place.grid.pk if place.grid else None,
        kind=draft.kind,
        category_id=category.pk if category else None,
        urgency=draft.urgency or (category.urgency if category else Urgency.ORDINARY),
        visibility="confidential" if draft.excluded_ids else draft.visibility,
        route=routing.route,
        reporter_id=new_id(),
        account_id=draft.reporter_account.pk if draft.reporter_account and not draft.anonymous else None,
        contact_by=draft.contact_by,
        promised_by=draft.promised_by,
    )
    extra = {
        "number": number,
        "title": (draft.title or _title(body))[:120],
        "body": body,
        "community": place.community,
        "grid": place.grid,
        "building": place.building,
        "entrance": place.entrance,
        "address": draft.address,
        "lon": draft.point[0] if draft.point else None,
        "lat": draft.point[1] if draft.point else None,
        "place_reason": place.reason,
        "place_confidence": place.confidence,
        "foreign_id": draft.foreign_id[:64],
    }
    said = {
        "text": text_digest(str(extra["title"]), body),
        **routing_said(routing),
        "category_words": list(guess.words),
        "category_model": guess.version,
        **({"family": draft.authority.kin, "authority": draft.authority.pk} if draft.authority else {}),
        "on_behalf": draft.channel != "scan" and acting.standing.is_staff,
    }
    reporter = {} if draft.anonymous else {"phone": phone, "name": draft.reporter_name}
    if draft.anonymous and not acting.standing.is_staff:
        acting = Acting(channel=acting.channel)  # nobody's name stands on the event either
    case = _save(
        request, routing, situation, acting, key, draft.channel, extra, said, reporter, draft.excluded_ids, stored
    )
    if draft.authority is not None and request.reporter_id:
        behalf_keep(case, request.reporter_id, draft.authority)
    return case


def text_digest(title: str, body: str) -> str:
    """Return the digest that the first event keeps of the request's text, so that a changed text is found."""
    return hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()


def _save(
    request: Request,
    routing: Routing,
    situation: Situation,
    acting: Acting,
    key: str,
    channel_code: str,
    extra: Mapping[str, Any],
    said: Mapping[str, Any],
    reporter: Mapping[str, str] | None,
    excluded_ids: Sequence[int] = (),
    stored: Sequence[Prepared] = (),
) -> Case:
    try:
        facts, decision = submit(request, routing.lead, situation)
    except Refusal as refusal:
        message = words.refusal(refusal.code, refusal.values)
        raise Invalid(message, {refusal.field: message}) from None
    columns = {name: getattr(facts, name) for name in _CREATED}
    case = Case(channel=channel(channel_code), **columns)
    for name, value in extra.items():  # places as objects: what they are called is not read again
        setattr(case, name, value)
    private: dict[int, dict[str, Any]] = {}
    if reporter is not None and request.reporter_id:
        phone = reporter.get("phone", "")
        private[request.reporter_id] = {
            "phone": phone,
            "phone_index": personal.blind(phone) if phone else None,
            "name": reporter.get("name", ""),
            "code_digest": code_digest(case.id, way_back(case.id, key)),
        }
    hat = next(iter(acting.standing.hats), None) if said.get("on_behalf") else None
    start = Facts(**{**columns, "state": facts.state})
    after = record(
        case,
        start,
        decision,
        name="submit",
        at=situation.now,
        account_id=acting.standing.account_id,
        hat=hat,
        channel=channel_code,
        said=plain(said),
        key=key,
        private=private,
    )
    for account_id in excluded_ids:
        Exclusion.objects.create(community_id=case.community_id, case_id=case.id, account_id=account_id)
    attachments_save(case, stored, AttachmentKind.PHOTO, acting.standing.account_id)
    likeness_keep(case)
    if not acting.is_history:
        tell(case, after, decision.tells)
    return case


# Columns a new case's row is made with; all others follow from the first event.
_CREATED = [
    "id",
    "community_id",
    "path",
    "grid_id",
    "state",
    "level",
    "lead_id",
    "above_id",
    "kind",
    "category_id",
    "urgency",
    "visibility",
    "submitted_at",
    "arrived_at",
    "route",
    "parent_id",
]


def part_submit(parent: Case, body: str, acting: Acting, key: str, number: str) -> Case:
    """Open one part of a split case: same place, lead and supervision, its own clocks, no reporter of its own."""
    ladder = ladder_desks(parent.community, parent.grid)
    lead = Desk(parent.lead_id, parent.lead.kind, parent.lead.level, parent.lead.name)
    situation = Situation(
        now=clock.now(), actor=acting.towards(parent), rules=rules_for(parent.community), ladder=ladder, new_id=new_id
    )
    request = Request(
        case_id=new_id(),
        community_id=parent.community_id,
        path=parent.path,
        grid_id=parent.grid_id,
        kind=parent.kind,
        category_id=parent.category_id,
        urgency=parent.urgency,
        visibility=parent.visibility,
        route="",
        reporter_id=None,
        account_id=None,
        parent_id=parent.id,
    )
    extra = {
        "number": number,
        "title": _title(body)[:120],
        "body": body.strip(),
        "community": parent.community,
        "grid": parent.grid,
        "building_id": parent.building_id,
        "entrance_id": parent.entrance_id,
        "place_reason": parent.place_reason,
        "place_confidence": parent.place_confidence,
    }
    said = {"text": text_digest(str(extra["title"]), body.strip()), "parent": parent.number, "on_behalf": True}
    excluded = list(parent.exclusions.values_list("account_id", flat=True))
    routing = Routing(lead, None, "", ())
    return _save(request, routing, situation, acting, key, parent.channel.code, extra, said, None, excluded)


def _title(body: str) -> str:
    """The first sentence, or as much of it as a list shows."""
    line = body.strip().splitlines()[0].strip()
    for mark in "。！？!?；":
        line = line.split(mark)[0]
    return line[:40] if line else body.strip()[:40]
