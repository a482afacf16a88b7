"""Every read about people: who somebody is now, who is responsible where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.batch import once_a_batch
from linli.core.errors import Missing
from linli.core.prepared import prepared
from linli.people import policies
from linli.people.domain import HANDLING_KINDS, PARTY_KINDS, Right, Standing
from linli.people.models import Account, Delegation, Organisation, OrganisationKind, Post, StaffTerms
from linli.people.standing import standing_of as standing_of
from linli.places.models import Division, Entrance, Grid, Household, Level
from linli.search.naming import nearest

_DESKS_BY_LEVEL = {
    OrganisationKind.COMMUNITY: Level.COMMUNITY,
    OrganisationKind.STREET: Level.STREET,
    OrganisationKind.DISTRICT: Level.DISTRICT,
    OrganisationKind.CITY: Level.CITY,
}

MOST_LENDABLE = 500
"""More posts than this are no list to choose from: a city's head looks at the place below first."""


def account_by_phone(phone: str) -> Account | None:
    """Return the account of a phone number (as `normal_phone` gives it), found by its blind index."""
    return Account.objects.filter(phone_index__in=personal.blind_any(phone)).first()


def children_among(account_ids: Iterable[int]) -> frozenset[int]:
    """Return which of some accounts are a child's, who has not turned 14."""
    rows = Account.objects.filter(pk__in=list(account_ids), child_until__gt=clock.today())
    return frozenset(rows.values_list("pk", flat=True))


@once_a_batch
def ladder_of(community: Division, grid: Grid | None) -> list[Organisation]:
    """Return the desks that answer for a place, lowest level first: one query."""
    codes = [code for code in community.path.split("/") if code]
    return sorted(_desks(codes, grid.pk if grid else None), key=lambda desk: desk.level)


@prepared
def _desks(codes: list[str], grid_id: int | None) -> QuerySet[Organisation]:
    wanted = Q(kind__in=_DESKS_BY_LEVEL, place__code__in=codes)
    if grid_id is not None:
        wanted |= Q(kind=OrganisationKind.GRID, grid=grid_id)
    return Organisation.objects.filter(wanted, active=True)


def responsible_people(community: Division, grid: Grid | None, entrance: Entrance | None = None) -> QuerySet[Post]:
    """Return the posts shown to residents of a grid: its own people first, then the community's (G6).

    Of the leaders of areas, groups and neighbourhoods those of the entrance somebody came by; without one the areas'.
    """
    theirs = Q(neighbourhood=None) | Q(neighbourhood__kind="area")
    if entrance is not None:
        own = Household.objects.filter(entrance=entrance, neighbourhood__isnull=False)
        rows = own.values_list("neighbourhood", "neighbourhood__parent", "neighbourhood__parent__parent").distinct()
        theirs = Q(neighbourhood=None) | Q(neighbourhood__in={pk for row in rows for pk in row if pk})
    organisations = [desk.pk for desk in ladder_of(community, grid) if desk.level <= Level.COMMUNITY]
    standing_in = Post.objects.current().filter(organisation__active=True).order_by("starts_at")
    return (
        Post.objects.current()
        .filter(theirs, organisation__in=organisations, deputy_for=None)
        .select_related("organisation", "neighbourhood")
        .prefetch_related(Prefetch("deputies", queryset=standing_in, to_attr="standing_in"))
        .order_by("organisation__level", "id")
    )


def holders_of(organisation_id: int) -> list[int]:
    """Return the accounts that what is new for an organisation goes to: whoever handles its cases now, nobody else on it.

    Whoever is stood in for is left in peace: the deputy has the duties (G6). Where nobody is on a post that could act, it is
    whoever acts for it, on the nearest desk above (decision 047).
    """
    looked: set[int] = set()
    here: int | None = organisation_id
    found: list[int] = []
    while here is not None and here not in looked:
        looked.add(here)
        posts = list(
            Post.objects.current()
            .filter(organisation=here, organisation__active=True, account__is_active=True, kind__in=HANDLING_KINDS)
            .values_list("id", "account_id", "deputy_for_id")
        )
        if posts:
            away = {deputy_for for _pk, _account, deputy_for in posts}
            found += [account for pk, account, _for in posts if pk not in away]
            break
        here = Organisation.objects.values_list("parent_id", flat=True).filter(pk=here).first()
    return sorted(set(found))


def post_shown(pk: int) -> Post:
    """Return a post that is held now, with its photo, as everybody may see it.

    Raises:
        Missing: none, ended, or without a photo.
    """
    found = Post.objects.current().filter(pk=pk, organisation__active=True).exclude(photo="").first()
    if found is None:
        raise Missing(_("没有这张照片。"))
    return found


def post_editable(account: Account, standing: Standing, pk: int) -> Post:
    """Return a post whose promise and photo somebody may change: one's own, or one that they arrange.

    Raises:
        Missing: none, ended, or another's; one cannot tell which.
    """
    own = Post.objects.current().filter(pk=pk, account=account).select_related("organisation__place").first()
    return own or post_managed(standing, pk)


