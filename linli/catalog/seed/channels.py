"""The ways a request arrives (sourcebook R2)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

CHANNELS: list[dict[str, Any]] = [
    {"code": "scan", "name": _("扫码上报"), "by_staff": False},
    {"code": "phone_form", "name": _("手机填写"), "by_staff": False},
    {"code": "group_chat", "name": _("网格群")},
    {"code": "leader", "name": _("楼栋长、邻长代报")},
    {"code": "visit", "name": _("入户走访")},
    {"code": "desk", "name": _("社区窗口")},
    {"code": "meeting", "name": _("居民会议")},
    {"code": "hotline", "name": _("热线转办")},
    {"code": "system", "name": _("其他系统"), "by_staff": False},
    {"code": "replay", "name": _("历史导入"), "by_staff": False},
]
