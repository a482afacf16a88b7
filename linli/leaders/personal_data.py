"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register, reviewed

register(
    Held(
        "leaders.Roll",
        ("household", "voter"),
        _("您家在不在投票名册上、投过没有；只存摘要，不存门牌和姓名"),
        _("一户一票，一人不投两次"),
        Basis.CONSENT,
        (Reader.NOBODY,),
        "home",
        After.DELETED,
    ),
    Held(
        "leaders.Urn",
        ("tally",),
        _("各人得了多少票，只存合计，加密；不存谁投给了谁"),
        _("到期计票，计票后删除，只公布合计"),
        Basis.CONSENT,
        (Reader.NOBODY,),
        "home",
        After.DELETED,
    ),
    Held(
        "leaders.Attendance",
        ("post", "attended_at", "proof", "listed"),
        _("您报名和参加过哪些培训"),
        _("安排培训；参加过的和岗位一起公示，没有参加的只有社区看得到"),
        Basis.DUTY,
        (Reader.SELF, Reader.HEADS, Reader.PUBLIC),
        "post",
        After.KEPT,
    ),
)
reviewed("leaders.Training", ("title", "kinds"), "what a session is about and which kinds of post it is for: of nobody")
