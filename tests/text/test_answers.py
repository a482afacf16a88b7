"""What an answer says is read off its words; greetings, thanks and signatures say nothing."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from linli.text.answers import ITEMS, said_of

TITLE, BODY = "3栋电梯停运三天", "尊敬的领导：3栋的电梯停运三天了，老人下不了楼，请尽快维修。"


def open_items(answer: str, basis: str = "") -> set[str]:
    return {one.item for one in said_of(TITLE, BODY, answer, basis) if not one.is_said}


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "您好！您的留言已收悉。",
        "网友“UU0082408”您好！您的留言已收悉，感谢您对我们工作的支持、理解与监督！2018年12月10日",
        "祝您生活愉快！",
    ],
)
def test_words_of_courtesy_leave_everything_open(answer: str) -> None:
    assert open_items(answer) == set(ITEMS)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("您反映的电梯停运属实。", {"subject", "done"}),
        ("已转市住建局调查处理。", {"actor", "done"}),
        ("物业公司将于5月10日前更换电梯门机。", {"subject", "actor", "done", "when"}),
        ("因配件停产，暂时无法修复，预计两周内到货。", {"done", "when"}),
        ("请拨打12345，或致电0731-88990011。", {"phone"}),
        ("根据《物业管理条例》第三十五条，应由业主共同决定。", {"done", "basis"}),
        ("按照长政办函〔2018〕75号文件执行。", {"basis"}),
    ],
)
def test_each_item_has_its_words(answer: str, says: set[str]) -> None:
    assert set(ITEMS) - open_items(answer) == says


def test_the_request_s_own_title_and_a_law_s_year_say_nothing() -> None:
    assert {"subject"} <= open_items(f"关于您反映的“{TITLE}”的问题，已转有关单位。")
    assert "when" in open_items("根据1999年《中国人民解放军士官退出现役安置暂行办法》办理。")
    assert "basis" in open_items("您在《问政西地省》留言说合同没有履行。")


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_are_looked_at_without_harm(request_: str, answer: str) -> None:
    assert [one.item for one in said_of(request_[:20], request_, answer)] == list(ITEMS)


def test_answers_of_a_file_are_counted_with_the_days_they_took(tmp_path: Path) -> None:
    rows = [
        {
            "id": 1,
            "title": TITLE,
            "body": BODY,
            "reply": "您好",
            "time": "2018-05-01T08:00:00",
            "replied": "2018-05-03T08:00:00",
        },
        {"id": 2, "title": TITLE, "body": BODY, "reply": "电梯停运，物业公司已修好。", "time": "x", "replied": "y"},
        {"id": 3, "reply": None},
    ]
    path = tmp_path / "replies.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    out = StringIO()
    call_command("text", "answers", str(path), "--json", stdout=out, stderr=StringIO())
    found = json.loads(out.getvalue())
    assert (found["answers"], found["missing"]["subject"], found["missing"]["phone"]) == (2, 1, 2)
    assert (found["days_median"], found["timed"]) == (2.0, 1)
