"""`linli hot FILE`: what many wrote about, from the shell; lines that cannot be used are named, the rest goes in."""

from __future__ import annotations

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.hot.reading import messages_read

LINES = [
    {"id": 1, "user": "甲", "time": "2026-05-01T09:00:00", "title": "春晓苑停水三天了", "body": "春晓苑没有通知就停水。", "likes": 9},
    {"id": 2, "user": "乙", "time": "2026-05-02T09:00:00", "title": "春晓苑又停水", "body": "停水没有通知，做不了饭。", "likes": 3},
    {"id": 3, "user": "丙", "time": "2026-05-03T09:00:00", "title": "春晓苑停水没人管", "body": "停水也没有通知，打电话没人接。"},
    {"id": 4, "user": "丁", "time": "2026-05-03T10:00:00", "title": "咨询老年卡", "body": "六十五岁办老年卡要带什么？"},
]  # fmt: skip


def written(path: Path, lines: list[Any]) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


def found(path: Path, *more: str) -> tuple[Any, str]:
    out, err = StringIO(), StringIO()
    call_command("hot", str(path), *more, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_an_issue_is_told_with_its_place_period_words_and_heat(tmp_path: Path) -> None:
    told = json.loads(found(written(tmp_path / "a.jsonl", LINES), "--json")[0])
    [issue] = told["issues"]
    assert issue["members"] == [1, 2, 3]
    assert (issue["from"][:10], issue["to"][:10]) == ("2026-05-01", "2026-05-03")
    assert issue["heat"] == {"requests": 3, "people": 3, "support": 12, "growth": 3, "recent": 3, "before": 0}
    assert "春晓苑" in issue["name"]
    assert told["messages"] == 4 and told["bad"] == []


def test_a_packed_file_reads_the_same(tmp_path: Path) -> None:
    plain = written(tmp_path / "a.jsonl", LINES)
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    one, other = (json.loads(found(path, "--json")[0])["issues"] for path in (plain, packed))
    assert one == other


def test_bad_lines_are_told_by_number_and_reason_and_the_rest_goes_in(tmp_path: Path) -> None:
    bad = [
        "{",
        "[]",
        '{"id": 9}',
        {**LINES[0], "time": "yesterday"},
        {**LINES[0], "likes": -1},
        {**LINES[0], "id": None},
    ]
    path = written(tmp_path / "a.jsonl", [*bad, "", *LINES])
    told = json.loads(found(path, "--json")[0])
    assert [row["line"] for row in told["bad"]] == [1, 2, 3, 4, 5, 6]
    assert all(row["reason"] for row in told["bad"])
    assert told["messages"] == 4 and len(told["issues"]) == 1
    out, err = found(path)
    assert "春晓苑停水" in out and "第 4 行：缺少 time" in err


def test_a_file_that_is_not_there_gets_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("hot", str(tmp_path / "nowhere.jsonl"))


_VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.lists(st.text(max_size=3), max_size=2)
)
_ROWS = st.dictionaries(st.sampled_from(["id", "user", "time", "title", "body", "likes", "dislikes", "place"]), _VALUES)


@given(st.lists(_ROWS | _VALUES, max_size=6))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_holds_every_line_is_a_message_or_told(tmp_path: Path, rows: list[Any]) -> None:
    path = tmp_path / "any.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    messages, bad = messages_read(path)
    assert len(messages) + len(bad) == len(rows)
