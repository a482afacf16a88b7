"""The words people read for deeds, reasons, refusals and messages. The rules know codes only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

DEEDS: Mapping[str, str] = {
    "submit": gettext_noop("提交"),
    "accept": gettext_noop("受理"),
    "contact": gettext_noop("联系居民"),
    "answer": gettext_noop("当场答复"),
    "reclassify": gettext_noop("改类"),
    "hand_over": gettext_noop("转办"),
    "report_up": gettext_noop("上报"),
    "send_down": gettext_noop("下派"),
    "dispatch": gettext_noop("派单"),
    "object": gettext_noop("提出异议"),
    "decide_objection": gettext_noop("裁定异议"),
    "whistle": gettext_noop("吹哨"),
    "arrive": gettext_noop("报到"),
    "report": gettext_noop("反馈"),
    "rate": gettext_noop("互评"),
    "ask": gettext_noop("请居民补充"),
    "reply": gettext_noop("补充情况"),
    "extend": gettext_noop("申请延期"),
    "decide_extension": gettext_noop("审批延期"),
    "supervise": gettext_noop("督办"),
    "split": gettext_noop("拆分"),
    "merge": gettext_noop("并案"),
    "resolve": gettext_noop("办结"),
    "evaluate": gettext_noop("评价"),
    "follow_up": gettext_noop("回访"),
    "reopen": gettext_noop("重办"),
    "reject": gettext_noop("不予受理"),
    "review": gettext_noop("申请复核"),
    "withdraw": gettext_noop("撤回"),
    "close": gettext_noop("结案"),
    "note": gettext_noop("备注"),
    "attach": gettext_noop("添加附件"),
    "reveal": gettext_noop("查看个人信息"),
    "publish": gettext_noop("公开答复"),
    "claim": gettext_noop("认领"),
    "join_issue": gettext_noop("纳入热点问题"),
    "leave_issue": gettext_noop("移出热点问题"),
    "remind": gettext_noop("时限提醒"),
    "rise": gettext_noop("逾期升级"),
    "resume": gettext_noop("恢复计时"),
    "take_in": gettext_noop("并入"),
    "child_resolved": gettext_noop("子件办结"),
    "take_over": gettext_noop("换人接办"),
}

CARRIES: Mapping[str, str] = {
    "body": gettext_noop("诉求内容"),
    "category_id": gettext_noop("类别"),
    "urgency": gettext_noop("紧急程度"),
    "how": gettext_noop("联系方式"),
    "result": gettext_noop("联系结果"),
    "answer": gettext_noop("给居民的答复"),
    "basis": gettext_noop("依据（法规、政策或实际困难）"),
    "why": gettext_noop("理由"),
    "to": gettext_noop("交给"),
    "expected": gettext_noop("要求"),
    "task": gettext_noop("任务"),
    "act_by": gettext_noop("办理时限（不填按规定）"),
    "handler_id": gettext_noop("对象"),
    "uphold": gettext_noop("异议是否成立"),
    "calls": gettext_noop("吹哨单位和任务"),
    "arrive_by": gettext_noop("到场时限（不填按规定）"),
    "done": gettext_noop("办理情况"),
    "verdict": gettext_noop("评价（对方是否及时到场 / 吹哨是否合理）"),
    "words": gettext_noop("补充说明"),
    "question": gettext_noop("需要居民补充什么"),
    "text": gettext_noop("内容"),
    "until": gettext_noop("日期"),
    "grant": gettext_noop("是否同意"),
    "parts": gettext_noop("各部分内容"),
    "target_id": gettext_noop("并入哪一件"),
    "outcome": gettext_noop("办理结果"),
    "solved": gettext_noop("问题解决了吗"),
    "satisfied": gettext_noop("对办理满意吗"),
    "reporter_id": gettext_noop("回访对象"),
    "route": gettext_noop("不予受理的情形"),
    "names": gettext_noop("附件"),
    "issue_id": gettext_noop("热点问题编号"),
    "title": gettext_noop("热点问题"),
    "what": gettext_noop("查看哪一项"),
    "public_title": gettext_noop("公开标题"),
    "public_answer": gettext_noop("公开答复（已去除个人信息）"),
}

REFUSALS: Mapping[str, str] = {
    "not_yours": gettext_noop("这一步不由您办理：此件现由其他单位负责。请刷新页面查看最新情况。"),
    "not_now": gettext_noop("此件目前的状态不能做这一步。请刷新页面查看最新情况，您填写的内容已保留。"),
    "missing": gettext_noop("请填写这一项。"),
    "already_accepted": gettext_noop("此件已经受理。"),
    "confidential_identity": gettext_noop("保密件的举报人信息只有承办单位可以查看。"),
    "confidential_issue": gettext_noop("保密件不能纳入热点问题。"),
    "not_public": gettext_noop("报事人没有同意公开，或此件保密，不能公开答复。"),
    "already_published": gettext_noop("答复已经公开。"),
    "unknown_organisation": gettext_noop("找不到这个单位，或它不负责这个地方。请重新选择。"),
    "has_it_already": gettext_noop("此件已在该单位手中。"),
    "asked_already": gettext_noop("已经交给该单位，正在等待它受理。"),
    "other_level": gettext_noop("转办只能在同一层级内。交给上级请用“上报”，交给下级请用“下派”。"),
    "top_level": gettext_noop("已经是最高层级，不能再上报。"),
    "bottom_level": gettext_noop("已经是最低层级，不能再下派。"),
    "not_its_duty": gettext_noop("只能下派给曾经承办的单位，或职责清单内的单位；清单外事项不得下派社区。"),
    "desk_is_no_unit": gettext_noop("派单的对象是部门或单位。交给下级网格、社区请用“下派”。"),
    "past": gettext_noop("时间已经过去，请选择以后的时间。"),
    "objected_already": gettext_noop("没有可以提出异议的派单，或已经提出过异议。"),
    "too_late_to_object": gettext_noop("提出异议的期限（1个工作日）已过。"),
    "no_objection": gettext_noop("没有待裁定的异议。"),
    "street_whistles": gettext_noop("吹哨由街道或以上发起。"),
    "nobody_called": gettext_noop("没有需要报到的吹哨任务。"),
    "nothing_to_report": gettext_noop("没有需要反馈的任务。"),
    "nothing_to_rate": gettext_noop("没有可以评价的吹哨任务，或已经评价过。"),
    "asked_the_resident_already": gettext_noop("已经请居民补充，正在等待答复。"),
    "asked_twice": gettext_noop("请居民补充最多两次。"),
    "extension_pending": gettext_noop("已经申请延期，等待上级审批。"),
    "extended_twice": gettext_noop("延期最多两次。"),
    "too_late_to_extend": gettext_noop("办理时限已过，不能再延期。"),
    "not_later": gettext_noop("新的日期应晚于现在的时限。"),
    "no_extension_asked": gettext_noop("没有待审批的延期申请。"),
    "parts_open": gettext_noop("还有 %(count)s 个拆分件没有办结，全部办结后才能总答复。"),
    "proof_required": gettext_noop("此类事项办结需要上传照片作为证明。"),
    "unknown_outcome": gettext_noop("请选择办理结果。"),
    "basis_required": gettext_noop("无法解决的，请写明依据。"),
    "emergency_is_work": gettext_noop("紧急情况不能退回，请立即处置。"),
    "resident_decides": gettext_noop("请等待居民评价；逾期未评价会自动结案。"),
    "already_a_part": gettext_noop("拆分件不能再拆分。"),
    "parts_number": gettext_noop("请填写 2 到 %(most)s 个部分。"),
    "no_reporter": gettext_noop("找不到这位报事人。"),
    "evaluated_already": gettext_noop("这次办理已经评价过了，谢谢。"),
    "ask_for_review": gettext_noop("不予受理的件请用“申请复核”。"),
    "too_late_to_reopen": gettext_noop("评价期已过。如问题仍在，请重新报事，并写上原来的编号。"),
    "reviewed_already": gettext_noop("已经申请过复核，只能申请一次。"),
    "unknown_kind": gettext_noop("请选择诉求类型。"),
    "unknown_visibility": gettext_noop("请选择是否公开。"),
    "merge_itself": gettext_noop("不能并入自己。"),
    "merge_closed": gettext_noop("只能并入同一社区、正在办理、您能查看的件。"),
    "merge_confidential": gettext_noop("保密件不能与其他件并案。"),
}

REASONS: Mapping[str, str] = {
    "door_code": gettext_noop("扫描门码定位"),
    "point_in_grid": gettext_noop("定位点落在网格内"),
    "point_in_community": gettext_noop("定位点在社区内，不在任何网格内"),
    "point_nearest": gettext_noop("定位点不在任何网格内，交最近的社区"),
    "address_building": gettext_noop("按地址找到楼栋"),
    "address_compound": gettext_noop("按地址找到小区"),
    "address_community": gettext_noop("按地址找到社区"),
    "address_district": gettext_noop("按地址只能找到区"),
    "address_city": gettext_noop("按地址只能找到市"),
    "chosen": gettext_noop("人工选择地点"),
    "unknown_place": gettext_noop("报事人不清楚地点"),
    "route_words": gettext_noop("文字中出现“%(words)s”，疑似%(route)s"),
    "repeat": gettext_noop("与该报事人30天内已答复的诉求相似（%(likeness)s），疑似重复"),
    "owner_first": gettext_noop("部件类先找权属单位：%(name)s"),
    "not_community_duty": gettext_noop("不在社区职责清单内，不交社区和网格"),
    "nobody_on_post": gettext_noop("%(name)s目前无人在岗"),
    "territory": gettext_noop("属地负责：%(name)s"),
    "desk_of_last_resort": gettext_noop("暂由%(name)s负责"),
    "owner_next": gettext_noop("此类事项的责任单位：%(name)s，可派单"),
}

# What is told to people by message; %(number)s is the case's number.
TELLINGS: Mapping[str, str] = {
    "arrived": gettext_noop("新诉求 %(number)s：%(title)s"),
    "danger": gettext_noop("紧急诉求 %(number)s：%(title)s，请立即关注"),
    "accepted": gettext_noop("您的诉求 %(number)s 已由%(lead)s受理。"),
    "issue_joined": gettext_noop("多位居民反映同一问题，您的诉求 %(number)s 已纳入热点问题一并跟进，进展见详情。"),
    "lead_passed": gettext_noop("%(number)s 已由%(lead)s接手负责。"),
    "reclassified": gettext_noop("您的诉求 %(number)s 已调整类别，办理时限见详情。"),
    "offered": gettext_noop("%(number)s 转办给您单位，请受理：%(title)s"),
    "reported_up": gettext_noop("下级上报 %(number)s：%(title)s"),
    "sent_down": gettext_noop("上级下派 %(number)s：%(title)s"),
    "moved": gettext_noop("您的诉求 %(number)s 现由%(lead)s负责。"),
    "dispatched": gettext_noop("派单 %(number)s：%(title)s，请受理或在1个工作日内提出异议"),
    "objected": gettext_noop("%(number)s 的承办单位提出异议，请裁定。"),
    "insisted": gettext_noop("%(number)s 的异议不成立，请继续办理。"),
    "upheld": gettext_noop("%(number)s 的异议成立，不再由您单位办理。"),
    "whistled": gettext_noop("街道吹哨 %(number)s：%(title)s，请按时到场"),
    "reported": gettext_noop("%(number)s 的协办单位已反馈办理情况。"),
    "supervised": gettext_noop("%(number)s 被上级督办，请按期报告。"),
    "supervision_reported": gettext_noop("督办件 %(number)s 已报告办理情况。"),
    "asked": gettext_noop("关于您的诉求 %(number)s，%(lead)s想请您补充情况，请打开查看。"),
    "replied": gettext_noop("居民已补充 %(number)s 的情况。"),
    "no_reply": gettext_noop("%(number)s 居民3天未补充，恢复计时。"),
    "extension_asked": gettext_noop("%(number)s 申请延期，请审批。"),
    "extension_refused": gettext_noop("%(number)s 的延期申请未获同意。"),
    "extension_granted": gettext_noop("%(number)s 的延期申请已获同意。"),
    "extended": gettext_noop("您的诉求 %(number)s 办理期限延长，理由见详情。"),
    "resolved": gettext_noop("您的诉求 %(number)s 已办结，请查看答复并评价。"),
    "part_resolved": gettext_noop("拆分件 %(number)s 已办结。"),
    "parts_done": gettext_noop("%(number)s 的拆分件已全部办结，请总答复。"),
    "rejected": gettext_noop("您的诉求 %(number)s 不属于受理范围，去哪里办请看详情；有异议可申请复核一次。"),
    "one_withdrew": gettext_noop("%(number)s 的一位报事人已撤回，其他人仍在等待。"),
    "withdrawn": gettext_noop("报事人已撤回 %(number)s。"),
    "closed": gettext_noop("您的诉求 %(number)s 已结案。"),
    "merged": gettext_noop("您的诉求 %(number)s 与同一事项合并办理，结果会一并告知您。"),
    "not_solved": gettext_noop("居民评价 %(number)s 未解决，已重新办理。"),
    "not_solved_below": gettext_noop("下级承办的 %(number)s 被居民评价未解决，已重新办理。"),
    "contested": gettext_noop("%(number)s 第二次被评价未解决，由您单位决定重办或结案。"),
    "reopened": gettext_noop("%(number)s 已重新办理。"),
    "reopened_for_you": gettext_noop("您的诉求 %(number)s 已重新办理。"),
    "review_asked": gettext_noop("%(number)s 的报事人对不予受理申请复核。"),
    "accept_late": gettext_noop("%(lead)s未按时受理 %(number)s。"),
    "act_soon": gettext_noop("%(number)s 的办理时限快到了。"),
    "act_late": gettext_noop("%(lead)s未按时办理 %(number)s。"),
    "handler_late": gettext_noop("协办单位未按时办理 %(number)s。"),
    "resolve_soon": gettext_noop("%(number)s 的办结期限快到了：%(title)s"),
    "supervision_late": gettext_noop("督办件 %(number)s 到期未报告。"),
    "risen": gettext_noop("%(number)s 逾期，现由您单位负责：%(title)s"),
    "risen_from": gettext_noop("%(number)s 逾期，已升级至上级负责，请继续配合办理。"),
    "risen_for_you": gettext_noop("您的诉求 %(number)s 逾期未办结，已升级由%(lead)s负责。"),
    "overdue_at_top": gettext_noop("%(number)s 逾期，已在最高层级，请尽快办结：%(title)s"),
}

# What followers are told, by the same kinds and by the deed that publishes: neither number nor words of the case.
FOLLOWED: Mapping[str, str] = {
    "accepted": gettext_noop("您关注的“%(what)s”（%(where)s）已受理。"),
    "resolved": gettext_noop("您关注的“%(what)s”（%(where)s）已办结。"),
    "rejected": gettext_noop("您关注的“%(what)s”（%(where)s）已答复，不属于受理范围。"),
    "reopened_for_you": gettext_noop("您关注的“%(what)s”（%(where)s）已重新办理。"),
    "published": gettext_noop("您关注的“%(what)s”（%(where)s）有了公开答复，请查看。"),
}


# What `verify` finds; any other finding is the name of a column that its events do not amount to.
FINDINGS: Mapping[str, str] = {
    "content": gettext_noop("第 %(seq)s 步的内容被改过"),
    "signature": gettext_noop("第 %(seq)s 步的签名不符：它或它前面的步骤被改过、删过或换过位置"),
    "missing": gettext_noop("第 %(seq)s 步不见了"),
    "head": gettext_noop("最后一步与诉求上记的不符，第 %(seq)s 步起可能被删"),
    "text": gettext_noop("诉求的标题或内容被改过"),
    "orphan": gettext_noop("第 %(seq)s 步找不到它的诉求"),
}


def finding(what: str, seq: int) -> str:
    """Return what `verify` found, in words."""
    return gettext(FINDINGS.get(what, gettext_noop("“%(what)s”与各步骤推出的结果不符"))) % {"seq": seq, "what": what}


def deed_name(name: str) -> str:
    """Return the word on the button of a deed."""
    return gettext(DEEDS[name])


def carry_name(name: str) -> str:
    """Return the label of a carried value."""
    return gettext(CARRIES[name])


def refusal(code: str, values: Mapping[str, Any]) -> str:
    """Return a refusal in words."""
    return gettext(REFUSALS[code]) % values


def reason(code: str, values: Mapping[str, Any], route_names: Mapping[str, str]) -> str:
    """Return one step of a routing decision in words."""
    shown = {name: "、".join(v) if isinstance(v, list) else v for name, v in values.items()}
    if "route" in shown:
        shown["route"] = gettext(route_names.get(shown["route"], shown["route"]))
    return gettext(REASONS[code]) % shown
