"""What a member or a unit offers, written into its row and its skills."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.core.errors import Invalid
from linli.partners.domain.offers import MOST_ASKS, MOST_HOURS, PURPOSES, TIMES, Offer, bits_of
from linli.partners.models import MemberRegistration, Offered, UnitRegistration
from linli.partners.selectors.skills import skills_in
from linli.places.models import Division

MOST_NOTE = 100


def offer_checked(offer: Offer) -> dict[str, object]:
    """Return an offer as columns of a registration.

    Raises:
        Invalid: a number or a text that is too large.
    """
    fields: dict[str, str] = {}
    if not 0 <= offer.hours <= MOST_HOURS:
        fields["hours"] = _("每月小时数应在 0 到 %(most)s 之间。") % {"most": MOST_HOURS}
    if not 1 <= offer.asks <= MOST_ASKS:
        fields["asks"] = _("次数应在 1 到 %(most)s 之间；不想被找，请选“暂停”。") % {"most": MOST_ASKS}
    if len(offer.note) > MOST_NOTE:
        fields["note"] = _("太长了，请控制在%(most)s个字以内。") % {"most": MOST_NOTE}
    if fields:
        raise Invalid(next(iter(fields.values())), fields)
    return {
        "hours": offer.hours,
        "times": bits_of(offer.times, TIMES),
        "purposes": bits_of(offer.purposes, PURPOSES),
        "asks": offer.asks,
        "note": offer.note.strip(),
    }


def skills_known(community: Division, wanted: Iterable[int]) -> list[int]:
    """Return those kinds of skill that there are in a community."""
    return list(skills_in(community).filter(pk__in=list(wanted)).values_list("pk", flat=True))


def member_skills_write(row: MemberRegistration, skills: Iterable[int]) -> None:
    """Let a member offer these skills and no others."""
    _write(row.community_id, {"member_id": row.id}, skills)


def unit_skills_write(row: UnitRegistration, skills: Iterable[int]) -> None:
    """Let a unit offer these skills and no others."""
    _write(row.community_id, {"unit_id": row.id}, skills)


def _write(community_id: int, whose: dict[str, int], skills: Iterable[int]) -> None:
    wanted = set(skills)
    rows = Offered.objects.filter(community_id=community_id, **whose)
    known = set(rows.values_list("skill_id", flat=True))
    if known - wanted:
        rows.filter(skill_id__in=known - wanted).delete()
    Offered.objects.bulk_create(
        Offered(community_id=community_id, skill_id=pk, **whose) for pk in sorted(wanted - known)
    )
