"""A year of requests: who asks what when, and how each goes on - all through the services, at their own times."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from linli.cases.services import case_sweep
from linli.catalog.models import Category
from linli.config.demo import courses
from linli.config.demo.cast import Cast
from linli.config.demo.courses import COMMON, Course
from linli.config.demo.many import many_play
from linli.config.demo.places import Neighbourhood
from linli.config.demo.story import CALENDAR, Story, World, photo
from linli.config.demo.texts import MATTERS, Matter
from linli.config.demo.texts.refused import REFUSED
from linli.core import clock
from linli.core.errors import LinliError
from linli.people.models import Account, Organisation
from linli.places.models import Entrance

# Of a hundred requests, by channel (R2): the first two by the residents themselves, the others on their behalf.
CHANNELS = (
    ("scan", 46),
    ("phone_form", 14),
    ("group_chat", 12),
    ("leader", 7),
    ("visit", 8),
    ("desk", 6),
    ("hotline", 5),
    ("meeting", 2),
)
# When people write, by hour of the day.
HOURS = (1, 0, 0, 0, 0, 0, 2, 5, 9, 10, 9, 7, 5, 4, 5, 6, 6, 6, 7, 9, 9, 7, 4, 2)
REFUSED_SHARE, ANONYMOUS_SHARE, PHOTO_SHARE, ELSEWHERE_SHARE = 0.03, 0.06, 0.05, 0.1
NEIGHBOURS = 5  # report one leak


@dataclass
class Year:
    """Plays the stories, whoever's turn it is, in the order of time.

    `broken` counts by reason the stories that could not go on as they were thought out.
    """

    world: World
    until: datetime
    broken: Counter[str] = field(default_factory=Counter)
    _turns: list[tuple[datetime, int, Iterator[datetime]]] = field(default_factory=list)
    _count: Iterator[int] = field(default_factory=itertools.count)

    def add(self, moment: datetime, story: Iterator[datetime]) -> None:
        """Let a story begin at `moment`."""
        heapq.heappush(self._turns, (moment, next(self._count), story))

    def play(self) -> None:
        """Let everything happen that happens before `until`."""
        while self._turns and self._turns[0][0] < self.until:
            moment, _, story = heapq.heappop(self._turns)
            with clock.at(moment):
                try:
                    self.add(max(next(story), moment), story)
                except StopIteration:
                    continue
                except LinliError as error:
                    self.broken[error.message] += 1
        with clock.at(self.until):
            case_sweep()


def year_play(
    neighbourhoods: list[Neighbourhood],
    organisations: dict[str, Organisation],
    cast: Cast,
    *,
    cases: int,
    seed: int,
    until: datetime,
) -> Year:
    """Make up a year that ends at `until`.

    Args:
        cases: how many are reported, 15 or more; the parts of split cases and those of hot issues come on top.
        seed: the same one makes the same year.
    """
    wanted = Category.objects.filter(proof_required=True).values_list("pk", flat=True)
    world = World(seed, neighbourhoods, organisations, cast, frozenset(wanted))
    year = Year(world, until)
    first = (until - timedelta(days=365)).astimezone(CALENDAR.zone).date()
    days = [first + timedelta(days=n) for n in range(366)]
    for day in days:
        year.add(datetime.combine(day, time(0, 40), CALENDAR.zone), _sweep())
    lately, leaks = max(cases // 20, 4), max(cases // 300, 1)
    for moment in sorted(_moments(world, days, cases - lately - leaks * NEIGHBOURS, until)):
        year.add(moment, _any_story(world, moment))
    for moment in _lately(world, lately, until):
        year.add(moment, _unfinished(world))
    for moment in _moments(world, days, leaks, until - timedelta(days=3)):
        for begin, story in _one_leak(world, moment):
            year.add(begin, story)
    # Dice and keys of their own: the rest of the year is the same with them and without.
    apart = World(seed + 1, neighbourhoods, organisations, cast, world.proof_wanted)
    for begin, story in many_play(apart, until):
        year.add(begin, story)
    year.play()
    return year


def _sweep() -> Iterator[datetime]:
    case_sweep()
    return
    yield


def _moments(world: World, days: list[date], count: int, until: datetime) -> Iterator[datetime]:
    """Draw moments: fewer on weekends, more and more over the year."""
    dice = world.dice
    weights = [
        (1 if CALENDAR.is_working_day(day) else 0.6) * (0.8 + place / len(days) * 0.4) for place, day in enumerate(days)
    ]
    for day in dice.choices(days, weights, k=count):
        hour = dice.choices(range(24), HOURS)[0]
        moment = datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)), CALENDAR.zone)
        yield moment if moment < until else moment - timedelta(days=dice.randint(1, 9))


def _lately(world: World, count: int, until: datetime) -> Iterator[datetime]:
    """Draw moments of the last days: what is then still open is new, due soon, or just overdue."""
    for _ in range(count):
        yield until - timedelta(hours=world.dice.uniform(0.3, 200))


def _unfinished(world: World) -> Iterator[datetime]:
    """Reported, perhaps accepted, perhaps begun - and there it still is."""
    fitting = [matter for matter in MATTERS if not matter.told and matter.urgency in ("", "complex")]
    story = _story(world, world.dice.choice(fitting))
    _report(story)
    course = world.dice.choice((courses.waiting, courses.begun, courses.begun, courses.with_unit))
    yield from course(story)


def _words(world: World, entrance: Entrance) -> dict[str, object]:
    building = entrance.building
    compound = building.compound.name if building.compound else building.name
    return {
        "b": building.name,
        "u": entrance.name,
        "f": world.dice.randint(2, 24 if compound.startswith("青") else 7),
        "c": compound,
        "n": world.dice.randint(2, 6),
    }


def _story(world: World, matter: Matter, entrance: Entrance | None = None) -> Story:
    dice = world.dice
    home = world.neighbourhoods[0]
    if entrance is None:
        if dice.random() < ELSEWHERE_SHARE:
            home = dice.choice(world.neighbourhoods[1:])
        entrance = dice.choice(home.entrances)
    resident: Account = dice.choice(world.cast.residents)
    return Story(world, matter, home, entrance, _words(world, entrance), resident)


def _any_story(world: World, moment: datetime) -> Iterator[datetime]:
    dice = world.dice
    if dice.random() < REFUSED_SHARE:
        route = dice.choice(list(REFUSED))
        story = _story(world, dice.choice(REFUSED[route]))
        story.submit(located=story.place(), channel="scan")
        yield from courses.rejected(story, route)
        return
    month = moment.astimezone(CALENDAR.zone).month
    fitting = [matter for matter in MATTERS if month in matter.months]
    # What can be told at once is asked most.
    matter = dice.choices(fitting, [m.weight * (2 if m.told else 1) for m in fitting])[0]
    story = _story(world, matter)
    _report(story)
    yield from _course(story)(story)


def _report(story: Story) -> None:
    """Report by one of the channels: as themselves, on behalf, anonymously, in confidence, with a photo."""
    dice, matter, world = story.dice, story.matter, story.world
    if matter.kind == "tip_off":
        story.named = (world.cast.holders[story.unit("property")][0].pk,)
        story.submit(located=story.place(), channel="scan", visibility="confidential")
        return
    more: dict[str, Any] = {"visibility": "private"} if matter.private else {}
    if dice.random() < PHOTO_SHARE:
        more["photos"] = (photo(dice.randrange(6)),)
    channel = dice.choices([code for code, _ in CHANNELS], [share for _, share in CHANNELS])[0]
    located = None if dice.random() < 0.03 else story.place()
    if channel in ("scan", "phone_form"):
        if dice.random() < ANONYMOUS_SHARE:
            story.resident = None
            more["anonymous"] = True
        story.submit(located=located, channel=channel, **more)
        return
    desk = world.organisations[f"community:{story.home.division.code}"]
    grid = world.organisations[f"grid:{story.entrance.building.grid.code}"]
    by = world.cast.holders[(desk if channel in ("desk", "hotline", "meeting") else grid).pk][0]
    if channel == "hotline":
        assert story.resident is not None
        more |= {"reporter_phone": story.resident.phone, "reporter_name": story.resident.name}
    story.submit(located=located, channel=channel, by=by, **more)


def _course(story: Story) -> Course:
    matter, dice = story.matter, story.dice
    if story.case.visibility == "confidential":
        return courses.quiet
    if matter.told:
        return courses.told
    if story.case.urgency in ("danger", "utility"):
        fitting: list[tuple[Course, int]] = [
            (courses.handled, 30),
            (courses.dispatched, 40),
            (courses.raised, 15),
            (courses.neglected, 6),
        ]
    else:
        fitting = [
            (c, w) for c, w in COMMON if matter.unit or c not in (courses.dispatched, courses.raised, courses.objected)
        ]
    if matter.unit == "fire":
        fitting.append((courses.whistled, 25))
    return dice.choices([c for c, _ in fitting], [w for _, w in fitting])[0]


def _one_leak(world: World, moment: datetime) -> Iterator[tuple[datetime, Iterator[datetime]]]:
    """Five neighbours report one leak; four are merged into the first, and one answer goes to all five."""
    dice = world.dice
    home = world.neighbourhoods[0]
    entrance = dice.choice(home.entrances)
    leak = next(matter for matter in MATTERS if matter.title.endswith("漏水到楼下"))
    stories: list[Story] = []

    def begin(last: bool) -> Iterator[datetime]:
        story = _story(world, leak, entrance)
        story.resident = world.cast.residents[(len(stories) * 7 + entrance.pk) % len(world.cast.residents)]
        story.submit(located=story.place(), channel="scan")
        stories.append(story)
        if last:
            yield from _merged(stories)

    for number in range(NEIGHBOURS):
        start = moment + timedelta(minutes=17 * number)
        yield start, begin(number == NEIGHBOURS - 1)


def _merged(stories: list[Story]) -> Iterator[datetime]:
    first = stories[0]
    yield first.work(0.2, 1)
    first.act("accept")
    for other in stories[1:]:
        other.act("merge", target_id=first.case.id, why="同一处漏水，合并办理。")
    yield first.work(0.2, 1)
    first.act("contact", how="visit", result="五户都问过了，水从同一根立管来。")
    yield first.work(2, 6)
    first.act("resolve", files=first.proof(), outcome="solved", answer=first.say(first.matter.answers[1]))
    reporters = list(first.case.reporters.order_by("id").values_list("id", "account_id"))
    accounts = {account.pk: account for account in first.world.cast.residents}
    for number, (reporter_id, account_id) in enumerate(reporters):
        yield first.wait(0.5, 12)
        first.resident = accounts.get(account_id)
        solved = "no" if number in (1, 3) and first.dice.random() < 0.5 else "yes"
        first.resident_does("evaluate", reporter_id, solved=solved, satisfied=solved == "yes", words="")
    first.look()
    if first.case.state == "in_progress":
        yield first.work(1, 4)
        again = "第二次检修，更换了整段立管，五户都看过，没有再渗。"
        first.act("resolve", files=first.proof(), outcome="solved", answer=again)
