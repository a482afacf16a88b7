"""What stands on a community's door plates: each door with whoever answers for it (G6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from linli.people.models import OrganisationKind, Post
from linli.places.models import Division, Grid
from linli.places.plates import MOST_PEOPLE, Plate, PlatePerson
from linli.places.selectors import door_plates, door_url

_HEADS = ("secretary", "director")


def plates_of(community: Division, grid: Grid | None = None) -> Iterator[Plate]:
    """Yield a plate for every entrance with a valid code: three queries, whatever their number.

    The grid's own people come first, then the heads of the community; deputies are not posted.
    """
    heads, by_grid = _responsible(community)
    for entrance in door_plates(community, grid=grid):
        if not entrance.valid_codes:  # type: ignore[attr-defined]
            continue
        building = entrance.building
        yield Plate(
            community=community.name,
            grid=building.grid.name,
            building=f"{building.compound or ''}{building}",
            entrance=entrance.name,
            url=door_url(entrance.valid_codes[0]),  # type: ignore[attr-defined]
            people=tuple([*by_grid.get(building.grid_id, []), *heads][:MOST_PEOPLE]),
        )


def _responsible(community: Division) -> tuple[list[PlatePerson], dict[int, list[PlatePerson]]]:
    posts = (
        Post.objects.current()
        .filter(Q(neighbourhood=None) | Q(neighbourhood__kind="area"))
        .filter(organisation__place=community, organisation__active=True, deputy_for=None)
        .filter(Q(organisation__kind=OrganisationKind.GRID) | Q(organisation__kind="community", kind__in=_HEADS))
        .select_related("organisation")
        .order_by("id")
    )
    heads: list[PlatePerson] = []
    by_grid: dict[int, list[PlatePerson]] = {}
    for post in posts:
        person = PlatePerson(
            post.public_name,
            str(post.get_kind_display()),
            post.public_phone or post.organisation.phone,
            post.promise,
            _portrait(post),
        )
        if post.organisation.grid_id is None:
            heads.append(person)
        else:
            by_grid.setdefault(post.organisation.grid_id, []).append(person)
    return heads, by_grid


def _portrait(post: Post) -> bytes:
    if not post.photo or not post.photo.storage.exists(post.photo.name):
        return b""
    with post.photo.open("rb") as file:
        return bytes(file.read())
