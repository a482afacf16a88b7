"""What people do about double registration, as rows of the registry of rights. Who may is decided in `policies`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.registry import Deed, register, widest
from linli.people.rights import REACH, RESIDENT, Family, Reach, Right, seats

_STAFF = [seat for seat in REACH[Right.HANDLE] if seat[0] in (Family.GRID, Family.DESK)]
_HEADS = [seat for seat in REACH[Right.ADMIN] if seat[0] == Family.DESK]
_BRANCH = seats((Family.PARTY,))
_OWN = _("只限报到的社区自己的工作人员，上级只看数")
_UNIT = _("只限单位党组织的岗位")


def rights_register() -> None:
    """Join them to the registry."""
    finding, branch = widest((_STAFF, Reach.SUBTREE)), widest((_BRANCH, Reach.ORGANISATION))
    either = widest((_STAFF, Reach.SUBTREE), (_BRANCH, Reach.ORGANISATION))
    rows = [
        Deed("partners.find", "partners", _("找帮手、请帮忙、确认居住地报到"), _OWN, finding, "helpers"),
        Deed("partners.confirm", "partners", _("确认、退回、不接收单位的报到"), _OWN, widest((_HEADS, Reach.SUBTREE))),
        Deed("partners.branch", "partners", _("替单位报到，确认本单位的党员"), _UNIT, branch, "branch"),
        Deed("partners.look", "partners", _("打开双报到的页面"), _("各看各的部分"), either, "partners"),
        Deed("partners.offer", "partners", _("自己报到、修改、暂停、撤回、答复"), "", {RESIDENT: Reach.OWN}),
    ]
    register("partners", _("双报到"), rows)
