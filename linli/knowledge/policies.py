"""Who may do what with an article, as rules in `domain.rights` with what they need from the database."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.catalog.models import Category, Responsibility
from linli.catalog.selectors import owners_of
from linli.core.errors import Refused
from linli.knowledge.domain.rights import publishing_hat, writing_hat
from linli.people.domain import Hat, Right, Standing
from linli.places.models import Division


def answering(standing: Standing, category: Category, place: Division) -> frozenset[int]:
    """Return which of somebody's units answer for a category in a place: one query, none for whoever is on desks alone."""
    units = {hat.organisation_id for hat in standing.hats_with(Right.DRAFT) if not hat.is_desk}
    return frozenset(owner.pk for owner in owners_of(category, place) if owner.pk in units) if units else frozenset()


def may_write(standing: Standing, place: Division, category: Category, owner_id: int | None) -> Hat | None:
    """Return the post by which somebody may write an article, or None. See `domain.rights.writing_hat`."""
    return writing_hat(standing, place.path, owner_id=owner_id, answering=answering(standing, category, place))


def writing_required(standing: Standing, place: Division, category: Category, owner_id: int | None) -> Hat:
    """Return the post by which somebody may write an article.

    Raises:
        Refused: none does.
    """
    hat = may_write(standing, place, category, owner_id)
    if hat is None:
        words = _("您不能为“%(place)s”写“%(category)s”的知识；网格和社区写本社区的，单位写自己负责的类别。")
        raise Refused(words % {"place": place, "category": category})
    return hat


def publishing_required(standing: Standing, place: Division) -> Hat:
    """Return the post by which somebody may publish and withdraw in a place.

    Raises:
        Refused: none does.
    """
    hat = publishing_hat(standing, place.path)
    if hat is None:
        raise Refused(_("“%(place)s”的知识由当地书记、主任发布和撤下；草稿都还在。") % {"place": place})
    return hat


def categories_of_units(standing: Standing) -> set[int] | None:
    """Return the categories somebody may write about, None for all; a subject's stand for it.

    Whoever is on a desk writes about anything, a unit about what it answers for: one query for units alone.
    """
    hats = standing.hats_with(Right.DRAFT)
    if any(hat.is_desk for hat in hats):
        return None
    own_ids = [hat.organisation_id for hat in hats]
    own = Responsibility.objects.current().filter(organisation__in=own_ids).values("category")
    return set(Category.objects.filter(Q(pk__in=own) | Q(parent__in=own)).values_list("pk", flat=True))
