"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register

register(
    Held(
        "homes.Membership",
        ("door", "door_index", "account", "relation", "until", "why"),
        _("您住在哪个门牌、以什么身份、到何时"),
        _("您报事时自动带上门牌；由您自己申报"),
        Basis.CONSENT,
        (Reader.SELF, Reader.TERRITORY),
        "home",
        After.DELETED,
        sensitive=True,
        index="door_index",
    ),
)
register(
    Held(
        "homes.Authority",
        ("name", "phone", "phone_index", "actor", "served", "kin", "paper", "until", "code_digest", "why"),
        _("您替哪位家人办事、谁替您办事：姓名、电话、关系、凭什么、到何时"),
        _("让家人替老人和孩子办事，说清楚凭什么、到何时"),
        Basis.CONSENT,
        (Reader.SELF, Reader.TERRITORY),
        "authority",
        After.ANONYMISED,
        sensitive=True,
        index="phone_index",
    ),
)
