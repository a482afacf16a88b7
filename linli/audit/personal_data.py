"""What this room holds about people: who of the staff did what. Ids only; whom they are, the people room says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register

register(
    Held(
        "audit.Note",
        ("account_id", "post_id", "facts"),
        _("工作人员以什么岗位做过、看过什么（只存编号）"),
        _("查明谁做了什么，防止滥用（2025年修正的网络安全法第二十三条、个人信息保护法第五十一条、第五十四条）"),
        Basis.DUTY,
        (Reader.SELF, Reader.HEADS),
        "log",
        After.DELETED,
    )
)
