"""What may be chosen when an article is written: places, categories and owners, by who writes."""

from __future__ import annotations

from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.catalog.selectors import category_options
from linli.knowledge.models import Version
from linli.knowledge.policies import categories_of_units
from linli.people.domain import Right, Standing
from linli.people.models import Organisation, Post
from linli.places.models import Division

Options = list[tuple[str, str]]


class Choices:
    """The choices of one writer; each list is read when a form asks for it.

    Args:
        standing: who writes.
        version: what is changed; what it says now may always stay.
    """

    def __init__(self, standing: Standing, version: Version | None = None) -> None:
        self.hats = standing.hats_with(Right.DRAFT)
        self.heads = [hat for hat in standing.hats_with(Right.PUBLISH) if hat.covers(hat.path, None)]
        self.standing, self.version = standing, version

    @cached_property
    def own(self) -> list[Organisation]:
        """The organisations somebody writes for."""
        found = Organisation.objects.filter(pk__in={hat.organisation_id for hat in self.hats})
        return list(found.order_by("level", "pk"))

    def places(self) -> Options:
        """Their own divisions, and those directly below a desk's: further down somebody nearer writes. One query."""
        desks = [hat.place_id for hat in self.hats if hat.is_desk and hat.organisation_kind != "grid"]
        known = Q(pk__in=[hat.place_id for hat in self.hats]) | Q(parent__in=desks, active=True)
        if self.version:
            known |= Q(pk=self.version.place_id)
        found = Division.objects.filter(known).order_by("level", "code").values_list("pk", "name", "level")
        own = {hat.place_id for hat in self.hats}
        rows = sorted(found, key=lambda row: (row[0] not in own, row[2]))
        return [(str(pk), _("%(place)s及以下") % {"place": name} if level > 2 else name) for pk, name, level in rows]

    def categories(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """Every category; a unit's own alone."""
        allowed = categories_of_units(self.standing)
        if allowed is None:
            return category_options()
        if self.version:
            allowed.add(self.version.category_id)
        groups = [(name, [one for one in below if one[0] in allowed]) for name, below in category_options()]
        return [(name, below) for name, below in groups if below]

    def owners(self) -> Options:
        """Their own organisations and who is on a post there; for heads also who else works for their place.

        Two queries.
        """
        found = {organisation.pk: organisation.name for organisation in self.own}
        if self.version:
            found.setdefault(self.version.owner_id, self.version.owner.name)
        if self.heads:
            codes = {code for hat in self.heads for code in hat.path.split("/") if code}
            near = Organisation.objects.filter(active=True, place__code__in=codes).exclude(kind="grid")
            found |= dict(near.order_by("level", "kind", "pk").values_list("pk", "name"))
        options = [(f"organisation-{pk}", name) for pk, name in found.items()]
        posts = Post.objects.current().filter(organisation__in=self.own, deputy_for=None).select_related("organisation")
        kept = [self.version.keeper] if self.version and self.version.keeper else []
        for post in dict.fromkeys([*kept, *posts]):
            words = {"organisation": post.organisation.name, "name": post.public_name, "kind": post.get_kind_display()}
            options.append((f"post-{post.pk}", _("%(organisation)s %(name)s（%(kind)s）") % words))
        return options


def owner_read(chosen: str) -> tuple[int, int | None]:
    """Return (organisation, post) of a chosen owner; the post is None where a whole organisation was chosen."""
    kind, _dash, pk = chosen.partition("-")
    if kind == "post":
        return Post.objects.values_list("organisation_id", flat=True).get(pk=int(pk)), int(pk)
    return int(pk), None


def owner_write(owner_id: int, keeper_id: int | None) -> str:
    """Return an owner as it is chosen."""
    return f"post-{keeper_id}" if keeper_id else f"organisation-{owner_id}"
