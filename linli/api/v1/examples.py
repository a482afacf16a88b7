"""What comes and goes, once each, as it looks in the neighbourhood of the demo: for readers of the OpenAPI document."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

Json = dict[str, Any]


def shown(example: Json) -> ConfigDict:
    """Return the configuration of a schema that shows an example of itself."""
    return ConfigDict(json_schema_extra={"examples": [example]})


CATEGORY: Json = {"code": "lift", "name": "电梯", "group": "房屋与设施", "urgency": "utility", "proof": True}
CHANNEL: Json = {"code": "system", "name": "其他系统"}
PLACE: Json = {
    "community": {"code": "420107005008", "name": "青和居社区", "level": 2},
    "grid": {"id": "12", "name": "第3网格"},
    "building": "5栋",
    "entrance": "2单元",
    "point": [114.4052, 30.6321],
    "reason": "door_code",
    "confidence": 1.0,
}
BRIEF: Json = {
    "id": "8041-906170283371823104",
    "number": "204815",
    "title": "5栋2单元电梯到七楼就停",
    "kind": "help",
    "category": "lift",
    "urgency": "utility",
    "visibility": "public",
    "state": "in_progress",
    "level": 1,
    "lead": {"id": "31", "name": "第3网格"},
    "community": "420107005008",
    "grid": {"id": "12", "name": "第3网格"},
    "submitted_at": "2026-03-02T08:14:09+08:00",
    "resolve_by": "2026-03-03T08:14:09+08:00",
    "resolved_at": None,
    "closed_at": None,
    "overdue": False,
}
CASE: Json = {
    **BRIEF,
    "body": "5栋2单元的电梯到七楼就停，门要等很久才开，老人不敢坐。",
    "place": PLACE,
    "limits": {"accept_by": "2026-03-02T10:30:00+08:00", "resolve_by": "2026-03-03T08:14:09+08:00"},
    "channel": "system",
    "route": "",
    "foreign_id": "pms-77120",
    "accepted_at": "2026-03-02T08:31:40+08:00",
    "contacted_at": None,
    "outcome": "",
    "answer": "",
    "reporters": 1,
    "merged_into": None,
    "parent": None,
    "files": [],
    "version": 2,
}
CASE_IN: Json = {
    "body": CASE["body"],
    "place": {"door_code": "q7Jm2Vd0sXk4"},
    "category": "lift",
    "foreign_id": "pms-77120",
}
CASE_MADE: Json = {"case": CASE, "code": "48120937", "created": True}
CASE_PAGE: Json = {"items": [BRIEF], "next": None}
CARRIED: Json = {"outcome": "solved", "answer": "门机已更换，今天 15 点起恢复运行。再有问题请直接打 027-86660000。"}
DEED_IN: Json = {"carried": CARRIED}
DEED: Json = {
    "deed": "contact",
    "name": "联系居民",
    "carries": [
        {"name": "how", "type": "choice", "required": True, "choices": [["phone", "电话"], ["visit", "上门"]]},
        {"name": "result", "type": "text", "required": True, "choices": None},
    ],
}
EVENT: Json = {
    "at": "2026-03-02T08:31:40+08:00",
    "deed": "accept",
    "title": "受理",
    "text": "",
    "who": "第3网格 王敏",
    "state": "accepted",
}
ANSWER: Json = {
    "number": "204815",
    "title": "电梯到七楼就停",
    "answer": CARRIED["answer"],
    "kind": "help",
    "category": "电梯",
    "community": PLACE["community"],
    "grid": "第3网格",
    "lead": "第3网格",
    "outcome": "solved",
    "submitted_at": "2026-03-02T08:14:09+08:00",
    "resolved_at": "2026-03-02T15:02:00+08:00",
    "published_at": "2026-03-04T09:00:00+08:00",
}
ANSWER_PAGE: Json = {"items": [ANSWER], "next": None}
LOCATED: Json = {
    "place": PLACE,
    "responsible": [
        {
            "name": "王敏",
            "kind": "grid_worker",
            "organisation": "第3网格",
            "phone": "027-86660000",
            "promise": "两小时内回电话",
        }
    ],
}
ME: Json = {
    "id": "57",
    "posts": [{"post_kind": "grid_worker", "organisation_id": 31, "organisation_kind": "grid", "level": 1}],
    "scopes": ["cases:read", "cases:write"],
    "expires_at": "2026-12-31T00:00:00+08:00",
}
PROBLEM: Json = {
    "type": "urn:linli:problem:invalid",
    "title": "Unprocessable Entity",
    "status": 422,
    "detail": "请写下发生了什么。",
    "fields": {"body": "请写下发生了什么。"},
}
