"""Double registration in the demo's first community: two units' branches, members at home and at work, who was asked (L1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.config.demo.cast import Cast
from linli.config.demo.places import Neighbourhood
from linli.core import clock
from linli.partners import services
from linli.partners.domain import Offer
from linli.partners.models import MemberRegistration, Skill, UnitRegistration
from linli.partners.services.asking import Need
from linli.people.domain import Standing
from linli.people.models import Organisation, OrganisationKind, PostKind
from linli.people.selectors import standing_of
from linli.people.services import account_get_or_create, post_start
from linli.places.models import Level

# Name, secretary, number, members, what it offers, kinds; a third waits for the community's word.
_UNITS = (
    ("工人村社区卫生服务站党支部", "许志刚", "19900039001", 23, "每月一次义诊，会议室周末可借。", ("医疗护理", "场地")),
    ("青和居小学党支部", "宋小雨", "19900039002", 41, "操场和阶梯教室周末开放，老师辅导作业。", ("课业辅导", "场地")),
    ("驻区银行网点党支部", "韩海涛", "19900039003", 12, "反诈宣讲，老年人用手机辅导。", ("电脑和手机", "财会税务")),
)
# Number of the resident, unit (None: at home), skills, times, purposes, hours, note.
_MEMBERS: tuple[tuple[int, int | None, tuple[str, ...], tuple[str, ...], tuple[str, ...], int, str], ...] = (
    (40, None, ("水电维修", "家电维修"), ("evening", "weekend"), ("neighbour", "emergency"), 8, "退休电工，有证"),
    (41, None, ("法律咨询", "矛盾调解"), ("weekend",), ("deliberation", "teaching"), 4, "律师"),
    (42, None, ("陪伴和送餐", "办事代跑"), ("weekday",), ("neighbour", "activity"), 10, ""),
    (43, None, ("课业辅导",), ("evening",), ("teaching", "activity"), 6, "初中数学"),
    (44, None, ("驾驶接送", "消防安全"), ("evening", "weekend"), ("emergency", "neighbour"), 5, "有面包车"),
    (45, 0, ("医疗护理",), ("weekend",), ("neighbour", "activity", "emergency"), 6, "护士"),
    (46, 0, ("医疗护理", "心理疏导"), ("evening",), ("neighbour", "teaching"), 4, ""),
    (47, 1, ("课业辅导", "文艺体育"), ("weekend",), ("teaching", "activity"), 6, "语文老师"),
    (40, 1, ("水电维修", "家电维修"), ("evening", "weekend"), ("neighbour", "emergency"), 8, "退休电工，有证"),
    (48, None, ("写作宣传",), ("evening",), ("activity",), 3, ""),  # waits for the community
)
_WAITING = 1


def partners_make(built: Neighbourhood, cast: Cast, organisations: dict[str, Organisation], until: datetime) -> None:
    """Let units and members register through the services, and the community ask for help."""
    desk = organisations[f"community:{built.division.code}"]
    heads = [standing_of(holder) for holder in cast.holders[desk.pk]]
    head = next(one for one in heads if any(hat.post_kind == PostKind.SECRETARY for hat in one.hats))
    skills = dict(Skill.objects.filter(place=None).values_list("name", "pk"))
    with clock.at(until - timedelta(days=90)):
        units = [_unit(built, row, skills, number < len(_UNITS) - 1, head) for number, row in enumerate(_UNITS)]
    with clock.at(until - timedelta(days=60)):
        rows = [
            _member(built, cast, row, skills, units, head if number < len(_MEMBERS) - _WAITING else None)
            for number, row in enumerate(_MEMBERS)
        ]
    _ask(rows, cast, built, head, until)


def _unit(
    built: Neighbourhood,
    row: tuple[str, str, str, int, str, tuple[str, ...]],
    skills: dict[str, int],
    ok: bool,
    head: Standing,
) -> tuple[UnitRegistration, Standing]:
    name, secretary, number, members, resources, kinds = row
    organisation = Organisation.objects.create(
        kind=OrganisationKind.PARTY_UNIT, name=name, level=Level.COMMUNITY, place=built.division
    )
    account = account_get_or_create(number, secretary)
    post_start(organisation=organisation, kind=PostKind.BRANCH_SECRETARY, account=account, public_name=secretary)
    acting = standing_of(account)
    unit = services.unit_register(
        organisation,
        built.division,
        members=members,
        until=clock.today() + timedelta(days=365),
        resources=resources,
        contact=secretary,
        phone=f"027-0000{number[-4:]}",
        skills=[skills[kind] for kind in kinds],
        acting=acting,
    )
    return (services.unit_decide(unit, "confirm", acting=head) if ok else unit), acting


def _member(
    built: Neighbourhood,
    cast: Cast,
    row: tuple[int, int | None, tuple[str, ...], tuple[str, ...], tuple[str, ...], int, str],
    skills: dict[str, int],
    units: list[tuple[UnitRegistration, Standing]],
    head: Standing | None,
) -> MemberRegistration:
    number, through, kinds, times, purposes, hours, note = row
    account = cast.residents[number]
    unit, secretary = units[through] if through is not None else (None, head)
    offer = Offer(tuple(skills[kind] for kind in kinds), hours, times, purposes, 2, note)
    grid = account.home if unit is None else None
    done = services.member_register(account, built.division, unit=unit, grid=grid, offer=offer, agreed=True)
    return services.member_decide(done, True, acting=secretary) if secretary is not None and head is not None else done


def _ask(rows: list[MemberRegistration], cast: Cast, built: Neighbourhood, head: Standing, until: datetime) -> None:
    """One asking is over, one is answered, one waits."""
    wants = (
        (12, 0, "楼道灯坏了，想请您晚上来看看是灯泡还是线路。", "neighbour", "helped", "换了灯泡和开关，灯亮了。"),
        (2, 1, "周六上午议事会商量车棚扩建，想请您讲讲相关规定。", "deliberation", "", ""),
        (1, 4, "周日送两位行动不便的老人去体检，想请您开车接送。", "neighbour", "", ""),
    )
    for days, number, what, purpose, outcome, words in wants:
        row = rows[number]
        with clock.at(until - timedelta(days=days)):
            need = Need(what, purpose, grid=built.grids[0], needed_at=clock.now() + timedelta(days=2))
            asking = services.helper_ask(row, need, key=f"demo-{number}", acting=head)
        if number < 4:
            with clock.at(until - timedelta(days=days, hours=-5)):
                services.asking_answer(asking, "yes", reply="可以，请提前说时间。", acting=standing_of(row.account))
        if outcome:
            with clock.at(until - timedelta(days=days - 3)):
                services.asking_end(asking, outcome, words=words, acting=head)
