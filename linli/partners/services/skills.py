"""The kinds of skill of a place: added by its heads, taken out of use; what ships stays."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core.errors import Invalid, Missing
from linli.partners.models import Skill
from linli.partners.selectors.skills import skills_in
from linli.people.domain import Right, Standing
from linli.people.policies import territory_required
from linli.places.models import Division

MOST_NAME = 20


@transaction.atomic
def skill_add(place: Division, name: str, *, acting: Standing) -> Skill:
    """Add a kind to a place, or bring one of its own back into use.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: no name, too long, or there already.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    name = " ".join(name.split())
    if not name or len(name) > MOST_NAME:
        raise Invalid.at("name", _("请写一个名称，不超过%(most)s个字。") % {"most": MOST_NAME})
    if skills_in(place).filter(name=name).exists():
        raise Invalid.at("name", _("已经有“%(name)s”。") % {"name": name})
    skill, _made = Skill.objects.update_or_create(place=place, name=name, defaults={"active": True})
    audit_note("skill_added", place, acting, skill.pk, hat=hat)
    return skill


@transaction.atomic
def skill_retire(skill_id: int, *, acting: Standing) -> None:
    """Take a place's own kind out of use: nobody chooses it any more, whoever offers it keeps it.

    Raises:
        Missing: none, or one that ships.
        Refused: outside the territory of whoever acts.
    """
    found = Skill.objects.filter(pk=skill_id, place__isnull=False).select_related("place").first()
    if found is None or found.place is None:
        raise Missing(_("没有这一项，或它是系统自带的。"))
    hat = territory_required(acting, Right.ADMIN, found.place)
    found.active = False
    found.save(update_fields=["active"])
    audit_note("skill_retired", found.place, acting, found.pk, hat=hat)
