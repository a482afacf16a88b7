"""The cast with units: a hospital's branch with its secretary, a school's, and short ways to register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from linli.partners import services
from linli.partners.domain import Offer
from linli.partners.models import MemberRegistration, Skill, UnitRegistration
from linli.people.models import Organisation, Post
from linli.people.selectors import standing_of
from tests.cast import MORNING, Cast, account

UNTIL = date(2027, 5, 12)


def skill(name: str = "水电维修") -> Skill:
    return Skill.objects.get(place=None, name=name)


def offer(**changed: Any) -> Offer:
    first = Offer((skill().pk,), 6, ("evening", "weekend"), ("neighbour", "activity"), 2, "退休电工")
    return replace(first, **changed)


def with_units(cast: Cast) -> Cast:
    """Add the hospital and the school, each with the secretary of its branch."""
    rows = [("hospital", "第一医院党支部", "community", 71), ("school", "钢花小学党支部", "other_community", 72)]
    for name, title, place, number in rows:
        cast.organisations[name] = Organisation.objects.create(
            kind="party_unit", name=title, level=2, place=cast.places[place], contact="方主任", phone="027-86001111"
        )
        cast.accounts[f"{name}_secretary"] = account(f"书记{number}", number)
        cast.posts[f"{name}_secretary"] = Post.objects.create(
            organisation=cast.organisations[name],
            kind="branch_secretary",
            account=cast.accounts[f"{name}_secretary"],
            public_name=f"书记{number}",
            starts_at=MORNING - timedelta(days=30),
        )
    return cast


def unit(cast: Cast, who: str = "hospital_secretary", name: str = "hospital", **kw: Any) -> UnitRegistration:
    """Let a branch register with 青和居, confirmed by its director."""
    place = kw.pop("place", "community")
    head = "community_director" if place == "community" else "other_community_director"
    kw.setdefault("until", UNTIL)
    row = services.unit_register(
        cast.organisations[name], cast.places[place], members=83, acting=standing_of(cast.accounts[who]), **kw
    )
    return services.unit_decide(row, "confirm", acting=standing_of(cast.accounts[head]))


def at_home(cast: Cast, who: str = "resident", confirmed: bool = True, **changed: Any) -> MemberRegistration:
    """Let somebody register with the community of the home."""
    grid = changed.pop("grid", "one")
    row = services.member_register(
        cast.accounts[who], cast.community, grid=cast.grids[grid], offer=offer(**changed), agreed=True
    )
    return decided(cast, row, "community_officer") if confirmed else row


def at_work(
    cast: Cast, through: UnitRegistration, who: str = "neighbour", confirmed: bool = True, **changed: Any
) -> MemberRegistration:
    """Let somebody register with the community of the workplace."""
    row = services.member_register(
        cast.accounts[who], through.community, unit=through, offer=offer(**changed), agreed=True
    )
    return decided(cast, row, "hospital_secretary") if confirmed else row


def decided(cast: Cast, row: MemberRegistration, who: str) -> MemberRegistration:
    return services.member_decide(row, True, acting=standing_of(cast.accounts[who]))
