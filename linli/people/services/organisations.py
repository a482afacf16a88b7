"""Organisations: a desk opens for its division, departments and units are added, a grid gets its team."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import Invalid
from linli.people.domain import CALLED_KINDS, Right, Standing
from linli.people.models import Account, Organisation, OrganisationKind, Post
from linli.people.policies import territory_required
from linli.people.selectors import desk_of, grids_without_team
from linli.people.services.accounts import account_get_or_create
from linli.people.services.naming import organisations_name
from linli.people.services.posts import post_start
from linli.places.models import Division, Grid, Level
from linli.places.services import division_activate

MOST_NAME, MOST_DUTIES, MOST_PHONE = 80, 200, 30
KIND_OF_LEVEL = {
    Level.COMMUNITY: OrganisationKind.COMMUNITY,
    Level.STREET: OrganisationKind.STREET,
    Level.DISTRICT: OrganisationKind.DISTRICT,
    Level.CITY: OrganisationKind.CITY,
}


def _may(acting: Standing | None, place: Division, grid: Grid | None = None) -> None:
    if acting is not None:
        territory_required(acting, Right.ADMIN, place, grid)


def _locked(place: Division) -> None:
    """Let two who write about the organisations of one place come one after the other."""
    Division.objects.select_for_update().only("pk").get(pk=place.pk)


def _words_checked(name: str, duties: str = "", phone: str = "") -> dict[str, str]:
    """Return what is written about an organisation, tidied.

    Raises:
        Invalid: no name, or something too long.
    """
    values = {"name": " ".join(name.split()), "duties": " ".join(duties.split()), "phone": phone.strip()}
    if not values["name"]:
        raise Invalid(_("还没有写单位名称。"), {"name": _("单位名称不能为空。")})
    for field, most in (("name", MOST_NAME), ("duties", MOST_DUTIES), ("phone", MOST_PHONE)):
        if len(values[field]) > most:
            words = _("太长了，请控制在%(most)s个字以内。") % {"most": most}
            raise Invalid(words, {field: words})
    return values


@transaction.atomic
def desk_open(
    division: Division,
    *,
    kind: str,
    phone: str,
    public_name: str,
    name: str = "",
    public_phone: str = "",
    acting: Standing | None = None,
) -> Post:
    """Let a division take part: its desk is there, it is active, and somebody is on a post of it.

    Doing it again changes nothing; another person is put on a post beside the first.

    Args:
        division: city, district, street or community.
        kind, phone, public_name, public_phone: the post, and who takes it.
        name: the desk's; the division's where empty and the desk is new.
        acting: who opens it; None is the installation itself.

    Raises:
        Refused: the division is not in the territory of whoever acts.
        Invalid: no mobile number, no name, a kind no desk has; or it is open and whoever acts should appoint instead.
    """
    _may(acting, division)
    _locked(division)
    desk = desk_of(division)
    if acting is not None and desk is not None and desk.active and division.active:
        raise Invalid(_("“%(name)s”已经开通，请在岗位页面直接安排上岗。") % {"name": division.name})
    if desk is None:
        values = _words_checked(name or division.name)
        kind_of_desk = KIND_OF_LEVEL[Level(division.level)]
        desk = _save(Organisation(kind=kind_of_desk, level=division.level, place=division, **values))
    else:
        _save(desk, name=_words_checked(name or desk.name)["name"], active=True)
    division_activate(division)
    account = account_get_or_create(phone, public_name)
    held = Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), organisation=desk, kind=kind)
    return held.filter(account=account).first() or post_start(
        organisation=desk, kind=kind, account=account, public_name=public_name, public_phone=public_phone
    )


@transaction.atomic
def organisation_add(
    place: Division, *, kind: str, name: str, duties: str = "", phone: str = "", acting: Standing | None = None
) -> Organisation:
    """Add a department, company, committee or unit to a place, on its level; a closed one of that name opens again.

    Raises:
        Refused: the place is not in the territory of whoever acts.
        Invalid: a kind that is not called on but answers for a territory, no name, or the name is there already.
    """
    _may(acting, place)
    _called_kind(kind)
    values = _words_checked(name, duties, phone)
    _locked(place)
    _name_free(place, kind, values["name"])
    closed = Organisation.objects.filter(place=place, kind=kind, name=values["name"], active=False).first()
    if closed is None:
        return _save(Organisation(kind=kind, level=place.level, place=place, **values))
    return _save(closed, active=True, **values)


@transaction.atomic
def organisation_update(
    organisation: Organisation,
    *,
    name: str,
    duties: str = "",
    phone: str = "",
    kind: str = "",
    acting: Standing | None = None,
) -> Organisation:
    """Correct what is written about an organisation. Its place stays; its kind only changes where it is called on.

    Raises:
        Refused: it is not in the territory of whoever acts.
        Invalid: as `organisation_add` says.
    """
    _may(acting, organisation.place, organisation.grid)
    kind = kind or organisation.kind
    if kind != organisation.kind:
        _called_kind(kind)
        _called_kind(organisation.kind)
    values = _words_checked(name, duties, phone)
    _locked(organisation.place)
    _name_free(organisation.place, kind, values["name"], organisation)
    return _save(organisation, kind=kind, **values)


@transaction.atomic
def organisation_close(organisation: Organisation, *, acting: Standing | None = None) -> None:
    """Close an organisation that is called on: its posts end now, nothing new comes to it, its history stays.

    Raises:
        Refused: it is not in the territory of whoever acts.
        Invalid: it answers for a territory, whose requests would be nobody's.
    """
    _may(acting, organisation.place, organisation.grid)
    if organisation.kind not in CALLED_KINDS:
        raise Invalid(_("“%(name)s”负责一方辖区，不能关闭；可以结束其中的岗位。") % {"name": organisation.name})
    _locked(organisation.place)
    now = clock.now()
    for post in Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), organisation=organisation):
        post.ends_at = max(now, post.starts_at)
        post.save(update_fields=["ends_at"])
    _save(organisation, active=False)


@transaction.atomic
def grid_team(grid: Grid, *, acting: Standing | None = None) -> Organisation:
    """Return a grid's team, made where there is none.

    Raises:
        Refused: the grid is not in the territory of whoever acts.
        Invalid: the grid is no longer in use.
    """
    _may(acting, grid.community, grid)
    if not grid.active:
        raise Invalid(_("“%(name)s”已停用，不能安排岗位。") % {"name": grid.name})
    made, is_new = Organisation.objects.get_or_create(grid=grid, defaults=team_values(grid))
    if is_new:
        organisations_name([made])
    return made if made.active else _save(made, active=True)


@transaction.atomic
def grid_teams(community: Division, *, acting: Standing | None = None) -> list[Organisation]:
    """Make the team of every grid of a community that has none, and return those made.

    Raises:
        Refused: the community is not in the territory of whoever acts.
    """
    _may(acting, community)
    _locked(community)
    return [grid_team(grid) for grid in grids_without_team(community)]


@transaction.atomic
def grid_post_start(grid: Grid, *, account: Account, acting: Standing | None = None, **post: Any) -> Post:
    """Put somebody on a post of a grid; its team is made with the first.

    Raises:
        Refused, Invalid: as `grid_team` and `post_start` say.
    """
    return post_start(organisation=grid_team(grid, acting=acting), account=account, acting=acting, **post)


def team_values(grid: Grid) -> dict[str, Any]:
    """What a grid's team is called and where it stands, as columns of an organisation."""
    name = f"{grid.community.name.removesuffix('居委会')}{grid.name}"[-MOST_NAME:]
    desk = desk_of(grid.community)
    return {"kind": OrganisationKind.GRID, "name": name, "level": Level.GRID, "place": grid.community, "parent": desk}


def _called_kind(kind: str) -> None:
    if kind not in CALLED_KINDS:
        words = _("这一类单位不能在这里添加，请从列表中选择。")
        raise Invalid(words, {"kind": words})


def _name_free(place: Division, kind: str, name: str, but: Organisation | None = None) -> None:
    same = Organisation.objects.filter(place=place, kind=kind, name=name, active=True)
    if (same.exclude(pk=but.pk) if but else same).exists():
        words = _("这里已有名为“%(name)s”的同类单位。") % {"name": name}
        raise Invalid(words, {"name": words})


def _save(organisation: Organisation, **values: Any) -> Organisation:
    for column, value in values.items():
        setattr(organisation, column, value)
    organisation.save(update_fields=list(values) if organisation.pk else None)
    organisations_name([organisation])
    return organisation
