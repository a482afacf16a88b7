"""Who answers for what in the demo: desks on all five levels, departments, the property company, local units (G3)."""

from __future__ import annotations

from dataclasses import dataclass

from linli.config.demo import places
from linli.config.demo.places import Neighbourhood
from linli.people.models import Organisation, OrganisationKind
from linli.people.services.organisations import parents_fill
from linli.places.models import Division, Level

K, L = OrganisationKind, Level


@dataclass(frozen=True, slots=True)
class Called:
    """An organisation that answers for no territory: what it is called to, and the categories it answers for.

    `key` is how the rest of the demo speaks of it.
    """

    key: str
    kind: OrganisationKind
    level: Level
    place: str
    name: str
    duties: str


_C, _S, _D = places.QINGHEJU_CODE, places.STREET, places.DISTRICT
CALLED = (
    Called("property", K.PROPERTY, L.COMMUNITY, _C, "青和居物业服务中心", "电梯、门禁、公共照明、保洁、停车、绿化养护"),
    Called("owners", K.OWNERS, L.COMMUNITY, _C, "青和居业主委员会", "维修资金、公共收益、业主公约"),
    Called("clinic", K.UNIT, L.COMMUNITY, _C, "工人村社区卫生服务站（青和居点）", "家庭医生、慢病随访、老年人体检"),
    Called("school", K.UNIT, L.COMMUNITY, _C, "青和居小学", "入学登记、四点半课堂、操场开放"),
    Called("bank", K.UNIT, L.COMMUNITY, _C, "驻区银行网点", "反诈宣传、敬老服务窗口"),
    Called("volunteers", K.SOCIAL, L.COMMUNITY, _C, "青和邻里志愿服务队", "陪诊、代办、便民维修"),
    Called("chengguan", K.DEPARTMENT, L.STREET, _S, "工人村街道综合行政执法中心", "占道经营、违建、渣土、油烟"),
    Called("police", K.DEPARTMENT, L.STREET, _S, "工人村派出所", "治安、噪音扰民、养犬、户籍"),
    Called("peace", K.DEPARTMENT, L.STREET, _S, "工人村街道综治中心", "矛盾纠纷、平安建设、信访引导"),
    Called("market", K.DEPARTMENT, L.STREET, _S, "工人村市场监督管理所", "食品安全、消费纠纷、特种设备"),
    Called("affairs", K.DEPARTMENT, L.STREET, _S, "工人村街道政务服务中心", "社保、医保、老年证、居住证"),
    Called(
        "housing", K.DEPARTMENT, L.DISTRICT, _D, "青山区住房和城市更新局", "物业监管、房屋质量、维修资金、老旧小区改造"
    ),
    Called("fire", K.DEPARTMENT, L.DISTRICT, _D, "青山区消防救援大队", "消防通道、消防设施、火灾隐患"),
    Called("water", K.DEPARTMENT, L.DISTRICT, _D, "青山区水务和湖泊局", "供水、排水、内涝"),
    Called("city_order", K.DEPARTMENT, L.DISTRICT, _D, "青山区城市管理执法局", "环境卫生、路灯井盖、市容"),
    Called("civil", K.DEPARTMENT, L.DISTRICT, _D, "青山区民政局", "养老、低保、社会救助"),
    Called("labour", K.DEPARTMENT, L.DISTRICT, _D, "青山区人力资源和社会保障局", "退休、就业、劳动报酬"),
    Called("education", K.DEPARTMENT, L.DISTRICT, _D, "青山区教育局", "入学、校外培训、校园周边"),
    Called("health", K.DEPARTMENT, L.DISTRICT, _D, "青山区卫生健康局", "医疗服务、公共卫生、生育服务"),
    Called("traffic", K.DEPARTMENT, L.DISTRICT, _D, "青山区交通大队", "违停、信号灯、校门口交通"),
    Called("heat", K.UNIT, L.DISTRICT, _D, "集中供暖青山服务站", "供暖报修、测温、停暖"),
    Called("gas", K.UNIT, L.DISTRICT, _D, "燃气公司青山服务站", "燃气报修、安检、停气"),
    Called("power", K.UNIT, L.DISTRICT, _D, "供电公司青山供电所", "停电报修、电表、线路"),
    Called("tap", K.UNIT, L.DISTRICT, _D, "自来水公司青山营业所", "停水报修、水表、水压"),
    Called("bus", K.UNIT, L.CITY, places.CITY, "公交集团客户服务部", "公交线路、老年卡"),
)

# The two other communities of the demo have a property company each, so that work of theirs has somewhere to go.
OTHERS = (
    Called(
        "property_next", K.PROPERTY, L.COMMUNITY, places.QINGYIJU_CODE, "青宜居物业服务中心", "电梯、门禁、保洁、停车"
    ),
    Called("property_far", K.PROPERTY, L.COMMUNITY, places.KANGYUAN_CODE, "康苑物业服务部", "保洁、门禁、停车"),
)

_DESK_KINDS = {L.COMMUNITY: K.COMMUNITY, L.STREET: K.STREET, L.DISTRICT: K.DISTRICT, L.CITY: K.CITY}
_DESK_NAMES = {
    L.COMMUNITY: "{}居民委员会",
    L.STREET: "{}社会治理办公室",
    L.DISTRICT: "{}社会治理指挥中心",
    L.CITY: "{}社会治理指挥中心",
}


def short_name(name: str) -> str:
    """Return a division's name as people say it: the statistical list spells out offices and committees."""
    for tail in ("居委会", "村委会", "办事处"):
        name = name.removesuffix(tail)
    return name


def desk_make(division: Division) -> Organisation:
    """Make the desk that answers for a division, and mark the division as using Linli."""
    if not division.active:
        division.active = True
        division.save(update_fields=["active"])
    level = Level(division.level)
    return Organisation.objects.create(
        kind=_DESK_KINDS[level],
        name=_DESK_NAMES[level].format(short_name(division.name)),
        level=level,
        place=division,
        phone="12345" if level is L.CITY else "",
    )


def _elsewhere(street: Division) -> bool:
    return street.code != places.STREET


def organisations_make(neighbourhoods: list[Neighbourhood]) -> dict[str, Organisation]:
    """Make every organisation of the demo; return them by key ("city", "district:<code>", "grid:<code>", "fire" …).

    Every district of the city has a desk, so that a request that names only its district (`linli replay`) finds one.
    """
    made: dict[str, Organisation] = {}
    districts = Division.objects.filter(parent__code=places.CITY).exclude(name="市辖区")
    made["city"] = desk_make(Division.objects.get(code=places.CITY))
    for district in districts:
        made[f"district:{district.code}"] = desk_make(district)
    # The street of most stories first: whoever looks for it among the roles finds it at once.
    for street in sorted(Division.objects.filter(code__in=(places.STREET, places.OTHER_STREET)), key=_elsewhere):
        made[f"street:{street.code}"] = desk_make(street)
    for built in neighbourhoods:
        desk = made[f"community:{built.division.code}"] = desk_make(built.division)
        name = short_name(built.division.name)
        for grid in built.grids:
            made[f"grid:{grid.code}"] = Organisation.objects.create(
                kind=K.GRID, name=f"{name}{grid.name}", level=L.GRID, place=built.division, grid=grid, parent=desk
            )
    codes = {row.place for row in (*CALLED, *OTHERS)}
    divisions = {division.code: division for division in Division.objects.filter(code__in=codes)}
    for row in (*CALLED, *OTHERS):
        made[row.key] = Organisation.objects.create(
            kind=row.kind, name=row.name, level=row.level, place=divisions[row.place], duties=row.duties
        )
    parents_fill()
    return made
