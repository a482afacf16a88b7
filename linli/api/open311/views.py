"""The addresses of GeoReport v2. A key is a token of Linli's, as `api_key` or in the Authorization header."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from linli.api.auth import caller
from linli.api.domain import Scope
from linli.api.open311 import requests, services
from linli.api.open311.formats import answer, fault, of_error
from linli.api.readings import reading_count
from linli.api.v1.shapes import case_id
from linli.cases.models import Kind
from linli.cases.services import Acting, Draft, Whence, case_submit
from linli.core.access import access
from linli.core.clock import now
from linli.core.errors import Invalid, LinliError, Refused
from linli.people.domain import Right
from linli.people.models import Account
from linli.places.domain.crs import Crs, Point
from linli.places.models import Division, Level
from linli.places.selectors import locate

CHANGED = "2026-11-23T00:00:00Z"  # when the addresses below last changed
View = Callable[..., HttpResponseBase]


def spoken(view: View) -> View:
    """Answer errors in the caller's format."""

    @access("api")
    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, form: str, **parts: Any) -> HttpResponseBase:
        try:
            return view(request, form, **parts)
        except LinliError as error:
            return of_error(form, error)

    return guarded


def _key(request: HttpRequest) -> str:
    header = request.headers.get("Authorization", "")
    given = request.POST.get("api_key") or request.GET.get("api_key") or header.removeprefix("Bearer ")
    return given.strip()


def _reader(request: HttpRequest) -> Any:
    """Return the standing of the key's owner; None where none was given.

    Raises:
        Refused: the key opens nothing, or not this.
    """
    key = _key(request)
    if not key:
        return None
    if caller(request, key, Scope.READ) is None:
        raise Refused(_("api_key 无效或已过期。"))
    return request.standing  # type: ignore[attr-defined]


@spoken
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Where the endpoints are and what they speak."""
    base = f"{settings.LINLI_BASE_URL.rstrip('/')}/open311/v2"
    said = {
        "changeset": CHANGED,
        "contact": settings.LINLI_BASE_URL,
        "key_service": f"{settings.LINLI_BASE_URL.rstrip('/')}/me/tokens/",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": base,
                "changeset": CHANGED,
                "type": "test" if settings.DEMO else "production",
                "formats": ["application/json", "text/xml"],
            }
        ],
    }
    return answer(form, said, "discovery")


@spoken
def service_list(request: HttpRequest, form: str) -> HttpResponse:
    """What can be requested."""
    return answer(form, services.service_list(), "services", "service")


@spoken
def service_definition(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """What else a request for one service may tell."""
    return answer(form, services.definition(services.service_by_code(code)), "service_definition")


@spoken
def request_list(request: HttpRequest, form: str) -> HttpResponse:
    """Requests by query, or a new one."""
    if request.method == "POST":
        return _request_make(request, form)
    if request.method not in ("GET", "HEAD"):
        return fault(form, 405, _("只支持 GET 和 POST。"))
    standing = _reader(request)
    return answer(
        form, _counted(request, standing, requests.found(request.GET, standing)), "service_requests", "request"
    )


@spoken
def request_one(request: HttpRequest, form: str, request_id: str) -> HttpResponse:
    """One request, in a list of one as the specification has it."""
    standing = _reader(request)
    found = [requests.one(request_id, standing)]
    return answer(form, _counted(request, standing, found), "service_requests", "request")


def _counted(request: HttpRequest, standing: Any, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Count what a key read; without one everything here is public."""
    if standing is not None:
        reading_count(request.token, standing, len(found))  # type: ignore[attr-defined]
    return found


@spoken
def token(request: HttpRequest, form: str, token_id: str) -> HttpResponse:
    """The request of a token: Linli answers with the id at once, so that the two are one."""
    requests.one(token_id, _reader(request))
    said = [{"service_request_id": token_id, "token": token_id}]
    return answer(form, said, "service_requests", "request")


