"""Organisations: a desk opens for its division, departments and units are added, a grid gets its team."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid
from linli.people.domain import ADDED_KINDS, PARTY_ABOVE, PARTY_KINDS, PARTY_LEVEL, Right, Standing
from linli.people.models import Account, Organisation, OrganisationKind, Post
from linli.people.policies import territory_required
from linli.people.selectors import desk_of, grids_without_team
from linli.people.services.accounts import account_get_or_create
from linli.people.services.naming import organisations_name
from linli.people.services.posts import post_start
from linli.places.models import Division, Grid, Level
from linli.places.services import division_activate, division_lock

MOST = {"name": 80, "duties": 200, "phone": 30, "contact": 40, "address": 120}
MOST_NAME = MOST["name"]
KIND_OF_LEVEL = {
    Level.COMMUNITY: OrganisationKind.COMMUNITY,
    Level.STREET: OrganisationKind.STREET,
    Level.DISTRICT: OrganisationKind.DISTRICT,
    Level.CITY: OrganisationKind.CITY,
}


def organisation_may(acting: Standing | None, place: Division, grid: Grid | None = None) -> None:
    """Check that somebody may write about the organisations of a place; None is the installation itself.

    Raises:
        Refused: it is not in their territory.
    """
    if acting is not None:
        territory_required(acting, Right.ADMIN, place, grid)


def words_checked(
    name: str, duties: str = "", phone: str = "", contact: str | None = None, address: str | None = None
) -> dict[str, str]:
    """Return what is written about an organisation, tidied.

    Raises:
        Invalid: no name, or something too long.
    """
    values = {"name": " ".join(name.split()), "duties": " ".join(duties.split()), "phone": phone.strip()}
    values |= {name: words.strip() for name, words in (("contact", contact), ("address", address)) if words is not None}
    if not values["name"]:
        raise Invalid(_("还没有写单位名称。"), {"name": _("单位名称不能为空。")})
    for field, most in MOST.items():
        if len(values.get(field, "")) > most:
            raise Invalid.at(field, _("太长了，请控制在%(most)s个字以内。") % {"most": most})
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
    organisation_may(acting, division)
    division_lock(division)
    desk = desk_of(division)
    was_open = desk is not None and desk.active and division.active
    if acting is not None and was_open:
        raise Invalid(_("“%(name)s”已经开通，请在岗位页面直接安排上岗。") % {"name": division.name})
    if desk is None:
        values = words_checked(name or division.name)
        kind_of_desk = KIND_OF_LEVEL[Level(division.level)]
        above = desk_above(division.parent)
        desk = _save(Organisation(kind=kind_of_desk, level=division.level, place=division, parent=above, **values))
        parents_fill(below=desk)
    else:
        _save(desk, name=words_checked(name or desk.name)["name"], active=True)
    if not was_open:
        audit_note("desk_opened", division, acting, desk.pk)
    division_activate(division)
    account = account_get_or_create(phone, public_name)
    held = Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), organisation=desk, kind=kind)
    return held.filter(account=account).first() or post_start(
        organisation=desk, kind=kind, account=account, public_name=public_name, public_phone=public_phone, acting=acting
    )


@transaction.atomic
def organisation_add(
    place: Division,
    *,
    kind: str,
    name: str,
    duties: str = "",
    phone: str = "",
    contact: str = "",
    address: str = "",
    parent: Organisation | None = None,
    within: Grid | None = None,
    acting: Standing | None = None,
) -> Organisation:
    """Add a department, company, committee, unit or party organisation to a place; a closed one of that name opens again.

    Args:
        parent: what it stands under; the desk of the place, or of the party line the nearest above, where None.
        within: the grid it belongs to, where it belongs to one.

    Raises:
        Refused: the place is not in the territory of whoever acts.
        Invalid: a kind that is not added but answers for a territory, no name, the name is there already, a parent that
            is not above it, or a grid of another community.
    """
    organisation_may(acting, place)
    _called_kind(kind)
    values: dict[str, Any] = words_checked(name, duties, phone, contact, address)
    values |= {"parent": _parent(place, kind, parent, within), "within": grid_within(place, kind, within)}
    division_lock(place)
    _name_free(place, kind, values["name"])
    closed = Organisation.objects.filter(place=place, kind=kind, name=values["name"], active=False).first()
    if closed is None:
        added = _save(Organisation(kind=kind, level=PARTY_LEVEL.get(kind, place.level), place=place, **values))
    else:
        added = _save(closed, active=True, **values)
    audit_note("organisation_added", place, acting, added.pk, kind=kind)
    return added


@transaction.atomic
def organisation_update(
    organisation: Organisation,
    *,
    name: str,
    duties: str = "",
    phone: str = "",
    contact: str | None = None,
    address: str | None = None,
    kind: str = "",
    parent: Organisation | None = None,
    within: Grid | None = None,
    acting: Standing | None = None,
) -> Organisation:
    """Correct what is written about an organisation. Its place stays; its kind only changes where it is called on.

    Raises:
        Refused: it is not in the territory of whoever acts.
        Invalid: as `organisation_add` says.
    """
    organisation_may(acting, organisation.place, organisation.grid)
    kind = kind or organisation.kind
    if kind != organisation.kind:
        _called_kind(kind)
        _called_kind(organisation.kind)
    values: dict[str, Any] = words_checked(name, duties, phone, contact, address)
    if kind in ADDED_KINDS and parent is not None:
        values["parent"] = _parent(organisation.place, kind, parent, within, organisation)
    if kind in ADDED_KINDS:
        values["within"] = grid_within(organisation.place, kind, within)
    division_lock(organisation.place)
    _name_free(organisation.place, kind, values["name"], organisation)
    audit_note("organisation_edited", organisation.place, acting, organisation.pk, kind=kind)
    return _save(organisation, kind=kind, **values)


@transaction.atomic
def organisation_close(organisation: Organisation, *, acting: Standing | None = None) -> None:
    """Close an organisation that is called on: its posts end now, nothing new comes to it, its history stays.

    Raises:
        Refused: it is not in the territory of whoever acts.
        Invalid: it answers for a territory, whose requests would be nobody's.
    """
    organisation_may(acting, organisation.place, organisation.grid)
    if organisation.kind not in ADDED_KINDS:
        raise Invalid(_("“%(name)s”负责一方辖区，不能关闭；可以结束其中的岗位。") % {"name": organisation.name})
    division_lock(organisation.place)
    now = clock.now()
    ending = list(Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), organisation=organisation))
    for post in ending:
        post.ends_at = max(now, post.starts_at)
        post.save(update_fields=["ends_at"])
    said: dict[str, Any] = {"kind": organisation.kind, "posts": len(ending)}
    audit_note("organisation_closed", organisation.place, acting, organisation.pk, **said)
    _save(organisation, active=False)


@transaction.atomic
def grid_team(grid: Grid, *, acting: Standing | None = None) -> Organisation:
    """Return a grid's team, made where there is none.

    Raises:
        Refused: the grid is not in the territory of whoever acts.
        Invalid: the grid is no longer in use.
    """
    organisation_may(acting, grid.community, grid)
    if not grid.active:
        raise Invalid(_("“%(name)s”已停用，不能安排岗位。") % {"name": grid.name})
    made, is_new = Organisation.objects.get_or_create(grid=grid, defaults=team_values(grid))
    if is_new:
        organisations_name([made])
        audit_note("team_made", grid.community, acting, made.pk, grid=grid.pk)
    return made if made.active else _save(made, active=True)


@transaction.atomic
def grid_teams(community: Division, *, acting: Standing | None = None) -> list[Organisation]:
    """Make the team of every grid of a community that has none, and return those made.

    Raises:
        Refused: the community is not in the territory of whoever acts.
    """
    organisation_may(acting, community)
    division_lock(community)
    return [grid_team(grid, acting=acting) for grid in grids_without_team(community)]


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
    return {
        "kind": OrganisationKind.GRID,
        "name": name,
        "level": Level.GRID,
        "place": grid.community,
        "parent": desk_above(grid.community),
    }


def desk_above(place: Division | None) -> Organisation | None:
    """Return the desk of a place, or the nearest one above it: what is added there stands below it."""
    if place is None:
        return None
    codes = [code for code in place.path.split("/") if code]
    return Organisation.objects.filter(place__code__in=codes, kind__in=KIND_OF_LEVEL.values()).order_by("level").first()


def parents_fill(below: Organisation | None = None) -> int:
    """Put organisations under the nearest desk above, those that have no parent; return how many.

    Args:
        below: a desk that is new; what stood under the one above it and lies in its place moves under it.
    """
    wanted = Q(parent=None)  # those of the party line have their own way up
    if below is not None:
        wanted = Q(parent=None) | Q(parent=below.parent_id) if below.parent_id else Q(parent=None)
        wanted &= Q(place__path__startswith=below.place.path)
    waiting = (
        Organisation.objects.filter(wanted)
        .exclude(kind__in=PARTY_KINDS)
        .select_related("place")
        .defer("place__outline")
    )
    codes = {code for one in waiting for code in one.place.path.split("/")}
    desks = Organisation.objects.filter(place__code__in=codes, kind__in=KIND_OF_LEVEL.values())
    by_code = {desk.place.code: desk for desk in desks.select_related("place").defer("place__outline")}
    moved = []
    for one in waiting:
        ladder = [by_code[code] for code in one.place.path.split("/") if code in by_code]
        above = [desk for desk in ladder if desk.pk != one.pk and desk.level >= one.level]
        nearest = min(above, key=lambda desk: desk.level, default=None)
        if nearest is not None and nearest.pk != one.parent_id:
            one.parent = nearest
            moved.append(one)
    Organisation.objects.bulk_update(moved, ["parent"], batch_size=1000)
    return len(moved)


def parents_for(place: Division, kind: str) -> QuerySet[Organisation]:
    """Return what an organisation of this kind and place may stand under: of the party line the level above, else a desk."""
    codes = [code for code in place.path.split("/") if code]
    kinds = PARTY_ABOVE.get(kind, tuple(KIND_OF_LEVEL.values()))
    found = Organisation.objects.filter(place__code__in=codes, kind__in=kinds, active=True)
    return found.select_related("place").defer("place__outline").order_by("level", "id")


def _parent(
    place: Division, kind: str, parent: Organisation | None, within: Grid | None, own: Organisation | None = None
) -> Organisation | None:
    """Return what it stands under: what was asked for, if that is above; else the nearest, in the same grid first."""
    above = [one for one in parents_for(place, kind) if own is None or one.pk != own.pk]
    if parent is None:
        if kind not in PARTY_KINDS:
            return desk_above(place)
        above = [one for one in above if one.kind != kind]  # under which general branch a branch stands, somebody says
        same = [one for one in above if within is not None and one.within_id == within.pk]
        wide = [one for one in above if one.within_id is None]
        kinds = PARTY_ABOVE[kind]  # the nearest level first: a household stands under its building's group
        return min([*same, *wide], key=lambda one: (one.within_id is None, kinds.index(one.kind)), default=None)
    # A general branch stands under no other, so that no two stand under each other.
    deep = parent.kind == kind and (
        (parent.parent is not None and parent.parent.kind == kind)
        or (own is not None and own.children.filter(kind=kind, active=True).exists())
    )
    if deep or parent.pk not in {one.pk for one in above}:
        raise Invalid.at("parent", _("“%(name)s”不能作为它的上级，请从列表中选择。") % {"name": parent.name})
    return parent


def grid_within(place: Division, kind: str, within: Grid | None) -> Grid | None:
    """Return the grid that an organisation belongs to.

    Raises:
        Invalid: it is of another community, or none where one must be.
    """
    if within is not None and within.community_id != place.pk:
        raise Invalid.at("within", _("这个网格不在%(place)s。") % {"place": place.name})
    if within is None and kind == OrganisationKind.PARTY_GRID:
        raise Invalid.at("within", _("请选择它所在的网格。"))
    return within


def _called_kind(kind: str) -> None:
    if kind not in ADDED_KINDS:
        raise Invalid.at("kind", _("这一类单位不能在这里添加，请从列表中选择。"))


def _name_free(place: Division, kind: str, name: str, but: Organisation | None = None) -> None:
    same = Organisation.objects.filter(place=place, kind=kind, name=name, active=True)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise name_taken(name)


def name_taken(name: str) -> Invalid:
    """Return the refusal of a name that another of the same kind has there."""
    return Invalid.at("name", _("这里已有名为“%(name)s”的同类单位。") % {"name": name})


def _save(organisation: Organisation, **values: Any) -> Organisation:
    for column, value in values.items():
        setattr(organisation, column, value)
    organisation.save(update_fields=list(values) if organisation.pk else None)
    organisations_name([organisation])
    return organisation
