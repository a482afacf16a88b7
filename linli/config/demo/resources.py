"""What neighbours of the demo's first community can be helped with: rooms, tools, skills, services (G5)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from linli.config.demo.cast import Cast
from linli.config.demo.places import Neighbourhood
from linli.ledgers import domain
from linli.ledgers.services.resources import ResourceRecord, resources_put
from linli.people.models import Organisation

# kind, name, who offers it ("property": the company of the compound; "": a resident), where, when, note
LISTED = (
    (domain.ROOM, "邻里活动室", "社区居委会", "党群服务中心二楼", "周一至周日 8:30-20:30", "可坐 40 人，有投影"),
    (domain.ROOM, "架空层议事角", "property", "3栋架空层", "全天", "长桌一张，椅子 12 把"),
    (domain.VEHICLE, "三轮电动车", "property", "小区南门岗亭", "工作日 9:00-17:00", "帮老人搬大件，由物业师傅驾驶"),
    (domain.TOOL, "轮椅和拐杖", "社区居委会", "党群服务中心一楼", "周一至周五 9:00-17:00", "免费借，两周内还"),
    (domain.TOOL, "冲击钻、人字梯", "", "1栋", "晚饭后", "提前一天说"),
    (domain.SKILL, "修小家电", "", "2栋", "周末下午", "退休电工，只收配件钱"),
    (domain.SKILL, "理发", "", "5栋", "每月第一个周六上午", "行动不便的可以上门"),
    (domain.SERVICE, "四点半课堂", "社区居委会", "党群服务中心三楼", "放学后至 18:00", "小学一至三年级"),
    (domain.SERVICE, "陪老人看病", "", "", "提前两天约", "两位志愿者轮流"),
    (domain.FUND, "邻里互助金", "社区居委会", "", "", "大病和意外，由居民议事会评议"),
)


def resources_make(built: Neighbourhood, cast: Cast, organisations: dict[str, Organisation], since: datetime) -> int:
    """List them, those of residents with whoever is to be asked; return how many."""
    first = timezone.localdate(since)
    records = []
    for number, (kind, name, offered_by, where, when, note) in enumerate(LISTED):
        asked = cast.residents[number] if not offered_by else None
        records.append(
            ResourceRecord(
                community=built.division,
                kind=kind,
                name=name,
                unit=organisations["property"] if offered_by == "property" else None,
                offered_by="" if offered_by == "property" else offered_by or "热心居民",
                grid=built.grids[number % len(built.grids)] if asked else None,
                place_text=where,
                available=when,
                note=note,
                contact=asked.name if asked else "",
                phone=asked.phone if asked else "",
                agreed=asked is not None,
                first=first,
            )
        )
    return len(resources_put(records))