def _request_make(request: HttpRequest, form: str) -> HttpResponse:
    key = _key(request)
    if not key:
        return fault(form, 403, _("请带上 api_key：在“我的资料”里新建令牌。"))
    if caller(request, key, Scope.WRITE) is None:
        return fault(form, 403, _("api_key 无效或已过期。"))
    draft = _draft(request)
    acting = Acting(request.standing, channel="open311")  # type: ignore[attr-defined]
    whence = Whence(f"account:{request.user.pk}", kind="report_program")
    made = case_submit(draft, acting=acting, key=_once(request, key), whence=whence)
    said = [
        {
            "service_request_id": case_id(made.case),
            "service_notice": _("已由%(lead)s受理。查询码 %(code)s，请保存。")
            % {"lead": made.case.lead.name, "code": made.code},
            "account_id": None,
        }
    ]
    return answer(form, said, "service_requests", "request", status=201)


def _once(request: HttpRequest, key: str) -> str:
    """Return what makes a request sent twice one: the client's own key, else the same words of the same caller in a minute."""
    given = request.headers.get("Idempotency-Key")
    if not given:
        names = sorted(name for name in request.POST if name != "api_key")
        words = "\n".join(f"{name}={value}" for name in names for value in request.POST.getlist(name))
        given = f"{now():%Y%m%d%H%M}\n{words}"
    return hashlib.sha256(f"open311:{key}:{given}".encode()).hexdigest()


def _draft(request: HttpRequest) -> Draft:
    """Return what was said.

    Raises:
        Missing: no such service; Invalid: no place, no words, or what no database takes.
    """
    said = request.POST
    category = services.service_by_code(said.get("service_code", ""))
    place, community = _place(request)
    kind = said.get("attribute[kind]", "")
    if kind and kind not in Kind.values:
        raise Invalid(_("attribute[kind] 不是可选的类型。"))
    names = (said.get("last_name", ""), said.get("first_name", ""))
    phone, name = said.get("phone", ""), " ".join(part.strip() for part in names if part.strip())
    owner = request.user
    assert isinstance(owner, Account)
    # For somebody else only who may take reports; anybody's own name and number go with their own report.
    for_another = bool(phone or name) and request.standing.may(Right.INTAKE)  # type: ignore[attr-defined]
    body = said.get("description", "").strip() or _(category.name)
    if media := said.get("media_url", "").strip():  # never fetched: what lies there is the reader's to open
        body = f"{body}\n{media[:300]}"
    detail = (said.get("address_string", ""), said.get("attribute[address_detail]", ""))
    photos = [file for files in request.FILES.lists() for file in files[1]]
    return Draft(
        body=body,
        kind=kind or Kind.HELP,
        category_id=category.pk,
        located=place,
        community=community,
        address=" ".join(part.strip()[:120] for part in detail if part.strip()),
        point=_point(request),
        channel="system",
        reporter_account=None if for_another else owner,
        reporter_phone=phone[:30],
        reporter_name=name[:40],
        photos=photos,
    )


def _point(request: HttpRequest) -> tuple[float, float] | None:
    lat, long = request.POST.get("lat", "").strip(), request.POST.get("long", "").strip()
    if not lat and not long:
        return None
    try:
        point = Point(float(long), float(lat), Crs.WGS84)  # GeoReport v2: WGS-84
    except ValueError:
        raise Invalid(_("lat、long 应是 WGS-84 的度数。")) from None
    return point.lon, point.lat


def _place(request: HttpRequest) -> tuple[Any, Division | None]:
    point = _point(request)
    words = " ".join(filter(None, (request.POST.get("address_string", ""), request.POST.get("address_id", ""))))
    community = None
    if code := request.POST.get("jurisdiction_id"):
        community = Division.objects.filter(code=code[:12], level=Level.COMMUNITY, active=True).first()
    if point is None and not words.strip():
        raise Invalid(_("请给出 lat 和 long，或 address_string。"))
    where = Point(*point, Crs.WGS84) if point else None
    return locate(point=where, address=words[:200] or None, within=community), community
