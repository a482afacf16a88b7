"""A place keeps longer what it may, with a reason (PIPL art. 19)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid
from linli.people.domain import Right, Standing
from linli.people.policies import territory_required
from linli.places.models import Division
from linli.privacy.domain.terms import TERMS
from linli.privacy.models import LongerTerm

MOST_YEARS = 30
MOST_WHY = 300


@transaction.atomic
def term_lengthen(place: Division, term: str, years: int, why: str, *, acting: Standing) -> LongerTerm:
    """Keep what a term speaks of for so many years in a place and everything below it; 0 years: the default again.

    What is past its old term and still there stays; what is gone does not come back.

    Raises:
        Refused: the place is not in the territory of whoever acts.
        Invalid: a term that may not be longer, shorter than the default, more than 30 years, or no reason.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    row = TERMS.get(term)
    if row is None or not row.movable or row.days is None:
        raise Invalid(_("没有这一项，请从列表中选择。"))
    shortest = -(-row.days // 365)
    fields = {}
    if years and not shortest <= years <= MOST_YEARS:
        fields["years"] = _("只能延长：请填写 %(from)s 到 %(to)s 年之间。") % {"from": shortest, "to": MOST_YEARS}
    if not why.strip() or len(why) > MOST_WHY:
        fields["why"] = _("请写明理由，最多300字。")
    if fields or hat.post_id is None:
        raise Invalid(next(iter(fields.values()), _("没有这一项，请从列表中选择。")), fields)
    audit_note("term_set", place, acting, hat=hat, term=term, days=years * 365)
    return LongerTerm.objects.create(
        place=place, term=term, days=years * 365, why=why.strip(), post_id=hat.post_id, at=clock.now()
    )
