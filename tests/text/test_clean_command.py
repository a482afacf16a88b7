"""`linli text clean FILE`: text in, text out, and beside it what was found."""

from __future__ import annotations

import gzip
import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command


def run(path: Path, *words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("text", "clean", str(path), *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_gbk_file_goes_out_clean_and_simplified(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_bytes("請問　電梯何時修好？\r\n\r\n公告\u3000在哪里\r\n".encode("gbk"))
    out, err = run(path)
    assert out == "请问 电梯何时修好？\n\n公告 在哪里\n"
    assert "encoding: gb18030" in err and "texts: 2, changed: 2, still damaged: 0" in err


def test_records_stay_records_and_damage_is_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl.gz"
    rows = [{"id": 1, "body": "動(dòng)靜"}, {"id": 2, "body": "公告\ufffd呢", "likes": 0}]
    path.write_bytes(gzip.compress("\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()))
    out, err = run(path, "--json", "--keep-script")
    assert [json.loads(line) for line in out.splitlines()] == [{"id": 1, "body": "動靜"}, rows[1]]
    found = json.loads(err)
    assert (found["texts"], found["changed"], found["damaged"]) == (2, 1, 1)
    assert found["changes"] == {"reading": 1} and found["where"][0]["line"] == 2


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(bytes(range(128, 256)) * 40)
    assert "does not look like text" in run(path)[1]
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    assert run(empty)[0] == ""
