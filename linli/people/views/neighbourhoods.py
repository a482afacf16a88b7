"""Areas, groups and neighbourhoods of a community: seen with their leaders, and doors put into them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.people.domain import Standing
from linli.people.forms import NeighbourhoodForm
from linli.people.http import SignedRequest
from linli.people.neighbourhoods import parts_of
from linli.places.models import Division, Entrance, Household
from linli.places.policies import community_for
from linli.places.records import NeighbourhoodRecord
from linli.places.services import doors_between, neighbourhoods_set


@access("places")
@require_http_methods(["GET", "HEAD", "POST"])
def neighbourhoods(request: SignedRequest, code: str) -> HttpResponse:
    """Show them, and put an entrance or a range of its doors into one."""
    community = community_for(request.standing, code)  # type: ignore[arg-type]  # rights are known by name there
    form = NeighbourhoodForm(request.POST or None, community=community)
    if request.method == "POST" and form.is_valid():
        try:
            count = _take(community, form.cleaned_data, request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已保存：%(count)s 户属于这一邻。") % {"count": count})
            return redirect("people:neighbourhoods", community.code)
    page = {"community": community, "form": form, "listed": parts_of(community), "tab": "neighbourhoods"}
    return render(request, "people/neighbourhoods.html", page, status=422 if form.errors else 200)


def _take(community: Division, given: dict[str, Any], acting: Standing) -> int:
    entrance: Entrance = given["entrance"]
    known = (
        Household.objects.filter(community=community, entrance=entrance).order_by("id").values_list("door", flat=True)
    )
    doors = doors_between(known, given["first"], given["last"])
    names = (given["area"], given["group"], given["name"])
    neighbourhoods_set([NeighbourhoodRecord(community, entrance.building.grid, *names, entrance, doors)], acting=acting)
    return len(doors)
