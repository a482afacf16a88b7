"""Which ledgers there are of a place, and each of them out as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.core.access import access
from linli.core.errors import LinliError, Missing, Refused
from linli.ledgers import selectors
from linli.ledgers.kinds import LEDGERS, Ledger
from linli.ledgers.policies import Area, area_for, may, own_areas
from linli.ledgers.services.exporting import ledger_export, ledger_export_clear, template_write
from linli.people.domain import Right
from linli.people.http import SignedRequest
from linli.people.selectors import places_below
from linli.places.models import Grid

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_area(request: SignedRequest) -> Area:
    """Return the place that a page is asked for, one's own where none is named.

    Raises:
        Missing, Refused: there is none, or not theirs.
    """
    if code := request.GET.get("place", ""):
        return area_for(request.standing, Right.FIGURES, code)
    own = own_areas(request.standing, Right.FIGURES)
    if not own:
        raise Refused(_("您的岗位没有辖区，看不到台账。"))
    return own[0]


def ledger_asked(request: SignedRequest, code: str, name: str, *, write: bool = False) -> Ledger:
    """Return the ledger that an address speaks of, in the hands of whoever asks.

    Raises:
        Missing, Refused: there is none, or not theirs.
    """
    if name not in LEDGERS:
        raise Missing(_("没有这个台账，请从列表中选择。"))
    kind = LEDGERS[name]
    return kind(area_for(request.standing, kind.writes if write else Right.FIGURES, code), request.standing)


def below(area: Area) -> list[tuple[str, str]]:
    """Return (code, name) of what lies directly below: divisions in use, or the grids of a community."""
    if area.grid is not None:
        return []
    if area.community is not None:
        grids = Grid.objects.filter(community=area.place, active=True)
        return list(grids.order_by("code").values_list("code", "name"))
    return list(places_below(area.place).values_list("code", "name"))


@access("ledger")
@require_safe
def home(request: SignedRequest) -> HttpResponse:
    """The ledgers of a place."""
    area = asked_area(request)
    context = {
        "area": area,
        "own": [one for one in own_areas(request.standing, Right.FIGURES) if one.code != area.code],
        "below": below(area),
        # A class in a template would be called.
        "ledgers": [
            (kind.key, kind.title, kind.about, may(request.standing, kind.writes, area)) for kind in LEDGERS.values()
        ],
    }
    return render(request, "ledgers/home.html", context)


@access("ledger")
@require_safe
def ledger(request: SignedRequest, code: str, name: str) -> HttpResponse:
    """One ledger: take it, or bring it in."""
    return ledger_page(request, ledger_asked(request, code, name))


def ledger_page(request: SignedRequest, found: Ledger, *, fault: str = "", status: int = 200) -> HttpResponse:
    """Render the page of a ledger."""
    standing = request.standing
    writes = may(standing, found.writes, found.area)
    context = {
        "ledger": found,
        "area": found.area,
        "may_write": writes,
        "masks": found.clears is not None,
        "may_clear": found.clears is not None and may(standing, found.clears, found.area),
        "uploads": selectors.uploads_of(request.user, found.area, found.key) if writes else [],
        "fault": fault,
    }
    return render(request, "ledgers/ledger.html", context, status=status)


@access("ledger")
@require_safe
def template(request: SignedRequest, code: str, name: str) -> HttpResponseBase:
    """Send the empty list."""
    found = ledger_asked(request, code, name, write=True)
    return sheet(f"{name}-template-{code}.xlsx", lambda target: template_write(found, target))


@access("ledger")
def export(request: SignedRequest, code: str, name: str) -> HttpResponseBase:
    """Send what the ledger holds: masked; posted with a reason, as it is."""
    found = ledger_asked(request, code, name)
    if request.method != "POST":
        return sheet(f"{name}-{code}.xlsx", lambda target: ledger_export(found, target, acting=request.standing))
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        ledger_export_clear(found, target, acting=request.standing, why=request.POST.get("why", ""))
    except LinliError as error:
        target.close()
        return ledger_page(request, found, fault=error.message, status=error.status)
    return _sent(f"{name}-{code}.xlsx", target)


def sheet(name: str, write: Callable[[BinaryIO], object]) -> HttpResponseBase:
    """Send a spreadsheet, written to disk first: it may be long."""
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    write(target)
    return _sent(name, target)


def _sent(name: str, target: IO[bytes]) -> HttpResponseBase:
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
