"""A model learns from labelled letters, vouches for what it knows, says which words weighed, and never sees a copy twice."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.errors import Invalid
from linli.text.sorting.certainty import NEVER, certain_from
from linli.text.sorting.figures import figures_of
from linli.text.sorting.grams import OPENING, WORD, alphabet_of, folded
from linli.text.sorting.keeping import model_bytes
from linli.text.sorting.model import Model, Verdict
from linli.text.sorting.training import folds, labelled, train

REAL = Path(__file__).parents[4] / "shared/data/requests/labelled.csv.gz"
MATTERS = {
    "电梯": ("电梯停运", "电梯困人", "电梯异响", "电梯门关不上", "轿厢下沉", "电梯维保没人管", "电梯按钮失灵"),
    "路灯": ("路灯不亮", "路灯闪烁", "路灯杆歪了", "整条街路灯全黑", "路灯白天亮着", "灯罩掉下来", "路灯线裸露"),
    "噪音": (
        "夜里施工噪音",
        "广场舞音响太大",
        "楼上半夜敲打",
        "空调外机噪音",
        "装修噪音扰民",
        "喇叭叫卖不停",
        "搅拌站轰鸣",
    ),
}
PLACES = ("三栋", "门口", "二单元", "小区里", "东边")
ROWS = [
    (label, f"{place}{said}，{ask}") for label, all_said in MATTERS.items() for said in all_said for place in PLACES
    for ask in ("请尽快处理", "已经好几天了")
]  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Model:
    return train(ROWS)


def test_a_letter_in_other_words_finds_its_category(model: Model) -> None:
    said = ["我们楼的电梯又坏了", "晚上路灯都不亮，老人看不见路", "工地半夜施工，噪音太大"]
    assert [verdict.label for verdict in model.classify(said)] == ["电梯", "路灯", "噪音"]


def test_the_words_that_weighed_stand_in_the_letter(model: Model) -> None:
    letter = "尊敬的领导，门口那盏路灯 不亮已经很久了"
    words = [weighed.word for weighed in model.explain(letter, "路灯")]
    assert any("路灯" in word for word in words)
    assert all(word in letter.replace(" ", "") for word in words)
    assert model.explain("", "路灯") == model.explain("🙂🙂", "路灯") == []


def test_a_letter_in_traditional_characters_or_wide_letters_is_the_same_letter(model: Model) -> None:
    plain, other = model.classify(["路灯不亮，A栋", "路燈不亮，Ａ棟"])
    assert plain == other


def test_the_same_rows_give_the_same_model() -> None:
    one, again = train(ROWS[::3]), train(ROWS[::3])
    assert one.facts["rows_digest"] == again.facts["rows_digest"]
    assert (one.weights == again.weights).all() and one.certain_from == again.certain_from


def test_no_number_of_anybody_becomes_part_of_a_model() -> None:
    rows = [(label, f"{text}，电话13871234567") for label, text in ROWS]
    kept = model_bytes(trained := train(rows))
    assert b"1387" not in kept
    assert not any(digit in trained.alphabet.text_of(int(key)) for key in trained.keys for digit in "123456789")


def test_nothing_is_vouched_for_where_the_words_say_nothing_of_the_category() -> None:
    rows = [(("甲", "乙")[crc32(text.encode()) % 2], text) for _label, text in ROWS]
    assert not any(verdict.certain for verdict in train(rows).classify([text for _label, text in rows]))


def test_a_letter_without_a_known_character_is_never_certain(model: Model) -> None:
    assert not any(verdict.certain for verdict in model.classify(["", "🙂", "\u202e\ud800", "qqq"]))


@pytest.mark.parametrize(
    "rows", [[], [("电梯", "电梯坏了")], [("电梯", text) for _l, text in ROWS], [("甲", "一"), ("乙", "二")]]
)
def test_too_little_to_learn_from_is_said_in_words(rows: list[tuple[str, str]]) -> None:
    with pytest.raises(Invalid, match="至少需要两个类别"):
        train(rows)


def test_copies_and_near_copies_stand_on_one_side() -> None:
    long = "本小区三号楼电梯自上月起频繁停运，物业推说等配件，住在高层的老人下不了楼，恳请有关部门督促维修"
    rows = [
        *ROWS,
        ("电梯", long),
        ("电梯", f"{long}。"),
        ("电梯", f"再次反映：{long}"),
        ("噪音", long.replace("，", " ， ")),
    ]
    given_ = labelled(rows)
    groups = given_.groups[len(ROWS) :]
    assert len(set(groups)) == 1 and groups[0] not in given_.groups[: len(ROWS)]
    for learn, judge in folds(given_):
        assert not set(given_.groups[learn]) & set(given_.groups[judge])
        assert sorted([*learn, *judge]) == list(range(len(rows)))


def test_pairs_run_on_across_the_cuts_of_a_text_that_was_cut_into_words() -> None:
    cut, whole = folded("路灯 不亮 很久 了"), folded("路灯不亮很久了")
    grams = alphabet_of([cut, whole]).grams([cut, whole])
    of_cut, of_whole = ({int(key) for key, row in zip(grams.keys, grams.rows, strict=True) if row == n} for n in (0, 1))
    assert {key for key in of_cut if not key & WORD} == of_whole


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_text_has_the_same_grams_alone_and_among_others(texts: list[str]) -> None:
    alphabet = alphabet_of(["路灯坏了a1", "路灯坏了a1", *map(folded, texts), *map(folded, texts)])
    together = alphabet.grams([folded(text) for text in texts])
    for row, text in enumerate(texts):
        alone, mine = alphabet.grams([folded(text)]), together.rows == row
        for name in ("keys", "starts", "lengths"):
            assert sorted(getattr(together, name)[mine]) == sorted(getattr(alone, name))
        bare = "".join(folded(text).split())
        for key, start, length in zip(alone.keys, alone.starts, alone.lengths, strict=True):
            said = alphabet.text_of(int(key) & ~OPENING)
            assert len(said) == length
            assert all(a == b or (a == "0" and b in "0123456789") for a, b in zip(said, bare[start:], strict=False))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.booleans(), max_size=400))
def test_certainty_keeps_its_promise_on_what_it_was_taken_from(right: list[bool]) -> None:
    labels = np.array([0 if hit else 1 for hit in right], np.int64)
    scores = np.array([[1 + place / 100, 0.0] for place in range(len(right))]).reshape(-1, 2)
    bound = certain_from(scores, 1.0, labels)
    if bound < NEVER:
        vouched = [
            hit for hit, score in zip(right, scores, strict=True) if np.exp(score[0] - score[1]) >= bound * 0.999
        ]
        assert sum(vouched) >= 0.97 * len(vouched)


def test_figures_count_what_is_right_and_what_is_certain() -> None:
    said = [Verdict("a", 0.9, True), Verdict("a", 0.9, True), Verdict("b", 0.5, False), Verdict("b", 0.5, False)]
    figures = figures_of(["a", "b", "b", "c"], said)
    assert (figures["accuracy"], figures["certain_share"], figures["certain_accuracy"]) == (0.5, 0.5, 0.5)
    assert figures["per_class"]["a"] == {"precision": 0.5, "recall": 1.0, "f1": 0.6667, "texts": 1}
    assert figures["per_class"]["c"] == {"precision": None, "recall": 0.0, "f1": 0.0, "texts": 1}
    assert figures["macro_f1"] == round((2 / 3 + 1 / 2 + 0) / 3, 4)
    assert figures_of([], [])["certain_accuracy"] is None


def real(most: int) -> Sequence[tuple[str, str]]:
    """Every so-manieth real letter, of all categories."""
    rows = list(csv.reader(io.StringIO(gzip.decompress(REAL.read_bytes()).decode())))[1:]
    return [(category, tokens) for category, tokens in rows[:: len(rows) // most]]


@pytest.mark.skipif(not REAL.exists(), reason="the labelled letters (shared/data/requests) are not here")
def test_of_real_letters_it_is_certain_of_many_and_then_nearly_always_right() -> None:
    rows = real(1800)
    learn, judge = next(iter(folds(labelled(rows))))
    trained = train([rows[row] for row in learn])
    verdicts = list(trained.classify([rows[row][1] for row in judge]))
    figures = figures_of([rows[row][0] for row in judge], verdicts)
    assert figures["macro_f1"] > 0.84, "six times fewer letters than there are"
    assert figures["certain_share"] > 0.4
    assert figures["certain_accuracy"] > 0.95, "promised is 0.97; a fifth of 1,800 is few"
