"""`linli text pairs`: the likely pairs of a file, also of letters as people write them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.text.pairs import NEIGHBOURS, Message, likely_pairs, profiles_of


def pairs_of(*bodies: str) -> Sequence[tuple[int, int]]:
    messages = [Message(number, "", body) for number, body in enumerate(bodies)]
    return [(pair.first, pair.second) for pair in likely_pairs(profiles_of(messages))]


def write(path: Path, rows: list[object]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_of_three_letters_the_two_about_one_thing_are_a_pair() -> None:
    site, again, other = "丽发新城旁的搅拌站日夜轰鸣", "搅拌站就建在丽发新城旁边，日夜轰鸣", "公交三路能不能早点发车"
    assert pairs_of(site, other, again) == [(0, 2)]


def test_what_is_sent_a_thousand_times_is_compared_with_its_neighbours_only() -> None:
    pairs = pairs_of(*["丽发新城搅拌站噪音扰民"] * 300)
    assert len(pairs) == 300 * NEIGHBOURS - NEIGHBOURS * (NEIGHBOURS + 1) // 2
    assert all(0 < second - first <= NEIGHBOURS for first, second in pairs)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40) | st.text(alphabet="停水电梯楼道灯坏了", max_size=12), max_size=12))
def test_any_letters_give_pairs_in_order_the_likest_first(bodies: list[str]) -> None:
    found = likely_pairs(profiles_of([Message(number, body[:5], body) for number, body in enumerate(bodies)]))
    assert all(pair.first < pair.second for pair in found)
    assert [pair.likeness for pair in found] == sorted((pair.likeness for pair in found), reverse=True)


def test_the_command_says_ids_likeness_and_shared_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[object] = [
        {"id": 7, "title": "搅拌站噪音", "body": "丽发新城旁的搅拌站日夜轰鸣"},
        {"id": "b", "title": "早班车", "body": "公交三路能不能早点发车"},
        {"id": None, "body": "搅拌站就在丽发新城旁边，日夜轰鸣"},
        ["not an object"],
        {"id": 9},
    ]
    call_command("text", "pairs", str(write(tmp_path / "letters.jsonl", rows)), "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["messages"] == 4
    [pair] = said["pairs"]
    assert pair["ids"] == [7, 3], "a message without an id is named by its line"
    assert 0.42 <= pair["likeness"] <= 1
    assert "丽发新城旁" in pair["shared"]
    call_command("text", "pairs", str(tmp_path / "letters.jsonl"))
    assert capsys.readouterr().out.split()[1:3] == ["7", "3"]


def test_an_empty_file_has_no_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("text", "pairs", str(write(tmp_path / "empty.jsonl", [])), "--json")
    assert json.loads(capsys.readouterr().out) == {"messages": 0, "pairs": []}


def test_real_letters_about_one_thing_are_found(shared_data: Path) -> None:
    with gzip.open(shared_data / "requests" / "messages.jsonl.gz", "rt", encoding="utf-8") as lines:
        messages = [Message(row["id"], row["title"], row["body"]) for row in map(json.loads, lines)]
    found = {
        frozenset((messages[pair.first].title.strip(), messages[pair.second].title.strip()))
        for pair in likely_pairs(profiles_of(messages))
    }
    for one, two in [
        ("A市白云路现在修成了一条断头路，何时继续动工？", "A市白云路成断头路两年了"),
        ("A3区桃花锦绣住宅小区内的液化气站很是扰民！", "A3区A3区街道桃花锦绣小区有一个液化气站存隐患"),
        ("A市2017年出租车燃油补贴为何还没有发放", "A市出租车2017年燃油补贴什么时候发放"),
    ]:
        assert frozenset((one, two)) in found
    for one, two in [
        ("A4区恒泰楚壹府工地夜间施工扰民", "A4区天健城工地夜间施工，严重扰民！"),
        ("A市恒大文化旅游城迟迟不给我退款", "A市明发国际城迟迟不给办公积金贷款"),
    ]:
        assert frozenset((one, two)) not in found
