"""The ledger goes out without personal data and comes in once, row by row."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from linli.cases.models import Case
from linli.core import clock
from linli.core.errors import Invalid
from linli.insight.domain.periods import Period
from linli.insight.ledger import ledger_export, ledger_import, template_write
from linli.places.importing.results import ImportResult
from tests.cast import Cast
from tests.insight.rows import case, local, verdict
from tests.insight.test_figures import MAY

NOW = local(5, 9, 6)
HEAD = ["编号", "提交时间", "内容", "社区", "网格", "楼栋", "电话", "姓名"]


def sheet(*rows: list[Any], head: list[str] = HEAD, merge: str = "") -> BytesIO:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in [head, *rows]:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def row(number: str = "A1", **kw: Any) -> list[Any]:
    values = {
        "编号": number, "提交时间": "2026-05-13 09:30", "内容": f"{number} 楼道灯坏了", "社区": "青和居社区", "网格": "第1网格",
        "楼栋": "1栋", "电话": "19900000001", "姓名": "王秀兰",
    }  # fmt: skip
    return [(values | kw)[title] for title in HEAD]


def take(file: BytesIO, **kw: Any) -> ImportResult:
    file.seek(0)
    with clock.at(NOW):
        return ledger_import(file, **kw)


def exported(cast: Cast, **kw: Any) -> list[dict[str, Any]]:
    target = BytesIO()
    with clock.at(NOW):
        ledger_export(target, kw.pop("place", cast.community), Period(*MAY), **kw)
    head, *rows = load_workbook(target).worksheets[0].values
    return [dict(zip(head, values, strict=True)) for values in rows]


def test_a_row_becomes_a_case_at_its_own_time(cast: Cast) -> None:
    result = take(sheet(row()))
    assert (result.read, result.created, result.rejected) == (1, 1, 0)
    case = Case.objects.get()
    assert case.submitted_at == local(13, 9.5)
    assert (case.grid, case.building, case.channel.code) == (cast.grids["one"], cast.buildings["one"], "desk")
    assert case.foreign_id == "A1" and case.reporters.get().phone == "19900000001"


def test_reading_a_ledger_twice_adds_nothing(cast: Cast) -> None:
    unnumbered = row("", 内容="没有编号的一行")
    file = sheet(row("A1"), row("A2"), unnumbered, row("A1"))
    first, second = take(file), take(file)
    assert (first.created, first.unchanged) == (3, 1)
    assert (second.created, second.unchanged) == (0, 4)
    assert Case.objects.count() == 3


def test_a_dry_run_finds_the_same_and_writes_nothing(cast: Cast) -> None:
    file = sheet(row("A1"), row("A2", 网格="第9网格"), row("A1"))
    dry = take(file, dry_run=True)
    assert Case.objects.count() == 0
    real = take(file)
    assert (dry.created, dry.unchanged, dry.rejected) == (real.created, real.unchanged, real.rejected) == (1, 1, 1)
    assert [str(error) for error in dry.errors] == [str(error) for error in real.errors]


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"内容": ""}, "内容", "没有内容"),
        ({"内容": "长" * 5001}, "内容", "5001 个字"),
        ({"提交时间": "2027-01-01"}, "提交时间", "还没有到"),
        ({"提交时间": "昨天"}, "提交时间", "不是时间"),
        ({"提交时间": "2026-02-30 09:00"}, "提交时间", "不是时间"),
        ({"社区": "月亮社区"}, "社区", "没有这个名称的社区"),
        ({"网格": "第9网格"}, "网格", "没有这个网格"),
        ({"楼栋": "99栋"}, "楼栋", "没有这栋楼"),
        ({"电话": "12"}, "电话", "电话号码不对"),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_the_rest_goes_in(
    cast: Cast, changed: dict[str, Any], column: str, words: str
) -> None:
    result = take(sheet(row("A1"), row("A2", **changed), row("A3")))
    assert (result.created, result.rejected) == (2, 1)
    error = result.errors[0]
    assert (error.row, error.column) == (3, column) and words in error.message


@pytest.mark.parametrize(
    "written",
    [
        datetime(2026, 5, 13, 9, 30),  # noqa: DTZ001 - a cell of a sheet
        "2026/5/13 9:30",
        "2026年5月13日9时30分",
        "2026年5月13日 9点30分",
        "2026-05-13T09:30:00",
        46155.3958333333,
    ],
)
def test_a_time_is_read_as_people_write_it(cast: Cast, written: Any) -> None:
    take(sheet(row(提交时间=written)))
    assert abs((Case.objects.get().submitted_at - local(13, 9.5)).total_seconds()) < 60


def test_columns_come_in_any_order_under_many_names_and_with_merged_cells(cast: Cast) -> None:
    head = ["诉求内容", "所属社区", "备注", "联系电话"]
    file = sheet(["灯坏了", "青和居", "x", ""], ["水管漏水", None, "y", "19900000001"], head=head, merge="B2:B3")
    result = take(file)
    assert result.created == 2
    assert {case.community.name for case in Case.objects.all()} == {"青和居社区"}
    assert "没有用到这些列：备注" in result.warnings[0]


def test_a_sheet_without_content_column_is_refused_with_words(cast: Cast) -> None:
    with pytest.raises(Invalid, match="内容"):
        take(sheet(["x"], head=["备注"]))
    with pytest.raises(Invalid, match="xlsx"):
        take(BytesIO(b"PK no sheet"))


def test_rows_without_a_community_are_of_the_place_that_was_said(cast: Cast) -> None:
    assert take(sheet(["灯坏了"], head=["内容"])).errors[0].column == "社区"
    assert take(sheet(["灯坏了"], head=["内容"]), place=cast.community).created == 1


def test_the_export_hides_who_and_where_they_live(cast: Cast) -> None:
    with clock.at(local(13, 10)):
        cast.submit(
            "我家1502室漏水，请打 13712345678",
            reporter_phone="13712345678",
            reporter_name="王秀兰",
            address="1栋1单元1502室",
            title="漏水",
        )
    text = json.dumps(exported(cast), default=str, ensure_ascii=False)
    assert "13712345678" not in text and "王秀兰" not in text and "1502" not in text
    assert "137****5678" in text and "王**" in text


def test_a_cell_of_the_export_is_never_a_formula(cast: Cast) -> None:
    with clock.at(local(13, 10)):
        cast.submit('=HYPERLINK("http://x","y")', title="@SUM(1)")
    found = exported(cast)[0]
    assert found["内容"].startswith("'=") and found["标题"].startswith("'@")


def test_a_grid_s_worker_takes_the_ledger_of_the_own_grid(cast: Cast) -> None:
    with clock.at(local(13, 10)):
        cast.submit()
        cast.submit(grid="two")
    assert len(exported(cast)) == 2
    assert [found["网格"] for found in exported(cast, grid=cast.grids["two"])] == ["第2网格"]


def test_our_own_export_brought_back_is_known_already(cast: Cast) -> None:
    with clock.at(local(13, 10)):
        cast.submit()
        cast.submit("水管漏水", grid="two", kind="complaint")
    file = BytesIO()
    with clock.at(NOW):
        ledger_export(file, cast.community, Period(*MAY))
    result = take(file)
    assert (result.read, result.created, result.unchanged, result.rejected) == (2, 0, 2, 0), [
        str(e) for e in result.errors
    ]


def test_a_long_ledger_asks_twice_a_thousand_rows(cast: Cast) -> None:
    # 1,100 rows: more than one chunk, and more pairs of keys than SQLite takes in one expression
    made = [case(cast.community, cast.organisations["one"], cast.grids["one"]) for _ in range(1100)]
    verdict(made[0], "yes", True, local(12))
    verdict(made[-1], "no", False, local(12))
    with CaptureQueriesContext(connection) as queries:
        found = exported(cast)
    # Beside them the line in the log that it was taken out, which costs the same however long it is.
    assert len([one for one in queries if "audit_" not in one["sql"] and "SAVEPOINT" not in one["sql"]]) <= 4
    assert (len(found), found[0]["是否解决"], found[-1]["是否满意"]) == (1100, "已解决", "不满意")


def test_the_template_comes_back_as_an_empty_ledger(cast: Cast) -> None:
    file = BytesIO()
    template_write(file)
    assert take(file).read == 0
    book = load_workbook(file)
    assert book.worksheets[0].data_validations.dataValidation
    assert any("必填" in str(line[2]) for line in book.worksheets[1].values)


def test_the_page_reads_a_file_into_the_own_territory_only(cast: Cast) -> None:
    file = sheet(row("A1"), row("A2", 网格="第2网格", 楼栋=""), row("A3", 社区="钢花社区", 网格="", 楼栋=""))

    def post(who: str, **more: str) -> str:
        file.seek(0)
        with clock.at(NOW):
            upload = SimpleUploadedFile("台账.xlsx", file.read())
            page = cast.client(who).post("/staff/ledger/", {"file": upload, **more})
        assert page.status_code == 200
        return page.content.decode()

    assert "什么也没有写入" in post("grid_worker", dry_run="1") and Case.objects.count() == 0
    post("grid_worker")
    assert Case.objects.count() == 1
    post("community_officer")
    assert Case.objects.count() == 2 and not Case.objects.filter(community=cast.places["other_community"]).exists()


@pytest.mark.parametrize("content", [b"", b"not a sheet \0", b"\xd0\xcf\x11\xe0 old"])
def test_a_file_that_is_no_ledger_gets_words(cast: Cast, content: bytes) -> None:
    with clock.at(NOW):
        page = cast.client("community_officer").post("/staff/ledger/", {"file": SimpleUploadedFile("x.xlsx", content)})
        nothing = cast.client("community_officer").post("/staff/ledger/", {})
    assert page.status_code == nothing.status_code == 422
    assert "notice-error" in page.content.decode()


def test_the_pages_send_the_ledger_and_its_template(cast: Cast) -> None:
    with clock.at(NOW):
        client = cast.client("street_officer")
        for address in ("/staff/ledger/download/?period=last_month", "/staff/ledger/template/"):
            page = client.get(address)
            assert page.status_code == 200
            assert load_workbook(BytesIO(b"".join(page.streaming_content))).worksheets  # type: ignore[attr-defined]
        assert client.get("/staff/ledger/").status_code == 200


def test_the_shell_takes_a_ledger_out_and_in(cast: Cast, tmp_path: Path) -> None:
    source, target, empty = tmp_path / "in.xlsx", tmp_path / "out.xlsx", tmp_path / "template.xlsx"
    source.write_bytes(sheet(row("A1"), row("A2", 网格="第9网格")).getvalue())
    out = StringIO()
    with clock.at(NOW):
        call_command("ledger", "import", str(source), "--json", stdout=out)
        found = json.loads(out.getvalue())
        assert {name: found[name] for name in ("read", "created", "already", "rejected")} == {
            "read": 2, "created": 1, "already": 0, "rejected": 1,
        }  # fmt: skip
        assert found["errors"][0]["row"] == 3
        call_command(
            "ledger",
            "export",
            "--place",
            "420107005008",
            "--from",
            "2026-05-01",
            "--to",
            "2026-05-31",
            str(target),
            stdout=out,
        )
        call_command("ledger", "template", str(empty), stdout=out)
        assert len(list(load_workbook(target).worksheets[0].values)) == 2 and empty.stat().st_size
        with pytest.raises(CommandError, match="No such file"):
            call_command("ledger", "import", str(tmp_path / "none.xlsx"))
        with pytest.raises(CommandError, match="没有代码"):
            call_command("ledger", "import", str(source), "--place", "1")
