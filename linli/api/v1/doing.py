"""What a program does goes through the forms and services of the pages: one set of choices, one set of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import UploadedFile

from linli.api.v1.reading import CHANNEL, Reading
from linli.api.v1.schemas import CaseIn, PlaceIn
from linli.cases import words
from linli.cases.domain.table import DEEDS, Deed, Role
from linli.cases.forms import DeedForm, deed_form
from linli.cases.forms.fields import CallsField, PartsField
from linli.cases.forms.reporter import ReporterForm
from linli.cases.models import Case
from linli.cases.selectors import case_for_reporter, case_for_staff, case_opened, deeds_offered, people_gather
from linli.cases.services import Acting, Draft, Submitted, Whence, case_act, case_submit
from linli.catalog.models import Category
from linli.catalog.selectors import channels_by_staff
from linli.core.errors import Invalid, Missing, Refused
from linli.people.domain import Right
from linli.people.models import Account
from linli.places.domain.crs import Crs, Point
from linli.places.models import Division, Level
from linli.places.selectors import Located, locate

OWN_CHANNELS = ("system", "phone_form")


def acting(request: HttpRequest) -> Acting:
    """Return the token's owner as services see them."""
    return Acting(request.standing, channel=CHANNEL)  # type: ignore[attr-defined]


def report(request: HttpRequest, said: CaseIn, key: str) -> Submitted:
    """Make a case of what was said, in the owner's own name or, where a post allows it, for somebody else.

    Raises:
        Invalid: something cannot be used; Refused: the owner may not report for others; TooMany: too often of late.
    """
    by = acting(request)
    owner = request.user
    assert isinstance(owner, Account)
    for_others = said.reporter is not None or said.channel not in OWN_CHANNELS
    if for_others and not by.standing.may(Right.INTAKE):
        raise Refused(_("您没有代居民报事的岗位，只能以自己的名义报事。"))
    if said.channel not in OWN_CHANNELS and not channels_by_staff().filter(code=said.channel).exists():
        raise Invalid.at("channel", _("没有这个渠道。"))
    located, community = place_of(said.place)
    category = None
    if said.category and (category := Category.objects.filter(code=said.category, active=True).first()) is None:
        raise Invalid(_("没有代码为“%(code)s”的类别。") % {"code": said.category}, {"category": said.category})
    named = said.reporter if not said.anonymous else None
    draft = Draft(
        body=said.body,
        title=said.title,
        kind=said.kind,
        category_id=category.pk if category else None,
        urgency=said.urgency or "",
        visibility=said.visibility,
        located=located,
        community=community,
        address=" ".join(filter(None, (said.place.address, said.address))),
        point=_point(said.place),
        channel=said.channel,
        anonymous=said.anonymous,
        reporter_account=None if for_others or said.anonymous else owner,
        reporter_phone=named.phone if named else "",
        reporter_name=named.name if named else "",
        foreign_id=said.foreign_id,
    )
    whence = Whence(f"account:{owner.pk}", kind="report_program")
    done = case_submit(draft, acting=Acting() if said.anonymous and not for_others else by, key=key, whence=whence)
    return Submitted(_again(done.case), done.code, done.created, done.refused_files)


def _again(case: Case) -> Case:
    """Return the case with what its shape looks at."""
    found = case_opened(case.community_id, case.id)
    assert found is not None
    people_gather(found)
    return found


def _point(place: PlaceIn) -> tuple[float, float] | None:
    return (place.lon, place.lat) if place.lon is not None and place.lat is not None and place.crs == "WGS84" else None


def place_of(place: PlaceIn) -> tuple[Located | None, Division | None]:
    """Return where it is, and the community that was named.

    Raises:
        Invalid: half a point, a point without its reference system, or no such community in use.
    """
    point = None
    if (place.lon is None) != (place.lat is None) or (place.lon is not None and place.crs is None):
        message = _("坐标要同时给出 lon、lat 和坐标系 crs（WGS84、CGCS2000、GCJ02 或 BD09）。")
        raise Invalid(message, {"place": message})
    if place.lon is not None and place.lat is not None and place.crs:
        try:
            point = Point(place.lon, place.lat, Crs.parse(place.crs))
        except ValueError as error:
            raise Invalid(str(error), {"place": str(error)}) from None
    community = None
    if place.community:
        community = Division.objects.filter(code=place.community, level=Level.COMMUNITY, active=True).first()
        if community is None:
            message = _("没有代码为“%(code)s”的社区，或它还没有启用。") % {"code": place.community}
            raise Invalid(message, {"place": message})
    found = locate(token=place.door_code or None, point=point, address=place.address or None, within=community)
    return found, community


def offered(reading: Reading) -> list[dict[str, Any]]:
    """Return the deeds that may be done now, with what they carry."""
    return [
        {
            "deed": row.name,
            "name": words.deed_name(row.name),
            "carries": _carries(row, _form(reading, row)),
        }
        for row in deeds_offered(reading.case, reading.acting)
        if _is_theirs(reading, row)
    ]


