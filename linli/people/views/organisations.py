"""Organisations of a place, for its heads: desks below open, units are added, corrected, closed, grids get teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error, telling
from linli.people import selectors, services
from linli.people.domain import Right
from linli.people.forms import DeskForm, OrganisationForm, PostForm
from linli.people.http import SignedRequest
from linli.people.models import Organisation
from linli.people.services.organisations import team_values
from linli.people.tree import organisations_posted, trees_of
from linli.people.views.staff import posts_of_place
from linli.places.selectors import communities_in_use

READ_AND_WRITE = ["GET", "HEAD", "POST"]


def _page(
    request: SignedRequest, form: DeskForm | OrganisationForm, title: str, place: object, back: str
) -> HttpResponse:
    page = {"form": form, "title": title, "place": place, "back": back}
    return render(request, "people/organisation_form.html", page, status=422 if form.errors else 200)


@access("admin")
@require_http_methods(READ_AND_WRITE)
def open_desk(request: SignedRequest, code: str) -> HttpResponse:
    """Open the desk of a division, naming its first head."""
    division = selectors.place_managed(request.standing, Right.ADMIN, code)
    form = DeskForm(request.POST or None, initial={"name": division.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.desk_open(division, acting=request.standing, **form.cleaned_data)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("“%(name)s”已开通。") % {"name": division.name})
            return redirect(posts_of_place(division.code))
    back = posts_of_place(division.parent.code if division.parent else division.code)
    return _page(request, form, _("开通%(name)s") % {"name": division.name}, division, back)


@access("admin")
@require_http_methods(READ_AND_WRITE)
def add(request: SignedRequest, code: str) -> HttpResponse:
    """Add a department, company, committee or unit to a place."""
    place = selectors.place_managed(request.standing, Right.ADMIN, code)
    form = OrganisationForm(request.POST or None, place=place, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.organisation_add(place, acting=request.standing, **form.cleaned_data)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已添加“%(name)s”，现在可以安排上岗。") % {"name": made.name})
            return redirect(posts_of_place(place.code))
    return _page(request, form, _("添加单位"), place, posts_of_place(place.code))


@access("admin")
@require_http_methods(READ_AND_WRITE)
def edit(request: SignedRequest, organisation_id: int) -> HttpResponse:
    """Correct what is written about an organisation."""
    found = selectors.organisation_managed(request.standing, organisation_id)
    columns = ("kind", "name", "duties", "phone", "contact", "address", "parent", "within")
    written = {column: getattr(found, column) for column in columns}
    form = OrganisationForm(request.POST or None, place=found.place, kind=found.kind, initial=written)
    back = posts_of_place(found.place.code)
    if request.method == "POST" and form.is_valid():
        try:
            services.organisation_update(found, acting=request.standing, **form.cleaned_data)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("“%(name)s”已保存。") % {"name": found.name})
            return redirect(back)
    return _page(request, form, _("修改单位"), found.place, back)


@access("admin")
@require_POST
def close(request: SignedRequest, organisation_id: int) -> HttpResponse:
    """Close an organisation now."""
    found = selectors.organisation_managed(request.standing, organisation_id)
    with telling(request, _("“%(name)s”已关闭，其中的岗位同时结束。") % {"name": found.name}):
        services.organisation_close(found, acting=request.standing)
    return redirect(posts_of_place(found.place.code))


@access("admin")
@require_POST
def teams(request: SignedRequest, code: str) -> HttpResponse:
    """Make the teams of all grids of a community that have none."""
    community = selectors.place_managed(request.standing, Right.ADMIN, code)
    made = services.grid_teams(community, acting=request.standing)
    messages.success(request, _("已为 %(count)s 个网格建立队伍，现在可以安排上岗。") % {"count": len(made)})
    return redirect(posts_of_place(community.code))


@access("admin")
@require_http_methods(READ_AND_WRITE)
def start_on_grid(request: SignedRequest, grid_id: int) -> HttpResponse:
    """Put the first person on a post of a grid that has no team yet."""
    grid = selectors.grid_managed(request.standing, grid_id)
    team = Organisation(grid=grid, **team_values(grid))
    form = PostForm(request.POST or None, request.FILES or None, organisation=team)
    back = posts_of_place(grid.community.code)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            account = services.account_get_or_create(given.pop("phone"), given["public_name"])
            services.grid_post_start(grid, account=account, acting=request.standing, **given)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("%(name)s已上岗。") % {"name": given["public_name"]})
            return redirect(back)
    page = {"form": form, "organisation": team, "back": back, "title": _("安排上岗")}
    return render(request, "people/post_form.html", page, status=422 if form.errors else 200)


@access("admin")
@require_safe
def tree(request: SignedRequest) -> HttpResponse:
    """The organisations of a place as trees: the line of administration, and the party's beside it."""
    place = selectors.place_managed(request.standing, Right.ADMIN, request.GET.get("place", ""))
    administration, party = trees_of(place)
    page = {
        "place": place,
        "administration": administration,
        "party": party,
        "above": selectors.place_above_managed(request.standing, Right.ADMIN, place),
    }
    return render(request, "people/tree.html", page)


@access("public")
@require_safe
def posted(request: HttpRequest, code: str) -> HttpResponse:
    """The organisations that residents of a community may turn to."""
    community = get_object_or_404(communities_in_use(), code=code)
    page = {"community": community, "organisations": organisations_posted(community)}
    return render(request, "people/posted.html", page)
