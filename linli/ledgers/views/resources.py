"""Social resources of a place: found, entered, corrected, ended; whom to ask for, with a reason; what kinds there are."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core import clock
from linli.core.access import access
from linli.core.errors import LinliError, Refused
from linli.core.forms import show_error
from linli.ledgers import selectors
from linli.ledgers.forms import ResourceForm
from linli.ledgers.kinds.resources import ResourceLedger
from linli.ledgers.models import Resource
from linli.ledgers.policies import Area, area_for, may
from linli.ledgers.services.exporting import look_record
from linli.ledgers.services.resources import kinds_save, resource_end, resource_save
from linli.ledgers.views.ledgers import asked_area, below
from linli.people.domain import Right
from linli.people.http import SignedRequest

PAGE = 30
READ_AND_WRITE = ["GET", "HEAD", "POST"]


@access("ledger")
@require_safe
def listed(request: SignedRequest) -> HttpResponse:
    """The resources of a place, by kind and by words."""
    area = asked_area(request)
    kind, text, ended = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:60], "ended" in request.GET
    page = Paginator(selectors.resources_found(area, kind, text, ended=ended), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    names = selectors.kind_names(row.community_id for row in rows)
    context = {
        "area": area,
        "below": below(area),
        "page": page,
        "rows": [(row, selectors.kind_name(names, row)) for row in rows],
        "kinds": selectors.kinds_of(area.place).items(),
        "kind": kind,
        "q": text,
        "ended": ended,
        "today": clock.today(),
        "may_kinds": area.community is not None and may(request.standing, Right.ADMIN, Area(area.place)),
    }
    return render(request, "ledgers/resources.html", context)


def _list_of(area: Area) -> str:
    return f"{reverse('ledgers:resources')}?place={area.code}"


@access("ledger")
@require_http_methods(READ_AND_WRITE)
def add(request: SignedRequest, code: str) -> HttpResponse:
    """Enter a resource."""
    area = area_for(request.standing, Right.FIGURES, code)
    if area.community is None:
        raise Refused(_("资源登记在社区里，请先选择社区。"))
    form = ResourceForm(request.POST or None, area=area)
    if request.method == "POST" and form.is_valid():
        try:
            made = resource_save(form.record(), acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("“%(name)s”已登记。") % {"name": made.name})
            return redirect(_list_of(area))
    context = {"area": area, "form": form, "title": _("登记资源"), "back": _list_of(area)}
    return render(request, "ledgers/resource.html", context, status=422 if form.errors else 200)


@access("ledger")
@require_http_methods(READ_AND_WRITE)
def edit(request: SignedRequest, community_id: int, resource_id: int) -> HttpResponse:
    """Correct a resource."""
    found = selectors.resource_for(request.standing, community_id, resource_id)
    area = _area_of(request, found)
    form = ResourceForm(request.POST or None, area=area, resource=found)
    if request.method == "POST" and form.is_valid():
        try:
            resource_save(form.record(), found, acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("“%(name)s”已保存。") % {"name": found.name})
            return redirect(_list_of(area))
    return _page(request, found, area, form)


def _area_of(request: SignedRequest, found: Resource) -> Area:
    """The community, where all of it is somebody's; else the grid."""
    whole = Area(found.community)
    return whole if may(request.standing, Right.FIGURES, whole) else Area(found.community, found.grid)


def _page(
    request: SignedRequest, found: Resource, area: Area, form: ResourceForm, *, clear: bool = False, fault: str = ""
) -> HttpResponse:
    context = {
        "area": area,
        "form": form,
        "resource": found,
        "title": found.name,
        "back": _list_of(area),
        "clear": clear,
        "fault": fault,
        "over": found.ends_on is not None and found.ends_on < clock.today(),
    }
    return render(request, "ledgers/resource.html", context, status=422 if form.errors or fault else 200)


@access("ledger")
@require_POST
def contact(request: SignedRequest, community_id: int, resource_id: int) -> HttpResponse:
    """Show whom to ask for, with a reason that is recorded."""
    found = selectors.resource_for(request.standing, community_id, resource_id)
    area = _area_of(request, found)
    form = ResourceForm(area=area, resource=found)
    try:
        why = request.POST.get("why", "")
        own = Area(found.community, found.grid)
        look_record(ResourceLedger, own, acting=request.standing, why=why, rows=1, resource=found)
    except LinliError as error:
        return _page(request, found, area, form, fault=error.message)
    return _page(request, found, area, form, clear=True)


@access("ledger")
@require_POST
def end(request: SignedRequest, community_id: int, resource_id: int) -> HttpResponse:
    """Say which day is the last; today, where none is said."""
    found = selectors.resource_for(request.standing, community_id, resource_id)
    try:
        last = date.fromisoformat(request.POST.get("last", "") or clock.today().isoformat())
        resource_end(found, last, acting=request.standing)
    except ValueError:
        messages.error(request, _("不是日期。请写成 2024-05-31 的样子。"))
    except LinliError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("“%(name)s”到 %(day)s 为止。") % {"name": found.name, "day": last})
    return redirect("ledgers:resource", community_id, resource_id)


@access("admin")
@require_http_methods(READ_AND_WRITE)
def kinds(request: SignedRequest, code: str) -> HttpResponse:
    """What a community calls the kinds of resource, and which it uses."""
    area = area_for(request.standing, Right.ADMIN, code)
    if area.community is None or area.grid is not None:
        raise Refused(_("资源类别由社区设置，请先选择社区。"))
    rows, fault = selectors.kinds_all(area.place), ""
    if request.method == "POST":
        told = {
            kind: (request.POST.get(f"name-{kind}", name), f"use-{kind}" in request.POST) for kind, name, _used in rows
        }
        try:
            kinds_save(area.place, told, request.POST.get("new", ""), acting=request.standing)
        except LinliError as error:
            rows, fault = [(kind, *told[kind]) for kind in told], error.message
        else:
            messages.success(request, _("资源类别已保存。"))
            return redirect("ledgers:kinds", code)
    context = {"area": area, "rows": rows, "fault": fault, "new": request.POST.get("new", ""), "back": _list_of(area)}
    return render(request, "ledgers/kinds.html", context, status=422 if fault else 200)
