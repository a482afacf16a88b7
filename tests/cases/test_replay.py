"""Messages of another time become requests once, at their own moments, however often and however brokenly they come."""

from __future__ import annotations

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.cases import replay as replay_module
from linli.cases.models import Case
from linli.cases.verify import verify_all
from tests.cast import SHANGHAI, Cast

WHOLE = {"id": 1, "user": "A01", "time": "2018-05-17T08:32:04", "title": "A1区路灯不亮", "body": "请尽快修好"}


@pytest.fixture
def town(cast: Cast, tmp_path: Path) -> Path:
    """A map in which the cast's places stand for A市 and A1区."""
    path = tmp_path / "map.toml"
    path.write_text(
        'default = "420100000000"\n[places]\n"A市" = "420100000000"\n"A1区" = "420107000000"\n'
        '[kinds]\ncomplaint = ["投诉"]\nconsult = ["咨询"]\n'
    )
    return path


def _file(tmp_path: Path, *lines: Any) -> Path:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(
        b"\n".join(x if isinstance(x, bytes) else json.dumps(x, ensure_ascii=False).encode() for x in lines)
    )
    return path


def _replay(file: Path, town: Path, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("replay", str(file), map=town, json=True, stdout=out, stderr=StringIO(), **options)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_a_message_is_a_request_at_its_own_time_with_the_district_it_names(town: Path, tmp_path: Path) -> None:
    result = _replay(_file(tmp_path, WHOLE), town)
    case = Case.objects.get()
    assert (result["read"], result["created"], result["unplaced"]) == (1, 1, 0)
    assert case.submitted_at.astimezone(SHANGHAI).isoformat() == "2018-05-17T08:32:04+08:00"
    assert (case.community.code, case.place_reason) == ("420107000000", "address_district")
    assert (case.channel.code, case.foreign_id) == ("replay", "1")
    assert case.lead.kind == "district"


def test_a_building_that_is_known_is_found_in_the_text(town: Path, tmp_path: Path, cast: Cast) -> None:
    _replay(_file(tmp_path, {**WHOLE, "body": "青和居小区1栋的路灯坏了"}), town)
    assert Case.objects.get().grid == cast.grids["one"]


def test_what_names_no_place_goes_to_the_desk_of_last_resort_and_is_counted(town: Path, tmp_path: Path) -> None:
    result = _replay(_file(tmp_path, {**WHOLE, "title": "咨询", "body": "怎么办理"}), town)
    assert (result["created"], result["unplaced"]) == (1, 1)
    case = Case.objects.get()
    assert (case.lead.kind, case.kind) == ("city", "consult")


def test_a_place_that_is_forced_takes_everything(town: Path, tmp_path: Path, cast: Cast) -> None:
    result = _replay(_file(tmp_path, WHOLE), town, place=cast.community.code)
    assert Case.objects.get().community == cast.community
    assert result["unplaced"] == 1


def test_the_second_run_adds_nothing_even_with_another_place(town: Path, tmp_path: Path, cast: Cast) -> None:
    file = _file(tmp_path, WHOLE, {**WHOLE, "id": 2}, WHOLE)
    assert _replay(file, town)["created"] == 2
    again = _replay(file, town, place=cast.community.code)
    assert (again["created"], again["already"]) == (0, 3)
    assert Case.objects.count() == 2
    assert list(verify_all()) == []


def test_broken_lines_are_named_by_number_and_the_rest_goes_in(town: Path, tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        WHOLE,
        b"{not json",
        b"[1, 2]",
        b"",
        {**WHOLE, "id": 3, "time": "yesterday"},
        {**WHOLE, "id": 4, "time": 20180517},
        {**WHOLE, "id": 5, "time": "2999-01-01T00:00:00"},
        {**WHOLE, "id": 6, "title": " ", "body": ""},
        {**WHOLE, "id": 7, "body": {"text": "x"}},
        {"id": 8, "title": "没有时间", "body": "x"},
        {**WHOLE, "id": [9]},
        b'{"id": 10, "time": "2018-01-01", "body": "\xff\xfe"}',
        {**WHOLE, "id": 11},
        b'{"id": 12, "time": "2018-01-01T00:00:00", "body": "\\ud800"}',
        b'{"id": 13, "time": "2018-01-01T00:00:00", "bo',
    )
    result = _replay(file, town)
    assert result["created"] == 2
    assert [error["line"] for error in result["errors"]] == [2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15]
    assert all(error["reason"] for error in result["errors"])
    assert result["read"] == result["created"] + result["already"] + result["rejected"] == 14


def test_what_is_too_long_is_shortened_and_says_so(town: Path, tmp_path: Path) -> None:
    result = _replay(_file(tmp_path, {**WHOLE, "body": "长" * 9000}), town)
    assert (result["created"], result["shortened"]) == (1, 1)
    assert "9000" in Case.objects.get().body


def test_words_that_copying_damaged_are_put_right_and_counted(town: Path, tmp_path: Path) -> None:
    lines = [
        {**WHOLE, "body": "昨天停電?！拔颐荁区的電(diàn)梯\u202e沒人修"},
        json.dumps({**WHOLE, "id": 2, "body": "楼道灯坏了"}, ensure_ascii=False).encode("gbk"),
        {**WHOLE, "id": 3, "title": "\u3000", "body": "公告\ufffd在哪里"},
    ]
    result = _replay(_file(tmp_path, *lines), town)
    assert (result["created"], result["repaired"], result["damaged"]) == (3, 2, 1)
    assert set(Case.objects.values_list("body", flat=True)) == {
        "昨天停电。“我们B区的电梯没人修",
        "楼道灯坏了",
        "公告\ufffd在哪里",
    }


def test_after_a_crash_only_the_missing_ones_are_added(town: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(replay_module, "TOGETHER", 2)
    file = _file(tmp_path, *({**WHOLE, "id": number} for number in range(1, 8)))
    real, calls = replay_module.case_submit, iter(range(100))

    def dies_at_the_fourth(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == 3:
            raise SystemExit(9)
        return real(*args, **kwargs)

    monkeypatch.setattr(replay_module, "case_submit", dies_at_the_fourth)
    with pytest.raises(SystemExit):
        _replay(file, town)
    assert Case.objects.count() == 2
    monkeypatch.setattr(replay_module, "case_submit", real)
    result = _replay(file, town)
    assert (result["created"], result["already"]) == (5, 2)


def test_a_gzipped_file_that_ends_early_keeps_what_was_whole(town: Path, tmp_path: Path) -> None:
    lines = b"".join(
        json.dumps({**WHOLE, "id": n, "body": f"第{n}件 {hash(n * 7919)}"}).encode() + b"\n" for n in range(400)
    )
    file = tmp_path / "messages.jsonl.gz"
    file.write_bytes(gzip.compress(lines)[:-400])
    with pytest.raises(CommandError, match="不完整"):
        _replay(file, town)
    assert Case.objects.exists()


def test_a_map_or_place_or_file_that_is_none_is_said_in_words(town: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, WHOLE)
    with pytest.raises(CommandError, match="000000000000"):
        _replay(file, town, place="000000000000")
    with pytest.raises(CommandError, match="nothing"):
        _replay(tmp_path / "nothing", town)
    bad = tmp_path / "bad.toml"
    bad.write_text('default = "999999000000"')
    with pytest.raises(CommandError, match="999999000000"):
        _replay(file, bad)
    bad.write_text("default = ")
    with pytest.raises(CommandError, match="对照表"):
        _replay(file, bad)
    assert not Case.objects.exists()


def test_real_messages_all_go_in(town: Path, tmp_path: Path, shared_data: Path) -> None:
    with gzip.open(shared_data / "requests" / "messages.jsonl.gz") as messages:
        first = [next(messages).strip() for _ in range(60)]
    file = _file(tmp_path, *first)
    assert _replay(file, town)["created"] == 60
    assert _replay(file, town)["already"] == 60
    assert list(verify_all()) == []
