"""Every read of the ledgers: resources of a place, its kinds, lists on their way, who looked behind a mask."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Missing
from linli.ledgers import domain, words
from linli.ledgers.models import Look, Resource, ResourceKind, Upload
from linli.ledgers.policies import Area, may
from linli.people.domain import Right, Standing
from linli.people.models import Account, Post
from linli.places.models import Division


def kinds_of(community: Division, *, own: bool = True) -> dict[str, str]:
    """Return code → name of the kinds of resource a community offers; without `own` those that ship."""
    shipped = {code: str(words.KINDS[code]) for code in domain.KINDS}
    if not own:
        return shipped
    rows = ResourceKind.objects.filter(community=community).values_list("code", "name", "active")
    return domain.kinds_here(shipped, rows)


def kinds_all(community: Division) -> list[tuple[str, str, bool]]:
    """Return (code, name, whether it is in use) of every kind that a community has or had: for its page of kinds."""
    shipped = {code: (str(words.KINDS[code]), True) for code in domain.KINDS}
    rows = ResourceKind.objects.filter(community=community)
    found = shipped | {row.code: (row.name, row.active) for row in rows}
    return [(code, name, active) for code, (name, active) in found.items()]


def kind_names(communities: Iterable[int]) -> dict[tuple[int, str], str]:
    """Return (community, code) → name, those taken out too: what is listed keeps its name. One query."""
    rows = ResourceKind.objects.filter(community__in=set(communities))
    return {(row.community_id, row.code): row.name for row in rows}


def kind_name(names: dict[tuple[int, str], str], resource: Resource) -> str:
    """Return what a resource's kind is called where it is."""
    own = names.get((resource.community_id, resource.kind))
    return own or str(words.KINDS.get(resource.kind, resource.kind))


def resources_in(area: Area, *, ended: bool = False) -> QuerySet[Resource]:
    """Return the resources of a place, of a grid its own; those that have ended only where they are asked for."""
    found = Resource.objects.filter(community__path__startswith=area.place.path)
    if area.grid is not None:
        found = found.filter(community=area.place, grid=area.grid)
    if not ended:
        found = found.filter(Q(ends_on=None) | Q(ends_on__gte=clock.today()))
    found = found.select_related("community", "grid", "unit").defer("community__outline", "grid__outline")
    return found.order_by("community", "kind", "name", "id")


def resources_found(area: Area, kind: str, text: str, *, ended: bool) -> QuerySet[Resource]:
    """Return the resources of a place of one kind, with a word in their name, place, note or who offers them."""
    found = resources_in(area, ended=ended)
    if kind:
        found = found.filter(kind=kind)
    if text:
        asked = [Q(**{f"{column}__icontains": text}) for column in ("name", "place_text", "note", "offered_by")]
        condition = Q(unit__name__icontains=text)
        for one in asked:
            condition |= one
        found = found.filter(condition)
    return found


def resource_for(standing: Standing, community_id: int, pk: int) -> Resource:
    """Return a resource that somebody may see and change.

    Raises:
        Missing: none, or outside of their territory; one cannot tell which.
    """
    rows = Resource.objects.select_related("community", "grid__community", "unit").defer("community__outline")
    found = rows.filter(community=community_id, id=pk).first()
    if found is None or not may(standing, Right.FIGURES, Area(found.community, found.grid)):
        raise Missing(_("没有找到这项资源，或者它不在您的辖区内。"))
    return found


def upload_for(account: Account, area: Area, ledger: str, pk: int) -> Upload:
    """Return a list that somebody sent; nobody else sees it.

    Raises:
        Missing: none of theirs.
    """
    rows = Upload.objects.filter(account=account, place=area.place, grid=area.grid, ledger=ledger)
    found = rows.defer("content").filter(pk=pk).first()
    if found is None:
        raise Missing(_("没有找到这次导入。文件只保留一天，请重新上传。"))
    return found


def uploads_of(account: Account, area: Area, ledger: str, most: int = 5) -> QuerySet[Upload]:
    """Return the lists somebody sent of late."""
    rows = Upload.objects.filter(account=account, place=area.place, grid=area.grid, ledger=ledger)
    return rows.defer("content")[:most]


def resources_about(account: Account) -> QuerySet[Resource]:
    """Return the resources for which somebody is to be asked, found by their number."""
    indexes = personal.blind_any(account.phone) if account.phone else []
    return Resource.objects.filter(phone_index__in=indexes).select_related("community").defer("community__outline")


def _looks() -> QuerySet[Look]:
    rows = Look.objects.select_related("place", "grid", "post__organisation")
    return rows.defer("place__outline", "grid__outline")


def looks_about(account: Account) -> list[Look]:
    """Return who had data of this person shown: of ledgers of leaders while they were on a post there, of resources
    that name them.
    """
    found: dict[int, Look] = {}
    for post in Post.objects.filter(account=account).select_related("organisation__place"):
        codes = [code for code in post.organisation.place.path.split("/") if code]
        looks = _looks().filter(ledger="leaders", place__code__in=codes, at__gte=post.starts_at)
        looks = looks.filter(Q(grid=None) | Q(grid=post.organisation.grid_id))
        if post.ends_at is not None:
            looks = looks.filter(at__lt=post.ends_at)
        found |= {look.pk: look for look in looks}
    for resource in resources_about(account):
        codes = [code for code in resource.community.path.split("/") if code]
        whole = Q(resource_id=None, place__code__in=codes) & (Q(grid=None) | Q(grid=resource.grid_id))
        looks = _looks().filter(Q(resource_id=resource.id) | whole, ledger="resources")
        found |= {look.pk: look for look in looks}
    return sorted(found.values(), key=lambda look: look.at, reverse=True)
