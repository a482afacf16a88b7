"""A neighbourhood of ten doors whose neighbours vote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from linli.core import clock, personal
from linli.homes.models import HomeState, Membership
from linli.leaders.models import Vote
from linli.leaders.services import ballot_cast, vote_open
from linli.people.domain import Standing
from linli.people.models import Account, Nomination
from linli.people.services.nominating import nomination_make, nomination_post
from linli.places.models import Household, Neighbourhood
from tests.cast import MORNING, Cast, account

DOORS = 10
OPENED = MORNING + timedelta(days=6)
OVER = OPENED + timedelta(days=4)


@dataclass
class Street:
    """An area of ten doors, somebody behind each, and two who stand for leader."""

    cast: Cast
    area: Neighbourhood
    doors: list[Household] = field(default_factory=list)
    people: list[Account] = field(default_factory=list)
    nominations: list[Nomination] = field(default_factory=list)

    @property
    def head(self) -> Standing:
        """Whoever decides."""
        return self.cast.acting("community_director").standing

    def open(self, days: int = 3) -> Vote:
        """Open a vote on both."""
        with clock.at(OPENED):
            return vote_open(self.nominations, days=days, acting=self.head)

    def number(self, vote: Vote, which: int) -> int:
        """The number that a nominee drew."""
        return vote.candidates.get(nomination=self.nominations[which]).number

    def cast_all(self, vote: Vote, choices: list[int]) -> None:
        """Let the first doors cast these, one each."""
        with clock.at(OPENED + timedelta(hours=1)):
            for person, choice in zip(self.people, choices, strict=False):
                ballot_cast(person, vote, choice=choice, adult=True)


def lives(person: Account, door: Household) -> Membership:
    """Confirm a home, as the grid's worker does."""
    return Membership.objects.create(
        community_id=door.community_id,
        account=person,
        entrance=door.entrance,
        door=door.door,
        door_index=personal.blind(door.door),
        relation="owner",
        state=HomeState.CONFIRMED,
        by_code=True,
        asked_at=MORNING,
        decided_at=MORNING,
        starts_at=MORNING,
    )


def street(cast: Cast, doors: int = DOORS, people: int | None = None) -> Street:
    """Build one."""
    place = {"community": cast.community, "grid": cast.grids["one"]}
    area = Neighbourhood.objects.create(kind="area", name="东片", **place)
    group = Neighbourhood.objects.create(kind="group", name="一组", parent=area, **place)
    found = Street(cast, area)
    for number in range(doors):
        door = Household.objects.create(
            community=cast.community, entrance=cast.entrances["one"], door=f"{number + 1}01", neighbourhood=group
        )
        found.doors.append(door)
        if people is None or number < people:
            person = account(f"住户{number + 1}", 700 + number)
            lives(person, door)
            found.people.append(person)
    with clock.at(MORNING):
        for number, name in enumerate(("李热心", "赵公道")):
            row = nomination_make(
                cast.resident, area, name=name, phone=f"1390000555{number}", promise=f"{name}的承诺", by_self=False
            )
            found.nominations.append(nomination_post(row, days=5, agreed=True, acting=found.head))
    return found
