"""What this room holds about people: whom to ask for a resource, lists on their way in, who looked at what and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register, reviewed

register(
    Held(
        "ledgers.Resource",
        ("contact", "phone", "phone_index"),
        _("社会资源的联系人：姓名和电话"),
        _("需要这项资源时与您联系"),
        Basis.CONSENT,
        (Reader.SELF, Reader.TERRITORY),
        "resource",
        After.DELETED,
        index="phone_index",
    ),
    Held(
        "ledgers.Upload",
        ("content", "account"),
        _("导入台账的表格"),
        _("检查和导入；一天后删除"),
        Basis.DUTY,
        (Reader.HEADS,),
        "upload",
        After.DELETED,
    ),
    Held(
        "ledgers.Chunk",
        ("content",),
        _("导入台账的表格里的行"),
        _("检查和导入；一天后删除"),
        Basis.DUTY,
        (Reader.HEADS,),
        "upload",
        After.DELETED,
    ),
    Held(
        "ledgers.Look",
        ("account", "why"),
        _("谁、为什么查看了台账里遮住的姓名和号码"),
        _("让本人知道谁看过，防止滥用"),
        Basis.DUTY,
        (Reader.SELF, Reader.HEADS),
        "history",
        After.KEPT,
    ),
)
_LISTED = "of what is offered; whoever is to be asked for stands in fields of their own"
reviewed("ledgers.Resource", ["name", "offered_by", "place_text", "available", "note"], _LISTED)
_FILE = "of a file, not of a person: its name, the titles of its columns, how many rows"
reviewed("ledgers.Upload", ["name", "fault", "header", "warnings", "found", "taken"], _FILE)
reviewed("ledgers.ResourceKind", ["name"], "of a kind of resource")
