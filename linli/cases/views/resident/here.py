"""Own grid's page (R1, G6): who is responsible here, how to say what is wrong, what became of what was said."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from linli.cases.panels import panels_here
from linli.cases.selectors import public_cases
from linli.core.access import access
from linli.leaders.selectors.training import people_with_training
from linli.notify.selectors import notices_for
from linli.people.models import OrganisationKind
from linli.people.selectors import ladder_of, responsible_people
from linli.places.here import here, remember_community
from linli.places.models import Level
from linli.places.selectors import Located, communities_in_use

MOST_ANSWERS = 3


@access("public")
def grid(request: HttpRequest) -> HttpResponse:
    """The page of the door somebody scanned or the community they chose; without either, the front page asks."""
    place = here(request)
    return _page(request, place) if place else redirect("web:home")


@access("public")
def grid_of(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a community without a door code."""
    community = get_object_or_404(communities_in_use(), code=code)
    remember_community(request, community.pk)
    place = here(request)
    return _page(request, place or Located(community))


def _page(request: HttpRequest, place: Located) -> HttpResponse:
    desks = ladder_of(place.community, place.grid)
    return render(
        request,
        "cases/resident/grid.html",
        {
            "place": place,
            "people": people_with_training(responsible_people(place.community, place.grid, place.entrance)),
            "desk": next((desk for desk in desks if desk.kind == OrganisationKind.COMMUNITY), None),
            "street": next((desk for desk in desks if desk.level == Level.STREET), None),
            "notices": notices_for(place.community, place.grid),
            "answers": public_cases(place.community)[:MOST_ANSWERS],
            "panels": panels_here(place),
        },
    )