def organisations_for_move(standing: Standing, post: Post) -> QuerySet[Organisation]:
    """Return the organisations that somebody may move a post's holder to: of the same kind, in the same place or below
    one's own.
    """
    found = Organisation.objects.filter(kind=post.organisation.kind, active=True).exclude(pk=post.organisation_id)
    own = Q(pk__in=[])
    for hat in standing.hats_with(Right.ADMIN):
        if hat.is_desk and hat.organisation_kind != OrganisationKind.GRID:
            own |= Q(place__path__startswith=hat.path)
    return found.filter(own).select_related("place").defer("place__outline").order_by("place__code", "id")


def organisations_covering(path: str) -> QuerySet[Organisation]:
    """Return the active organisations that can be given work where this lineage leads: of the division, or one above it.

    Those of the party line are none of them: they take part by other ways (G3).
    """
    codes = [code for code in path.split("/") if code]
    found = Organisation.objects.filter(active=True, place__code__in=codes).exclude(kind__in=PARTY_KINDS)
    found = found.select_related("place")
    return found.defer("place__outline")


def posts_of(account: Account) -> QuerySet[Post]:
    """Return the posts somebody holds now or will hold."""
    from_now = Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), account=account)
    return from_now.select_related("organisation").order_by("starts_at")


def place_managed(standing: Standing, right: Right, code: str = "") -> Division:
    """Return the place a page of settings is about: the one with that code, or one's own.

    Raises:
        Refused: not in the territory of any post held with this right.
        Missing: no such place.
    """
    if not code:
        own = policies.own_places(standing, right)
        place = Division.objects.filter(pk__in=own[:1]).defer("outline").first()
    else:
        place = Division.objects.filter(code=code).defer("outline").first()
    if place is None:
        raise Missing(_("没有找到这个地方，请从列表中选择。"))
    policies.territory_required(standing, right, place)
    return place


def places_below(place: Division) -> QuerySet[Division]:
    """Return the divisions directly below that use Linli."""
    return Division.objects.filter(parent=place, active=True).defer("outline")


def places_to_open(place: Division) -> QuerySet[Division]:
    """Return the divisions directly below that have no desk that answers yet."""
    desks = Organisation.objects.filter(place=OuterRef("pk"), kind__in=_DESKS_BY_LEVEL, active=True)
    found = Division.objects.filter(~Exists(desks) | Q(active=False), parent=place)
    return found.defer("outline").order_by("code")


def desk_of(division: Division) -> Organisation | None:
    """Return the desk of a division, open or closed."""
    return Organisation.objects.filter(place=division, kind__in=_DESKS_BY_LEVEL).first()


def desk_over(division: Division) -> Organisation | None:
    """Return the nearest desk that answers for a division: its own, else the one above that is open. One query."""
    codes = [code for code in division.path.split("/") if code]
    found = Organisation.objects.filter(place__code__in=codes, kind__in=_DESKS_BY_LEVEL, active=True)
    return found.order_by("level").first()


def grids_without_team(community: Division) -> QuerySet[Grid]:
    """Return the grids in use for which nobody can hold a post yet: they have no team."""
    found = Grid.objects.filter(Q(organisation=None) | Q(organisation__active=False), community=community, active=True)
    return found.select_related("community").defer("outline", "community__outline").order_by("code")


def place_above_managed(standing: Standing, right: Right, place: Division) -> Division | None:
    """Return the division directly above, where it is in the territory too."""
    above = Division.objects.filter(children=place).defer("outline").first()
    return above if above is not None and policies.territory_hat(standing, right, above) else None


def organisations_with_posts(place: Division) -> QuerySet[Organisation]:
    """Return the active organisations of a place, lowest level first, `shown` holding posts of now, soon and the last 30 days.

    Three queries, however many there are.
    """
    return _with_posts(Organisation.objects.filter(place=place))


def _with_posts(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    since = clock.now() - timedelta(days=30)
    shown = Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=since)).select_related("deputy_for", "neighbourhood")
    shown = shown.order_by("-starts_at", "id")
    found = found.filter(active=True).prefetch_related(Prefetch("posts", queryset=shown, to_attr="shown"))
    return found.order_by("level", "kind", "id")


def teams_managed(standing: Standing) -> QuerySet[Organisation]:
    """Return the grids' teams that somebody arranges who heads a grid and no place, with their posts; see above."""
    heads = [hat.organisation_id for hat in standing.hats_with(Right.ADMIN) if hat.organisation_kind == "grid"]
    return _with_posts(Organisation.objects.filter(pk__in=heads))


def organisation_managed(standing: Standing, pk: int) -> Organisation:
    """Return an organisation whose posts may be arranged.

    Raises:
        Missing: none, or outside the territory; one cannot tell which.
    """
    found = Organisation.objects.filter(pk=pk, active=True).select_related("place", "grid").first()
    if found is None or not policies.territory_hat(standing, Right.ADMIN, found.place, found.grid):
        raise Missing(_("没有找到这个单位，或者它不在您的管理范围内。"))
    return found


