"""Whether heads of a place must hold a second factor: set by a head of it who holds one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Refused
from linli.people.domain import Right, Standing
from linli.people.models import Account, FactorRule
from linli.people.policies import territory_required
from linli.places.models import Division


@transaction.atomic
def factor_rule_set(place: Division, required: bool, account: Account, standing: Standing) -> None:
    """Say whether heads of a place and of all below it must hold a second factor; it holds from the next page on.

    Raises:
        Refused: it is not theirs to say, or they hold none themselves.
    """
    hat = territory_required(standing, Right.ADMIN, place)
    if required and not account.second_factor:
        raise Refused(_("请先为自己添加两步验证，再要求大家。"))
    given = {"required": required, "set_at": clock.now(), "set_by_id": hat.post_id}
    FactorRule.objects.update_or_create(place=place, defaults=given)
    audit_note("factor_rule_set", place, standing, hat=hat, required=required)


def factor_rule_of(place: Division) -> FactorRule | None:
    """Return what the nearest place says; None where nobody has said anything."""
    codes = [code for code in place.path.split("/") if code]
    return FactorRule.objects.filter(place__code__in=codes).select_related("place").order_by("place__level").first()
