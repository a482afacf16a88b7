"""Who may look after which places: whoever holds a post with that right on a desk whose territory holds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.core.errors import Missing, Refused
from linli.places.models import Division, Level

RIGHT = "places"
"""The right's name in the registry of posts, which lives a floor above."""


class Desk(Protocol):
    """A post as far as places look at it."""

    @property
    def path(self) -> str:
        """Lineage of the desk's division."""

    def covers(self, path: str, grid_id: int | None) -> bool:
        """Whether a place lies in the desk's territory."""


class Keeper(Protocol):
    """Somebody with the posts held now."""

    def hats_with(self, right: str) -> Iterable[Desk]:
        """The posts that carry a right."""


def community_for(keeper: Keeper, code: str) -> Division:
    """Return the community of that code, if its places are this person's to look after.

    Raises:
        Missing: no such community.
        Refused: it is another's.
    """
    found = Division.objects.filter(code=code, level=Level.COMMUNITY).select_related("parent")
    community = found.first() if code.isalnum() else None
    if community is None:
        raise Missing(_("没有代码为 %(code)s 的社区；请从列表中选择。") % {"code": code})
    if not any(desk.covers(community.path, None) for desk in keeper.hats_with(RIGHT)):
        raise Refused(_("“%(name)s”不在您的管理范围内；请联系管理它的同事。") % {"name": community.name})
    return community


def communities_kept(keeper: Keeper, q: str = "") -> QuerySet[Division]:
    """Return the communities in use whose places are this person's to look after; `q` looks in names and codes."""
    paths = [desk.path for desk in keeper.hats_with(RIGHT) if desk.covers(desk.path, None)]
    own = Q(pk__in=[])
    for path in paths:
        own |= Q(path__startswith=path)
    found = Division.objects.filter(own, level=Level.COMMUNITY, active=True).select_related("parent")
    if q:
        found = found.filter(Q(name__icontains=q) | Q(parent__name__icontains=q) | Q(code__startswith=q))
    return found.defer("outline", "parent__outline").order_by("code")
