"""What this room holds about people. That somebody is a party member is sensitive (PIPL art. 28): it is held by a separate
consent (art. 29) for one purpose, read by the two communities and the own branch alone, and goes when the consent does.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register, reviewed

_FOR = _("在您同意的事项上请您帮忙（双报到；敏感信息，须单独同意）")
_READ = (Reader.SELF, Reader.PARTNERS)

register(
    Held(
        "partners.MemberRegistration",
        ("account", "words"),
        _("您是党员、在哪个社区和单位报到、同意或不通过的记录"),
        _FOR,
        Basis.CONSENT,
        _READ,
        "account",
        After.DELETED,
        sensitive=True,
    ),
    Held(
        "partners.MemberRegistration",
        ("note",),
        _("您愿意提供的技能、时间，和自己写的说明"),
        _FOR,
        Basis.CONSENT,
        _READ,
        "account",
        After.DELETED,
        sensitive=True,
    ),
    Held(
        "partners.Asking",
        ("account", "reply"),
        _("社区请您帮过什么忙、您怎样答复"),
        _FOR,
        Basis.CONSENT,
        _READ,
        "message",
        After.ANONYMISED,
        sensitive=True,
    ),
    Held(
        "partners.Asking",
        ("outcome_words",),
        _("请人帮忙的结果"),
        _("查得清每一步"),
        Basis.DUTY,
        _READ,
        "history",
        After.KEPT,
    ),
    Held(
        "partners.Reveal",
        ("account",),
        _("谁看过您报到时的姓名和电话，为什么"),
        _("查得清每一步"),
        Basis.DUTY,
        _READ,
        "account",
        After.DELETED,
        sensitive=True,
    ),
    Held(
        "partners.UnitRegistration",
        ("contact", "phone", "words"),
        _("单位党组织公示的联系人和办公电话"),
        _("社区与单位联系"),
        Basis.DUTY,
        (Reader.TERRITORY,),
        "history",
        After.KEPT,
    ),
)
reviewed("partners.Skill", ["name", "categories"], "a kind of skill")
