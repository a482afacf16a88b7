"""What the fields of deed forms are called where `words.CARRIES` is too general, and the line of help under them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.cases import words

LABELS = {
    ("extend", "until"): _("延到什么时候"),
    ("supervise", "until"): _("什么时候前反馈"),
    ("supervise", "expected"): _("督办要求"),
    ("send_down", "why"): _("为什么下级能办"),
    ("report_up", "why"): _("为什么这里办不了"),
    ("object", "why"): _("为什么不归我们办"),
    ("decide_objection", "to"): _("改派给"),
    ("decide_objection", "handler_id"): _("谁提出的异议"),
    ("follow_up", "words"): _("居民说了什么"),
    ("reveal", "why"): _("为什么要看"),
    ("note", "text"): _("备注"),
    ("reject", "answer"): _("给居民的答复：为什么，到哪里去办"),
    ("decide_extension", "why"): _("说明"),
}

HELPS = {
    ("resolve", "basis"): _("结果是“无法解决”时必须写明。"),
    "photos": _("最多 9 张，每张不超过 10 MB。照片里的位置信息会自动去掉。"),
    "parts": _("至少两件，每件单独办理；全部办完后再统一答复。"),
    "calls": _("最多三个部门，每个都要写明任务。"),
    "target_id": _("同一社区、说的是同一件事、还在办理的诉求。反映人会一并转过去，各自得到答复。"),
    ("extend", "why"): _("居民会看到这段话。"),
    ("ask", "question"): _("居民会收到这个问题。答复前办理时限暂停，最多三天。"),
    ("resolve", "answer"): _("所有反映人都会收到。请写清办了什么、结果怎样。"),
    ("answer", "answer"): _("一次说清：要带什么材料、依据什么政策、打哪个电话。"),
    ("note", "text"): _("只有办理人员看得到。"),
    ("reveal", "why"): _("查看会留下记录，居民可以看到是谁、为什么看。"),
    ("decide_objection", "to"): _("异议成立时可以直接改派；不选则由您再处理。"),
    ("publish", "public_title"): _("已自动隐去电话、证件号、门牌和姓名，请再看一遍。"),
    ("publish", "public_answer"): _("公开前请确认不会让人认出是谁。"),
    ("reject", "route"): _("选择后会填入相应的答复，可以修改。"),
    ("contact", "result"): _("首次联系计入响应率。"),
    ("accept", "urgency"): _("改动后时限从提交时重新计算。"),
}

# Deeds to which photos can be added: as proof of what was done, or of what was found.
WITH_FILES = frozenset({"contact", "answer", "report", "resolve", "note", "arrive"})

YES_NO = {
    "uphold": (_("成立，收回派单"), _("不成立，仍请办理")),
    "grant": (_("同意延期"), _("不同意")),
    "satisfied": (_("满意"), _("不满意")),
    "verdict": (_("好：及时，或叫得对"), _("不好：迟到，或不必叫")),
}


def label(deed: str, name: str) -> object:
    """Return what the field is called."""
    return LABELS.get((deed, name)) or words.carry_name(name)


def help_of(deed: str, name: str) -> object:
    """Return the line under the field, or an empty one."""
    return HELPS.get((deed, name)) or HELPS.get(name, "")