def _is_theirs(reading: Reading, row: Deed) -> bool:
    return Role.REPORTER in row.who if reading.reporter else row.who != {Role.REPORTER}


def _form(reading: Reading, row: Deed, data: Any = None, files: Any = None) -> DeedForm | ReporterForm:
    if reading.reporter:
        return ReporterForm(row, reading.case.version, data, files)
    return deed_form(row, reading.case, reading.acting, data, files)


def _carries(row: Deed, form: DeedForm | ReporterForm) -> list[dict[str, Any]]:
    return [
        {
            "name": carry.name,
            "type": carry.ask.value,
            "required": carry.required,
            "choices": _choices(form.fields.get(carry.name)),
        }
        for carry in row.carries
        if row.name != "attach"
    ]


def _choices(field: forms.Field | None) -> list[tuple[str, str]] | None:
    if isinstance(field, CallsField):
        field = field.fields[0]
    if not isinstance(field, forms.ChoiceField):
        return None
    flat: list[tuple[str, str]] = []
    for value, label in list(field.choices):  # type: ignore[arg-type]
        inner = label if isinstance(label, list | tuple) else [(value, label)]
        flat += [(str(value), str(label)) for value, label in inner if value not in ("", None)]
    return flat


def act(reading: Reading, deed: str, carried: Mapping[str, Any], key: str, version: int | None) -> Reading:
    """Do a deed with what it carries, checked by the same form as on the page.

    Raises:
        Missing: no such deed; Invalid: what it carries; Refused, Changed: not now.
    """
    row = DEEDS.get(deed)
    if row is None or not row.by_hand or not row.from_ or not _is_theirs(reading, row):
        raise Missing(_("没有这个操作。"))
    names = {carry.name for carry in row.carries}
    if unknown := sorted(set(carried) - names):
        message = _("“%(deed)s”不带 %(names)s。") % {"deed": deed, "names": "、".join(unknown)}
        raise Invalid(message, dict.fromkeys(unknown, message))
    form = _form(reading, row, _data(_form(reading, row), carried, reading.case.version))
    if not form.is_valid():
        fields = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        raise Invalid(next(iter(fields.values())), fields)
    return _do(reading, deed, form.carried(), key, version)


def attach(reading: Reading, photos: Sequence[UploadedFile], key: str) -> Reading:
    """Keep photos with a case: a reporter's, or as proof of staff's work."""
    return _do(reading, "attach", {"names": [photo.name or "" for photo in photos]}, key, None, photos)


def _do(
    reading: Reading, deed: str, carried: Mapping[str, Any], key: str, version: int | None, files: Sequence[Any] = ()
) -> Reading:
    ids = (reading.case.community_id, reading.case.id)
    case_act(*ids, deed, acting=reading.acting, carried=carried, key=key, version=version, files=files)
    if reading.reporter:
        case, reporter = case_for_reporter(None, *ids, [(ids[0], reading.reporter.id)])
        return Reading(case, reporter, reading.acting)
    try:
        return Reading(case_for_staff(reading.acting.standing, *ids), None, reading.acting)
    except Missing:  # handed on, it is no longer theirs to read: what they did is still said
        return Reading(_again(reading.case), None, reading.acting)


def _data(form: DeedForm | ReporterForm, carried: Mapping[str, Any], version: int) -> QueryDict:
    """Return what was carried as a form would send it."""
    data: MultiValueDict[str, str] = QueryDict(mutable=True)
    data["key"], data["version"] = "api", str(version)
    for name, value in carried.items():
        field = form.fields.get(name)
        if isinstance(field, PartsField) and isinstance(value, list):
            _rows(data, name, [[part] for part in value], field.most)
        elif isinstance(field, CallsField) and isinstance(value, list):
            pairs = [[call.get("organisation_id"), call.get("task")] for call in value if isinstance(call, dict)]
            _rows(data, name, pairs, len(field.fields) // 2)
        elif isinstance(value, bool):
            data[name] = "yes" if value else "no"
        elif isinstance(value, str | int):
            data[name] = str(value)
        elif value is not None:
            message = _("“%(name)s”应是一个值，不是列表或对象。") % {"name": name}
            raise Invalid(message, {name: message})
    return data  # type: ignore[return-value]


def _rows(data: MultiValueDict[str, str], name: str, rows: Sequence[Sequence[Any]], most: int) -> None:
    if len(rows) > most:
        message = _("“%(name)s”最多 %(most)s 项。") % {"name": name, "most": most}
        raise Invalid(message, {name: message})
    flat = [value for row in rows for value in row]
    for place, value in enumerate(flat):
        data[f"{name}_{place}"] = "" if value is None else str(value)