def grid_managed(standing: Standing, pk: int) -> Grid:
    """Return a grid whose team may be arranged.

    Raises:
        Missing: none, or outside the territory; one cannot tell which.
    """
    found = Grid.objects.filter(pk=pk, active=True).select_related("community").first()
    if found is None or not policies.territory_hat(standing, Right.ADMIN, found.community, found):
        raise Missing(_("没有找到这个网格，或者它不在您的管理范围内。"))
    return found


def post_managed(standing: Standing, pk: int) -> Post:
    """Return a post that may be ended or stood in for.

    Raises:
        Missing: none, or outside the territory; one cannot tell which.
    """
    found = Post.objects.filter(pk=pk).select_related("organisation__place", "organisation__grid").first()
    if found is None or not policies.territory_hat(
        standing, Right.ADMIN, found.organisation.place, found.organisation.grid
    ):
        raise Missing(_("没有找到这个岗位，或者它不在您的管理范围内。"))
    return found


def posts_lendable(standing: Standing, place: Division) -> QuerySet[Post]:
    """Return the posts held now in a place and below it whose rights somebody may change: everybody's but their own."""
    found = Post.objects.current().filter(organisation__place__path__startswith=place.path, organisation__active=True)
    found = found.exclude(account=standing.account_id).select_related("organisation")
    return found.order_by("-organisation__level", "organisation_id", "id")[:MOST_LENDABLE]


def delegations_in(place: Division) -> list[Delegation]:
    """Return what is delegated in a place and below it: what holds now, then what ended in the last 30 days.

    `holds` says which. Two queries, however many there are.
    """
    since = clock.now() - timedelta(days=30)
    here = Delegation.objects.filter(path__startswith=place.path)
    holds = set(here.current().values_list("pk", flat=True))
    recent = here.filter(Q(ends_at=None) | Q(ends_at__gt=since)).defer("place__outline", "by__organisation__place")
    found = list(recent.select_related("post__organisation", "place", "by__organisation", "ended_by")[:MOST_LENDABLE])
    for row in found:
        # What was given from a post that has ended, or to one, holds no more, whatever its own end says.
        row.holds = row.pk in holds and (row.post is None or row.post.ends_at is None or row.post.ends_at > clock.now())  # type: ignore[attr-defined]
    return sorted(found, key=lambda row: not row.holds)  # type: ignore[attr-defined]


def delegation_managed(standing: Standing, pk: int) -> Delegation:
    """Return a delegation that somebody may end.

    Raises:
        Missing: none, or outside the territory; one cannot tell which.
    """
    found = Delegation.objects.filter(pk=pk).select_related("place", "post__organisation__grid").first()
    grid = found.post.organisation.grid if found and found.post else None
    if found is None or not policies.territory_hat(standing, Right.ADMIN, found.place, grid):
        raise Missing(_("没有找到这项委托，或者它不在您的管理范围内。"))
    return found


def posts_before_and_after(post: Post, most: int = 20) -> list[Post]:
    """Return who else held such a post in its organisation, the latest first; nobody's account is read."""
    found = Post.objects.filter(organisation=post.organisation_id, kind=post.kind).exclude(pk=post.pk)
    return list(found.order_by("-starts_at", "-pk")[:most])


@dataclass(frozen=True, slots=True)
class FoundStaff:
    """An organisation, or somebody on a post of it: what is posted for everybody."""

    name: str
    kind: str
    organisation: str
    place: str
    phone: str
    about: str


def staff_found(asked: str, most: int = 20) -> list[FoundStaff]:
    """Return the organisations and those on their posts now that meet what somebody typed, the nearest name first.

    Whoever serves does so by name (G6): all that is searched and shown is posted in stairwells. Residents are found by
    nobody. Three queries.

    Args:
        asked: a name, in words, pinyin or initials; a kind of post; what an organisation answers for; an office number.
    """
    rows = nearest(StaffTerms, asked, (), ("post", "organisation"))
    posts = Post.objects.current().filter(pk__in=[row.thing_id for row in rows if row.kind == "post"])
    posts = posts.filter(organisation__active=True).select_related("organisation__place")
    organisations = Organisation.objects.filter(
        active=True, pk__in=[row.thing_id for row in rows if row.kind == "organisation"]
    )
    heavy = ("organisation__place__outline",)
    found = {("post", post.pk): _as_post(post) for post in posts.defer(*heavy)}
    for organisation in organisations.select_related("place").defer("place__outline"):
        found["organisation", organisation.pk] = _as_organisation(organisation)
    return [found[row.kind, row.thing_id] for row in rows if (row.kind, row.thing_id) in found][:most]


def _as_post(post: Post) -> FoundStaff:
    organisation = post.organisation
    phone = post.public_phone or organisation.phone
    kind, place = post.get_kind_display(), organisation.place.name
    return FoundStaff(post.public_name, str(kind), organisation.name, place, phone, post.promise)


def _as_organisation(organisation: Organisation) -> FoundStaff:
    kind, place = organisation.get_kind_display(), organisation.place.name
    return FoundStaff(organisation.name, str(kind), "", place, organisation.phone, organisation.duties)
