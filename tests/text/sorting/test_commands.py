"""`linli text train` and `linli text classify`: files as they come, figures as JSON, and words for what cannot be used."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

GOOD = [
    ("灯", f"{place} 路灯 {what}")
    for place in ("东边", "西边", "南门", "北门", "广场")
    for what in ("不亮", "坏了", "闪")
] + [
    ("梯", f"{place} 电梯 {what}")
    for place in ("一栋", "二栋", "三栋", "四栋", "五栋")
    for what in ("停运", "困人", "响")
]


def write(path: Path, rows: list[tuple[str, ...]], column: str = "tokens", encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join([f"category,{column}", *map(",".join, rows)]).encode(encoding))
    return path


def run(capsys: pytest.CaptureFixture[str], *args: object) -> Any:
    call_command("text", *map(str, args))
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    run(capsys, "train", write(tmp_path / "rows.csv", [*GOOD]), "--model", tmp_path / "m", "--json")
    return tmp_path / "m"


def test_what_is_trained_classifies_and_every_figure_is_there(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(capsys, "classify", tmp_path / "rows.csv", "--model", trained, "--json")
    assert (found["accuracy"], found["macro_f1"], found["texts"]) == (1.0, 1.0, len(GOOD))
    assert set(found["per_class"]) == {"灯", "梯"}
    assert found["texts_per_second"] > 0
    assert {"certain_share", "certain_accuracy"} <= set(found)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_either_form_and_any_encoding_is_read(
    trained: Path, tmp_path: Path, encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = [(category, text.replace(" ", "")) for category, text in GOOD]
    plain = write(tmp_path / "whole.csv", [*whole], column="text", encoding=encoding)
    packed = tmp_path / "whole.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    for path in (plain, packed):
        assert run(capsys, "classify", path, "--model", trained, "--json")["accuracy"] == 1.0


def test_rows_that_cannot_be_used_are_named_by_their_line_and_the_rest_is_learnt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [("", "路灯"), ("灯", "  "), ("灯", "，。！"), ("灯",), ("灯", "路灯", "多一列"), ("灯" * 300, "路灯")]
    path = write(tmp_path / "rows.csv", [*bad, *GOOD])
    found = run(capsys, "train", path, "--model", tmp_path / "m", "--json")
    assert [(row["line"], row["reason"]) for row in found["refused"]] == [
        (2, "no_category"),
        (3, "no_text"),
        (4, "no_text"),
        (5, "columns"),
        (6, "columns"),
        (7, "long_category"),
    ]
    assert (found["refused_count"], found["texts"]) == (6, len(GOOD))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "category"),
        (b"a,b\n1,2", "category"),
        (b"category,tokens\n", "没有可用的行"),
        (bytes(range(256)) * 40, "不是文本文件"),
        ("category,tokens\n灯,路灯\n".encode(), "至少需要两个类别"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=words):
        call_command("text", "train", str(path), "--model", str(tmp_path / "m"))
    assert not (tmp_path / "m").exists(), "a training that failed leaves nothing"


def test_an_enormous_letter_is_a_letter(trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "long.csv", [("灯", "路灯不亮" * 250_000)], column="text")
    assert run(capsys, "classify", path, "--model", trained, "--json")["accuracy"] == 1.0


def test_a_file_without_categories_gets_them_line_by_line_with_the_words_that_weighed(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "letters.csv"
    path.write_text("text\n西门路灯不亮\n二栋电梯困人\n", encoding="utf-8")
    call_command("text", "classify", str(path), "--model", str(trained))
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(line[0], line[1]) for line in lines] == [("2", "灯"), ("3", "梯")]
    assert "灯" in lines[0][4] and "梯" in lines[1][4]


def test_a_model_that_is_not_there_or_is_none_is_said_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", [*GOOD])
    with pytest.raises(CommandError, match="nowhere"):
        call_command("text", "classify", str(path), "--model", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="模型文件"):
        call_command("text", "classify", str(path), "--model", str(path))
