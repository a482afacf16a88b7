"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register

register(
    Held(
        "notify.Message",
        ("account", "phone", "text"),
        _("发给您的消息"),
        _("把进展告诉您"),
        Basis.CONTRACT,
        (Reader.SELF,),
        "message",
        After.DELETED,
    ),
    Held(
        "notify.Delivery",
        ("recipient",),
        _("短信有没有送达"),
        _("没送到的再发一次"),
        Basis.CONTRACT,
        (Reader.NOBODY,),
        "message",
        After.DELETED,
    ),
    Held(
        "notify.Notice",
        ("author", "title", "body"),
        _("工作人员发布的公告"),
        _("公示由谁发布"),
        Basis.DUTY,
        (Reader.PUBLIC,),
        "history",
        After.KEPT,
    ),
)
