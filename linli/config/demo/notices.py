"""Notices on the demo's grid pages, so that a resident's first screen is not empty."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.config.demo.cast import Cast
from linli.config.demo.places import Neighbourhood
from linli.core import clock
from linli.notify.services import notice_post
from linli.people.models import Organisation
from linli.people.selectors import standing_of

# Days ago, days it stays up, number of the grid (0: the whole community), title, body.
_NOTICES = (
    (3, 11, 0, "周三上午家庭医生进社区义诊", "量血压、测血糖、解读体检报告。地点：党群服务中心一楼，带医保卡。"),
    (6, 9, 0, "电动车请到车棚充电", "新增的充电口已启用，进楼充电将被劝离并登记。"),
    (1, 4, 1, "1栋、2栋清洗水箱停水通知", "明天上午9点到12点清洗二次供水水箱，请提前储水。"),
    (20, 10, 0, "四点半课堂报名", "周一至周五，名额已满可排队。"),
)


def notices_make(built: Neighbourhood, cast: Cast, organisations: dict[str, Organisation], until: datetime) -> None:
    """Let the community post them."""
    desk = organisations[f"community:{built.division.code}"]
    for days_ago, days_up, number, title, body in _NOTICES:
        begin = until - timedelta(days=days_ago)
        with clock.at(begin):
            notice_post(
                acting=standing_of(cast.holders[desk.pk][0]),
                place=built.division,
                grid=built.grids[number - 1] if number else None,
                title=title,
                body=body,
                ends_at=begin + timedelta(days=days_up),
            )
