"""What this room holds about people: whose tokens and hooks they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register, reviewed

register(
    Held(
        "api.Token",
        ("owner", "name", "digest"),
        _("您给其他系统开的令牌"),
        _("让其他系统代您办事"),
        Basis.CONTRACT,
        (Reader.SELF,),
        "account",
        After.DELETED,
    ),
    Held(
        "api.Hook",
        ("owner", "name"),
        _("您登记的推送地址"),
        _("把进展推送给其他系统"),
        Basis.CONTRACT,
        (Reader.SELF,),
        "account",
        After.DELETED,
    ),
    Held(
        "api.Hook",
        ("secret",),
        _("推送签名用的密钥"),
        _("证明推送来自本系统"),
        Basis.CONTRACT,
        (Reader.NOBODY,),
        "account",
        After.DELETED,
    ),
)
reviewed("api.Token", ["scopes"], "what a token may do")
