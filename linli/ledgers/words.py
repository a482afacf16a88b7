"""Words of the ledgers: kinds of resource that ship, and what a row does."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.planned import Change
from linli.ledgers import domain

KINDS = {
    domain.ROOM: _("场地"),
    domain.VEHICLE: _("车辆"),
    domain.TOOL: _("工具设备"),
    domain.SKILL: _("技能"),
    domain.SERVICE: _("服务"),
    domain.FUND: _("资金"),
    domain.OTHER: _("其他"),
}
CHANGES = {
    Change.NEW: _("新增"),
    Change.CHANGED: _("更新"),
    Change.SAME: _("未变"),
    Change.REFUSED: _("不能导入"),
}
