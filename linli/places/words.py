"""Codes of the rules, in the words that people read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli.places.domain import Reason, ShapeError, ShapeFault


def shape_fault_words(error: ShapeError) -> str:
    """Say what is wrong with a drawing, where, and what to do."""
    templates = {
        ShapeFault.NOT_GEOJSON: _("不是 GeoJSON 图形；请导出为 GeoJSON 后再试。"),
        ShapeFault.WRONG_TYPE: _("图形类型为 %(detail)s，不是面；请画成多边形。"),
        ShapeFault.EMPTY: _("图形是空的；请重新画出边界。"),
        ShapeFault.BAD_POSITION: _("坐标 %(detail)s 不是“经度, 纬度”；请更正。"),
        ShapeFault.OUT_OF_RANGE: _("坐标 %(detail)s 超出范围；经度与纬度可能写反了。"),
        ShapeFault.TOO_FEW_POINTS: _("一圈边界只有 %(detail)s 个不同的点；至少要有三个。"),
        ShapeFault.TOO_MANY_POINTS: _("边界有 %(detail)s 个点，太多了；请先简化。"),
        ShapeFault.SELF_CROSSING: _("边界线在 %(detail)s 处与自己相交；请把线理顺。"),
        ShapeFault.PARTS_CLASH: _("在 %(detail)s 处，洞超出了边界或两部分重叠；请更正。"),
    }
    return templates[error.code] % {"detail": error.detail}


def reason_words(reason: str, values: dict[str, Any]) -> str:
    """Say why a place was chosen.

    Args:
        reason: a reason code of `Located`.
        values: its `values`.
    """
    templates = {
        "door_code": _("扫了%(building)s%(entrance)s的门码"),
        "point_in_grid": _("定位点在%(grid)s内"),
        "point_in_community": _("定位点在%(community)s内，不在任何网格内"),
        "point_nearest": _("定位点不在任何网格内，最近的是%(community)s（约 %(metres)s 米）"),
        "address_building": _("地址写明“%(found)s”"),
        "address_compound": _("地址提到“%(found)s”"),
        "address_community": _("地址提到“%(found)s”"),
        "chosen": _("由提交人选定"),
        "unknown_place": _("地点不明"),
    }
    words = templates[reason] % {"building": "", "entrance": "", "grid": "", "community": "", "metres": "", **values}
    detail = rule_words(values["rule"]) if values.get("rule") else ""
    return _("%(words)s；%(detail)s") % {"words": words, "detail": detail} if detail else words


def rule_words(rule: str) -> str:
    """Say what the rule of an address match leaves open; nothing where it leaves nothing."""
    return {
        Reason.SEVERAL_BUILDINGS: _("提到多栋，都在这个网格"),
        Reason.BUILDING_ELSEWHERE: _("楼栋号写在别处"),
        Reason.OTHER_PHASE: _("该小区没有这一期"),
        Reason.UNKNOWN_BUILDING: _("该小区没有登记这个楼栋号"),
        Reason.ROAD: _("这条路上已知的楼栋都在这个网格"),
        Reason.COMPOUND_IN_SEVERAL_GRIDS: _("该小区分属多个网格"),
        Reason.ROAD_IN_SEVERAL_GRIDS: _("这条路分属多个网格"),
    }.get(Reason(rule), "")
