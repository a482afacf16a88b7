"""What many ask for at once: a hot issue that is being worked on, and one whose single answer has answered all its cases (R8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from linli.cases.models import Case
from linli.config.demo.story import CALENDAR, Story, World
from linli.config.demo.texts import Matter
from linli.core import clock
from linli.core.errors import Missing
from linli.hot.models import HotIssue, Member
from linli.hot.services import (
    case_add,
    case_remove,
    issue_answer,
    issue_assign,
    issue_confirm,
    issue_follow,
    issues_look,
)
from linli.people.domain import Standing
from linli.places.models import Entrance

Steps = Iterator[datetime]

EAST, SOUTH = "青和居东苑", "青和居南苑"
FOLLOWERS = 5

# Days before the demo's present, title, words.
_SHED = (
    (
        12,
        "东苑车棚充电口不够",
        "东苑的车棚只有十二个充电口，电动车有上百辆，晚上八点以后根本充不上，只好推回单元门口。",
    ),
    (11, "车棚充电要排队", "下了夜班回来，东苑车棚的充电口全占着，有的充满了也不拔，能不能加充电口、满了自动断电？"),
    (9, "东苑车棚什么时候扩建", "东苑车棚太小，充电口不够用，大家从窗户往下拉线充电，太危险了，车棚能不能扩建？"),
    (7, "建议东苑增加电动车充电口", "东苑车棚充电口坏了四个一直没修，本来就不够，建议把旁边空地也做成车棚。"),
    (5, "车棚没地方充电，只能进楼", "不是我们想把车推进楼，东苑车棚充电口不够，物业只管劝离，不管去哪里充。"),
    (3, "东苑车棚充电难", "东苑车棚充电难说了半年了，充电口不够，还常常跳闸，请给一个说法。"),
)
_SHED_LATE = (1, "车棚充电口还是不够", "听说东苑车棚要加充电口，什么时候装？现在充电口不够，每天晚上都在抢。")
_SHED_TOLD = "东苑现有充电口 12 个，登记的电动自行车 140 多辆。社区和物业正在选地方、问价格，请居民继续说说想加在哪里。"
_SHED_TASK = "东苑车棚充电口不够是热点问题，请与其他几件一并提出方案：加多少、加在哪里、什么时候装好。"

# Minutes after seven, words.
_WATER = (
    (5, "早上起来{b}停水了，没有看到通知，孩子要上学，什么时候来水？"),
    (20, "{b}{u}停水，没有人通知，家里做不了饭，什么时候来水？"),
    (35, "{b}整栋楼都停水，也没有通知，老人在家没法做饭，请问什么时候来水？"),
    (55, "又停水了，{b}{f}楼一滴水都没有，没看到通知，几点来水？"),
    (90, "{b}停水两个小时了，没有通知，物业电话占线，什么时候来水？"),
)
_WATER_TOLD = "早上七点起整栋楼停水，二次供水的水泵跳闸，正在抢修。"
_WATER_ANSWER = (
    "早上七点停水，是二次供水的水泵跳闸。供水单位上午更换了控制器，11 点 20 分恢复供水，水箱余氯检测合格。刚来水时放两三分钟黄水再用。"
    "以后再遇到停水，可以打物业 24 小时电话 027-00001234，老人、孩子急用水的，网格员送水上门。"
)


def many_play(world: World, until: datetime) -> Iterator[tuple[datetime, Steps]]:
    """Yield both stories with the moments at which they begin.

    Args:
        until: the demo's present.
    """
    yield _evening(until, _SHED[0][0]), _shed(world, until)
    yield _morning(until), _water(world, until)


def _evening(until: datetime, days: int) -> datetime:
    day = (until - timedelta(days=days)).astimezone(CALENDAR.zone)
    return day.replace(hour=20, minute=10 + days, second=0, microsecond=0)


def _morning(until: datetime) -> datetime:
    day = (until - timedelta(days=6)).astimezone(CALENDAR.zone)
    return day.replace(hour=7, minute=_WATER[0][0], second=0, microsecond=0)


def _doors(world: World, compound: str) -> list[Entrance]:
    found = world.neighbourhoods[0].entrances
    return [
        entrance for entrance in found if entrance.building.compound and entrance.building.compound.name == compound
    ]


def _asked(world: World, who: int, entrance: Entrance, title: str, body: str, urgency: str) -> Story:
    """Let one of the residents report it at a door."""
    words = {"b": entrance.building.name, "u": entrance.name, "f": 3 + who % 20}
    matter = Matter(title, (body,), (), urgency=urgency)
    story = Story(world, matter, world.neighbourhoods[0], entrance, words, world.cast.residents[who])
    story.submit(located=story.place(), channel="scan")
    return story


def _taken(story: Story, result: str) -> Steps:
    yield story.work(0.2, 1)
    story.act("accept")
    yield story.work(0.1, 0.5)
    story.act("contact", how="phone", result=result)


def _shed(world: World, until: datetime) -> Steps:
    """Charging for a hundred e-bikes: asked for by seven people in two weeks, followed by others, in the hands of the property company."""
    doors = _doors(world, EAST)
    stories = []
    for number, (days, title, body) in enumerate(_SHED):
        yield _evening(until, days)
        story = _asked(world, 10 + number, doors[number % len(doors)], title, body, "complex")
        stories.append(story)
        yield from _taken(story, "告知居民：充电口的事社区在统一研究。")
    yield _evening(until, 2) - timedelta(hours=10)
    desk = _desk(world)
    issue = _found(stories, desk)
    issue_confirm(issue.pk, "东苑车棚充电口不够", _SHED_TOLD, standing=desk)
    property_id = world.organisations["property"].pk
    issue_assign(issue.pk, property_id, standing=desk)
    for story in stories:
        yield clock.now() + timedelta(minutes=15)
        story.read()
        if story.case.lead_id != property_id:
            story.act("dispatch", to=property_id, task=_SHED_TASK)
            yield clock.now() + timedelta(minutes=20)
            story.act("accept", by=property_id)
    for who in range(FOLLOWERS):
        yield clock.now() + timedelta(minutes=40)
        issue_follow(issue, world.cast.residents[30 + who])
    days, title, body = _SHED_LATE
    yield _evening(until, days)
    late = _asked(world, 25, doors[-1], title, body, "complex")
    yield clock.now() + timedelta(hours=1)
    _found([*stories, late], desk)


def _water(world: World, until: datetime) -> Steps:
    """No water in one building, five families ask; the supplier answers them all at once by noon."""
    doors = _doors(world, SOUTH)
    doors = [entrance for entrance in doors if entrance.building_id == doors[-1].building_id]
    begin = _morning(until)
    stories = []
    for number, (minutes, body) in enumerate(_WATER):
        yield begin + timedelta(minutes=minutes - _WATER[0][0])
        stories.append(_asked(world, 40 + number, doors[number % len(doors)], "{b}停水", body, "utility"))
    for story in stories:
        yield from _taken(story, "已告知正在抢修，需要用水可以送上门。")
    yield clock.now() + timedelta(minutes=20)
    desk = _desk(world)
    issue = _found(stories, desk)
    issue_confirm(issue.pk, f"{doors[0].building.name}早上停水", _WATER_TOLD, standing=desk)
    # Water goes to the supplier first; whoever leads the cases owns the issue, so that their answer reaches all.
    stories[0].read()
    lead = stories[0].case.lead_id
    if issue.owner_id != lead:
        issue_assign(issue.pk, lead, standing=desk)
    yield max(clock.now(), begin.replace(hour=11, minute=40))
    answering = world.standing(world.cast.holders[lead][0])
    issue_answer(issue.pk, "solved", _WATER_ANSWER, standing=answering)
    for story in stories[:4]:
        yield clock.now() + timedelta(hours=2)
        story.read()
        story.resident_does("evaluate", solved="yes", satisfied=True, words="")


def _desk(world: World) -> Standing:
    """Somebody of the community, who decides what is an issue."""
    desk = world.organisations[f"community:{world.neighbourhoods[0].division.code}"]
    return world.standing(world.cast.holders[desk.pk][0])


def _found(stories: Sequence[Story], desk: Standing) -> HotIssue:
    """Let the search run as it does every few hours, and the desk put right what it took in too much or too little.

    Raises:
        Missing: it found nothing; a slip of this module's texts.
    """
    issues_look(stories[0].home.division)
    mine = {story.case.id: story.case for story in stories}
    members = Member.objects.filter(community=stories[0].home.division, left_at=None).select_related("issue")
    first = members.filter(case_id__in=mine).first()
    if first is None:
        raise Missing("the search finds no issue among the demo's own cases")
    inside = dict(members.filter(issue=first.issue).values_list("case_id", "community_id"))
    for case_id in inside.keys() - mine.keys():
        case_remove(first.issue.pk, inside[case_id], case_id, "另一件事", standing=desk)
    for case_id in mine.keys() - inside.keys():
        case = Case.objects.get(community_id=mine[case_id].community_id, id=case_id)
        case_add(first.issue.pk, case, standing=desk)
    return HotIssue.objects.get(pk=first.issue.pk)
