"""Every read about people: who somebody is now, who is responsible where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.batch import once_a_batch
from linli.core.errors import Missing
from linli.people import policies
from linli.people.domain import NOBODY, Hat, Right, Standing
from linli.people.models import Account, Organisation, OrganisationKind, Post, StaffTerms
from linli.places.models import Division, Grid, Level
from linli.search.naming import nearest

_DESKS_BY_LEVEL = {
    OrganisationKind.COMMUNITY: Level.COMMUNITY,
    OrganisationKind.STREET: Level.STREET,
    OrganisationKind.DISTRICT: Level.DISTRICT,
    OrganisationKind.CITY: Level.CITY,
}


def standing_of(account: Account | None, moment: datetime | None = None) -> Standing:
    """Return who `account` is at `moment` (now, where None): its current posts, read in one query.

    Every page asks it first, so it is written by hand and reads no outline: a city's takes longer to parse than the query.
    """
    if account is None or account.pk is None or not account.is_active:
        return NOBODY
    then = connection.ops.adapt_datetimefield_value(moment or clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_HATS, [account.pk, then, then])
        return Standing(account.pk, tuple(Hat(*columns) for columns in cursor.fetchall()))


# The columns in the order of the fields of `Hat`; the posts as `PostQuerySet.current` has them.
_HATS = """
SELECT post.id, post.kind, post.organisation_id, organisation.kind, organisation.level, organisation.place_id,
       place.path, organisation.grid_id
FROM people_post post
JOIN people_organisation organisation ON organisation.id = post.organisation_id
JOIN places_division place ON place.id = organisation.place_id
WHERE post.account_id = %s AND post.starts_at <= %s AND (post.ends_at IS NULL OR post.ends_at > %s)
      AND organisation.active
ORDER BY organisation.level DESC, post.id
"""


def account_by_phone(phone: str) -> Account | None:
    """Return the account of a phone number (as `normal_phone` gives it), found by its blind index."""
    return Account.objects.filter(phone_index=personal.digest(phone)).first()


@once_a_batch
def ladder_of(community: Division, grid: Grid | None) -> list[Organisation]:
    """Return the desks that answer for a place, lowest level first: one query."""
    codes = [code for code in community.path.split("/") if code]
    wanted = Q(kind__in=_DESKS_BY_LEVEL, place__code__in=codes)
    if grid is not None:
        wanted |= Q(kind=OrganisationKind.GRID, grid=grid)
    desks = Organisation.objects.filter(wanted, active=True)
    return sorted(desks, key=lambda desk: desk.level)


def staffed(organisation_ids: Iterable[int]) -> frozenset[int]:
    """Return those organisations on which somebody holds a post now."""
    return frozenset(
        Post.objects.current().filter(organisation__in=list(organisation_ids)).values_list("organisation_id", flat=True)
    )


def responsible_people(community: Division, grid: Grid | None) -> QuerySet[Post]:
    """Return the posts shown to residents of a grid: its own people first, then the community's (G6)."""
    organisations = [desk.pk for desk in ladder_of(community, grid) if desk.level <= Level.COMMUNITY]
    return (
        Post.objects.current()
        .filter(organisation__in=organisations, deputy_for=None)
        .select_related("organisation")
        .order_by("organisation__level", "id")
    )


def organisations_covering(path: str) -> QuerySet[Organisation]:
    """Return the active organisations whose place is the division with this lineage, or one above it."""
    codes = [code for code in path.split("/") if code]
    found = Organisation.objects.filter(active=True, place__code__in=codes).select_related("place")
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
    since = clock.now() - timedelta(days=30)
    shown = Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=since)).select_related("account", "deputy_for")
    return (
        Organisation.objects.filter(place=place, active=True)
        .prefetch_related(Prefetch("posts", queryset=shown.order_by("-starts_at", "id"), to_attr="shown"))
        .order_by("level", "kind", "id")
    )


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
