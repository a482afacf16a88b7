"""One box for everything staff look for: cases they may read, what is known, places of theirs, whoever serves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.models import Case
from linli.cases.selectors import cases_found
from linli.core.access import access
from linli.knowledge.selectors import articles_for_staff
from linli.people.domain import Right, Standing
from linli.people.http import SignedRequest
from linli.people.selectors import FoundStaff, staff_found
from linli.places.selectors import FoundPlace, places_found
from linli.search.showing import marked
from linli.text.marking import Marker
from linli.text.query import condition_of

FEW, MANY = 6, 40
"""How many of each kind the page shows at first, and where one kind is looked at alone."""
MOST_CHARACTERS = 100
PLACE_KINDS = {
    "division": gettext_lazy("区划"),
    "compound": gettext_lazy("小区"),
    "grid": gettext_lazy("网格"),
    "building": gettext_lazy("楼栋"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of what was found."""

    title: SafeString
    about: Sequence[Any]
    url: str = ""
    at: datetime | None = None
    excerpt: SafeString | str = ""
    state: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `more` leads to the rest, "" where this is all."""

    name: str
    label: str
    icon: str
    hits: list[Hit]
    more: str = ""
    older: str = ""


@access("staff")
def search(request: SignedRequest) -> HttpResponse:
    """Show what was found, kind by kind; `kind` shows more of one."""
    asked = request.GET.get("q", "").strip()[:MOST_CHARACTERS]
    kind = request.GET.get("kind", "")
    sayable = condition_of(asked) is not None
    groups: Iterable[Group] = ()
    if sayable:
        groups = [_GROUPS[kind](request, asked, MANY)] if kind in _GROUPS else _all(request, asked)
    page = {
        "q": asked,
        "kind": kind if kind in _GROUPS else "",
        "groups": [group for group in groups if group.hits or group.older],
        "sayable": sayable,
    }
    return render(request, "web/search.html", page)


def _all(request: SignedRequest, asked: str) -> Iterable[Group]:
    return [make(request, asked, FEW) for make in _GROUPS.values()]


def _cases(request: SignedRequest, asked: str, most: int) -> Group:
    marker, address = Marker(asked), reverse("cases:case", args=(0, 0)).replace("/0/0/", "/%d/%d/")
    found = cases_found(request.standing, asked, before=request.GET.get("before", ""), most=most)
    rows = Case.objects.select_related("community", "grid").only(*_READ)
    hits = [
        Hit(
            title=marked(marker.pieces(case.title)),
            about=(case.number, case.grid.name if case.grid else case.community.name),
            at=case.submitted_at,
            url=address % (case.community_id, case.id),
            excerpt=_excerpt(marker, case),
            state=case.state,
        )
        for case in found.read(rows)
    ]
    more = _more("cases", asked) if found.older and most == FEW else ""
    return Group("cases", _("诉求"), "inbox", hits, more, "" if most == FEW else found.older)


_READ = (
    *("community_id", "id", "number", "title", "body", "answer", "state", "submitted_at"),
    *("community__name", "grid__name"),
)


def _excerpt(marker: Marker, case: Case) -> SafeString | str:
    """The part of the text or the answer that meets the words; nothing where the title says it already."""
    for text in (case.body, case.answer):
        if text != case.title and marker.spans(text):
            return marked(marker.excerpt(text))
    return ""


def _articles(request: SignedRequest, asked: str, most: int) -> Group:
    found = articles_for_staff(request.standing).filter(terms__terms__meet=condition_of(asked))[: most + 1]
    marker, hits = Marker(asked), []
    for article in found[:most]:
        version = article.shown or article.latest
        assert version is not None
        hits.append(
            Hit(
                marked(marker.pieces(version.question)),
                (article.get_state_display(), version.category.name),
                reverse("knowledge:article", args=[article.pk]),
                excerpt=marked(marker.excerpt(version.answer)),
            )
        )
    more = _more("knowledge", asked) if len(found) > most and most == FEW else ""
    return Group("knowledge", _("知识"), "bulb", hits, more)


def _places(request: SignedRequest, asked: str, most: int) -> Group:
    standing = request.standing
    paths = [hat.path for hat in standing.hats_with(Right.HANDLE)]
    found = places_found(asked, paths, most + 1)
    marker = Marker(asked)
    hits = [
        Hit(marked(marker.pieces(one.name)), (PLACE_KINDS[one.kind], one.where), _place_url(standing, one))
        for one in found[:most]
    ]
    more = _more("places", asked) if len(found) > most and most == FEW else ""
    return Group("places", _("地点"), "map-pin", hits, more)


def _place_url(standing: Standing, place: FoundPlace) -> str:
    """Where a place leads: a community to its own page, a larger one to its figures, anything else to its cases."""
    if place.is_community and _covers(standing, Right.PLACES, place):
        return reverse("places:community", args=[place.code])
    if place.kind == "division" and _covers(standing, Right.FIGURES, place):
        return f"{reverse('insight:dashboard')}?{urlencode({'place': place.code})}"
    query = {"box": "place", "grid": place.id} if place.kind == "grid" else {"box": "place", "q": place.name}
    return f"{reverse('cases:inbox')}?{urlencode(query)}"


def _covers(standing: Standing, right: Right, place: FoundPlace) -> bool:
    return any(hat.covers(place.path, None) for hat in standing.hats_with(right))


def _staff(request: SignedRequest, asked: str, most: int) -> Group:
    found, marker = staff_found(asked, most + 1), Marker(asked)
    hits = [_staff_hit(one, marker) for one in found[:most]]
    more = _more("staff", asked) if len(found) > most and most == FEW else ""
    return Group("staff", _("工作人员和单位"), "users", hits, more)


def _staff_hit(one: FoundStaff, marker: Marker) -> Hit:
    about = (one.kind, one.organisation, one.place)
    return Hit(marked(marker.pieces(one.name)), about, excerpt=marked(marker.excerpt(one.about)), phone=one.phone)


def _more(kind: str, asked: str) -> str:
    return f"?{urlencode({'q': asked, 'kind': kind})}"


_GROUPS = {"cases": _cases, "knowledge": _articles, "places": _places, "staff": _staff}
