"""Xiangyang's high-tech zone at its published size (L1; XY): 47 communities, 21 general branches, 181 branches, 15,013 members.

The list of divisions of 2016 has 38 communities under the zone's own streets and towns; the other nine are its neighbours in the
same district. Units, their names and all people are invented; numbers begin with 199 0004 to 199 0006, which nobody has.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model

from linli.config.demo.cast import FAMILY, GIVEN
from linli.config.demo.crowd import Crowd
from linli.config.demo.organisations import desk_make
from linli.config.demo.wulipai import shares
from linli.core import personal
from linli.core.ids import new_id
from linli.core.loading import columns_of, rows_load
from linli.partners.domain import PURPOSES, TIMES
from linli.partners.models import MemberRegistration, Offered, Side, Skill, State, UnitRegistration
from linli.partners.services.members import CONSENT
from linli.people.models import Account, Organisation, OrganisationKind, PostKind
from linli.people.services.organisations import parents_fill
from linli.places.models import Division, Level
from linli.privacy.models import Choice

DISTRICT = "420606000000"
STREETS = ("420606070", "420606071", "420606072", "420606170", "420606171")
COMMUNITIES, GENERAL, BRANCHES, MEMBERS = 47, 21, 181, 15_013
STAFF_NUMBERS, MEMBER_NUMBERS = "1990004", "19900"
FIRST_MEMBER = 50_000
TRADES = (
    *(
        "汽车电子",
        "航空装备",
        "新材料",
        "医药化工",
        "食品加工",
        "纺织印染",
        "轨道交通",
        "智能制造",
        "电力通信",
        "物流快递",
    ),
    *(
        "商贸零售",
        "餐饮服务",
        "建筑工程",
        "教育系统",
        "卫生系统",
        "金融保险",
        "公安政法",
        "交通运输",
        "水务燃气",
        "园林环卫",
    ),
    "机关事业",
)


def xiangyang_make(since: datetime) -> int:
    """Make desks, units and members, by the thousand; return how many members."""
    communities = _communities()
    if len(communities) < COMMUNITIES:
        return 0
    people = Crowd(STAFF_NUMBERS, since)
    desks = [desk_make(Division.objects.get(code=DISTRICT)), *(desk_make(one) for one in communities)]
    parents_fill()
    for desk in desks:
        people.post(desk, PostKind.DIRECTOR, "件件有着落，事事有回音。")
    units = _units(communities, people, since)
    people.save()
    _members(communities, units, since)
    return MEMBERS


def _communities() -> list[Division]:
    under = Division.objects.filter(path__contains=DISTRICT, level=Level.COMMUNITY).exclude(name__contains="虚拟")
    rows = list(under.defer("outline").order_by("code"))
    own = [row for row in rows if row.code.startswith(STREETS)]
    return (own + [row for row in rows if not row.code.startswith(STREETS)])[:COMMUNITIES]


def _units(communities: list[Division], people: Crowd, since: datetime) -> list[UnitRegistration]:
    """General branches, each over some branches, in one community after the other; return the branches."""
    general = Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.PARTY_UNIT, name=f"高新区{trade}党总支", level=Level.COMMUNITY, place=communities[n]
        )
        for n, trade in enumerate(TRADES)
    )
    branches = Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.PARTY_UNIT,
            name=f"{above.name.removeprefix('高新区').removesuffix('党总支')}第{number}党支部",
            level=Level.COMMUNITY,
            place=communities[(n * 9 + number) % len(communities)],
            parent=above,
        )
        for n, (above, share) in enumerate(zip(general, shares(BRANCHES, GENERAL), strict=True))
        for number in range(1, share + 1)
    )
    sizes = [0] * GENERAL + shares(MEMBERS, BRANCHES)
    until = (since + timedelta(days=3 * 365)).date()
    rows = UnitRegistration.objects.bulk_create(
        UnitRegistration(
            community=one.place,
            organisation=one,
            members=size,
            resources="会议室和停车场周末向居民开放。",
            contact="党务联络员",
            phone=f"0710-0000{number:04d}",
            state=State.CONFIRMED,
            until=until,
            asked_at=since,
            decided_at=since,
        )
        for number, (one, size) in enumerate(zip([*general, *branches], sizes, strict=True))
    )
    for one in (*general, *branches):
        people.post(one, PostKind.BRANCH_SECRETARY)
    venue = Skill.objects.get(place=None, name="场地")
    Offered.objects.bulk_create(
        Offered(community_id=row.community_id, unit_id=row.id, skill=venue) for row in rows[::2]
    )
    return rows[GENERAL:]


def _members(communities: list[Division], units: list[UnitRegistration], since: datetime) -> None:
    """Every member at work and at home, with two skills, and the consent."""
    skills = list(Skill.objects.filter(place=None).values_list("pk", flat=True))
    unit_of = [unit for unit, share in zip(units, shares(MEMBERS, BRANCHES), strict=True) for _each in range(share)]
    accounts = Account.objects.bulk_create(_accounts(since), batch_size=2000)
    member = MemberRegistration(
        state=State.CONFIRMED, agreed_at=since, registered_at=since, decided_at=since, side=Side.WORK
    )
    registered, offered = Mould(member), Mould(Offered())
    consents = Mould(Choice(purpose=CONSENT, agreed=True, at=since), numbered=False)
    for number, (account, unit) in enumerate(zip(accounts, unit_of, strict=True)):
        consents.add(account_id=account.pk)
        home = communities[(number * 7 + 3) % len(communities)]
        said = {
            "account_id": account.pk,
            "hours": 2 + number % 7,
            "times": 1 + number % (2 ** len(TIMES) - 1),
            "purposes": 1 + number % (2 ** len(PURPOSES) - 1),
        }
        for side, place_id, unit_id in (("work", unit.community_id, unit.id), ("home", home.pk, None)):
            one = new_id()
            registered.add(community_id=place_id, id=one, side=side, unit_id=unit_id, **said)
            for skill in {skills[number % len(skills)], skills[number * 5 % len(skills)]}:
                offered.add(community_id=place_id, id=new_id(), skill_id=skill, member_id=one)
    for mould in (registered, offered, consents):
        mould.write()


class Mould:
    """Rows of one table that differ in few columns: what is the same in all is made ready for the database once."""

    def __init__(self, first: Model, *, numbered: bool = True) -> None:
        self._model, self._numbered = type(first), numbered
        names = columns_of(self._model, numbered=numbered)
        fields = {field.column: field for field in first._meta.concrete_fields}
        self._same = [fields[name].get_db_prep_save(getattr(first, fields[name].attname), connection) for name in names]
        self._places = {name: place for place, name in enumerate(names)}
        self._rows: list[list[Any]] = []

    def add(self, **own: Any) -> None:
        """Add a row with these columns of its own, plain numbers and texts."""
        row = [*self._same]
        for name, value in own.items():
            row[self._places[name]] = value
        self._rows.append(row)

    def write(self) -> None:
        """Store them all."""
        rows_load(self._model, self._rows, numbered=self._numbered)


def _accounts(since: datetime) -> Iterator[Account]:
    for number in range(MEMBERS):
        phone = f"{MEMBER_NUMBERS}{FIRST_MEMBER + number:06d}"
        name = FAMILY[number % len(FAMILY)] + GIVEN[number // len(FAMILY) % len(GIVEN)]
        yield Account(phone=phone, phone_index=personal.blind(phone), name=name, created_at=since)
