"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register, reviewed

_WHO = _("确认是您本人")
_TRIES = _("防止有人冒用您的号码")

register(
    Held(
        "people.Account",
        ("phone", "phone_index"),
        _("手机号码"),
        _("确认是您本人，把进展告诉您"),
        Basis.CONSENT,
        (Reader.SELF, Reader.HANDLING),
        "account",
        After.DELETED,
        index="phone_index",
    ),
    Held(
        "people.Account",
        ("name",),
        _("称呼"),
        _("方便与您联系；可以不填"),
        Basis.CONSENT,
        (Reader.SELF, Reader.HANDLING),
        "account",
        After.DELETED,
    ),
    Held(
        "people.Account",
        ("home", "language", "elder_mode", "last_login"),
        _("所在网格、语言、大字版、最近一次登录"),
        _("按您的习惯显示页面"),
        Basis.CONSENT,
        (Reader.SELF,),
        "account",
        After.DELETED,
    ),
    Held(
        "people.Account",
        ("password",),
        _("登录用的密文"),
        _WHO,
        Basis.CONSENT,
        (Reader.NOBODY,),
        "account",
        After.DELETED,
    ),
    Held(
        "people.OneTimeCode",
        ("phone_index", "code_digest", "asker_index", "session_index"),
        _("验证码的摘要"),
        _WHO,
        Basis.CONSENT,
        (Reader.NOBODY,),
        "code",
        After.DELETED,
    ),
    Held(
        "people.Attempt",
        ("subject_index",),
        _("号码和网络地址的摘要"),
        _TRIES,
        Basis.DUTY,
        (Reader.NOBODY,),
        "code",
        After.DELETED,
    ),
    Held(
        "people.SignedIn",
        ("account", "key", "browser", "way", "since", "seen_at"),
        _("您在哪些设备上登录着：设备种类、方式、时间"),
        _("让您看得见、退得出"),
        Basis.CONTRACT,
        (Reader.SELF,),
        "session",
        After.DELETED,
    ),
    Held(
        "people.Account",
        ("session_secret",),
        _("登录状态的密钥"),
        _WHO,
        Basis.CONTRACT,
        (Reader.NOBODY,),
        "account",
        After.DELETED,
    ),
    Held(
        "people.Consent",
        ("account",),
        _("您同意过什么"),
        _("证明处理有依据"),
        Basis.DUTY,
        (Reader.SELF,),
        "consent",
        After.KEPT,
    ),
    Held(
        "people.Post",
        ("account", "public_name", "public_phone", "promise", "photo"),
        _("工作人员的岗位、姓名、值班电话、承诺和照片"),
        _("公示谁负责、历史上由谁经手"),
        Basis.DUTY,
        (Reader.PUBLIC,),
        "history",
        After.KEPT,
    ),
    Held(
        "people.StaffTerms",
        ("name", "terms"),
        _("公示的姓名和岗位"),
        _("让居民找得到负责人"),
        Basis.DUTY,
        (Reader.PUBLIC,),
        "post",
        After.DELETED,
    ),
)
register(
    Held(
        "people.Organisation",
        ("contact",),
        _("单位公示的联系人"),
        _("公示谁负责、历史上由谁经手"),
        Basis.DUTY,
        (Reader.PUBLIC,),
        "history",
        After.KEPT,
    ),
)
register(
    Held(
        "people.Nomination",
        ("phone", "phone_index", "name", "proposer", "why", "promise", "decision"),
        _("被提名当片长、组长、邻长的人：姓名、电话、理由和承诺"),
        _("问本人是否愿意，公示，确定人选；有结果后删去姓名和电话"),
        Basis.CONSENT,
        (Reader.SELF, Reader.HEADS, Reader.PUBLIC),
        "history",
        After.KEPT,
        index="phone_index",
    ),
    Held(
        "people.Objection",
        ("account", "text", "reply"),
        _("公示期里提的意见和答复"),
        _("让做决定的人知道邻居的意见"),
        Basis.DUTY,
        (Reader.SELF, Reader.HEADS),
        "history",
        After.KEPT,
    ),
)
reviewed("people.Organisation", ["name", "phone", "address"], "of an office, not of a person")
