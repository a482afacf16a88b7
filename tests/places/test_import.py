"""Lists of places come in as people keep them, and what is wrong is said row by row."""

from __future__ import annotations

import csv
import gzip
import io
import json
import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from linli.core.errors import Invalid
from linli.core.sheets import SheetColumn, write_sheet
from linli.places.importing.kinds import KINDS
from linli.places.importing.results import ImportResult, write_errors
from linli.places.importing.runner import run_import
from linli.places.importing.scope import Scope
from linli.places.importing.templates import write_template
from linli.places.importing.xlsx import worksheet_rows
from linli.places.models import Building, Compound, Division, Entrance, Grid, Household
from tests.cast import Cast, square


def sheet(*rows: Iterable[Any], merge: tuple[str, ...] = (), title: str = "台账") -> io.BytesIO:
    """An xlsx as somebody made it by hand."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(list(row))
    for area in merge:
        page.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def text(*lines: str, encoding: str = "utf-8") -> io.BytesIO:
    """A csv."""
    return io.BytesIO("\r\n".join(lines).encode(encoding))


def take(kind: str, file: io.BytesIO, cast: Cast, **kw: Any) -> ImportResult:
    """Import into 青和居."""
    return run_import(kind, file, scope=Scope(community=cast.community), **kw)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    return result.created, result.updated, result.unchanged, result.rejected


# --- divisions ----------------------------------------------------------------------------------------------------


def test_four_cities_come_in_within_seconds_and_a_second_time_change_nothing(db: Any, capsys: Any) -> None:
    began = time.perf_counter()
    call_command("import", "divisions")
    assert time.perf_counter() - began < 10
    assert Division.objects.count() == 9233
    assert "9233 created" in capsys.readouterr().out
    call_command("import", "divisions")
    assert "0 created, 0 updated, 9233 unchanged" in capsys.readouterr().out
    wuchang = Division.objects.get(code="420106000000")
    assert wuchang.path == "420100000000/420106000000/"
    assert wuchang.parent is not None
    assert wuchang.parent.name == "武汉市"


def test_outlines_arrive_in_wgs84_and_remember_gcj02(db: Any) -> None:
    call_command("import", "divisions")
    call_command("import", "boundaries")
    city = Division.objects.get(code="420100000000")
    assert city.origin_crs == "GCJ-02"
    assert city.outline is not None
    # published in GCJ-02 as 113.761222, 30.296962: the same place lies about 600 m west-north-west in WGS-84
    lon, lat = city.outline["coordinates"][0][0][0]
    assert 0.004 < 113.761222 - lon < 0.008
    assert 0.001 < abs(30.296962 - lat) < 0.004
    assert abs((city.lon or 0) - 114.305469) > 0.004
    before = Division.objects.values_list("outline", flat=True).get(code="420102000000")
    call_command("import", "boundaries")
    assert Division.objects.values_list("outline", flat=True).get(code="420102000000") == before


def test_a_division_that_contradicts_its_code_is_named_and_the_others_go_in(db: Any) -> None:
    result = run_import(
        "divisions",
        text(
            "code,name,level,parent_code,lon_gcj02,lat_gcj02",
            "420106001001,东亭社区,community,420106001000,,",
            "420106001000,积玉桥街,street,420106000000,,",
            "420106000000,武昌区,district,420100000000,114.3,30.5",
            "420100000000,武汉市,city,420000000000,114.3,30.5",
            "420102002000,大智街,community,420102000000,,",
            "420103005000,花楼街,street,420102000000,,",
            "420104005000,宗关街,street,420104000000,,",
            "420104005001,某社区,community,420104005000,,",
            "4.20105E+11,汉阳区,district,420100000000,,",
            "420107000000,青山区,district,420100000000,30.6,114.4",
        ),
    )
    assert counts(result) == (4, 0, 0, 6)
    said = {error.row: str(error) for error in result.errors}
    assert "街道" in said[6]
    assert "420103000000" in said[7]
    assert "上级 420104000000 不存在" in said[8]
    assert "上级 420104005000 不存在" in said[9]
    assert "科学计数" in said[10]
    assert "填反" in said[11]


# --- sheets as people keep them -----------------------------------------------------------------------------------


def test_a_sheet_with_caption_merged_cells_blank_lines_and_totals_is_read(cast: Cast) -> None:
    file = sheet(
        ["青和居社区楼栋一览表（2026 年）"],
        [],
        ["序号", "所属小区", "楼栋号（必填）", "所属网格", "单元数", "备注"],
        [1, "青和居小区", "３栋", "第1网格", 2, "电梯"],
        [2, None, "十二栋", None, 3.0, None],
        [],
        [3, "青和居小区", "综合楼", "第2网格", None, None],
        ["合计", None, None, None, 5, None],
        merge=("A1:F1", "B4:B5", "D4:D5"),
    )
    result = take("buildings", file, cast)
    assert [str(error) for error in result.errors] == []
    assert counts(result) == (3, 0, 0, 0)
    assert result.also == {"单元": 5}
    assert result.warnings == ["没有用到这些列：序号、备注"]
    twelve = Building.objects.get(name="十二栋")
    assert twelve.grid == cast.grids["one"]
    assert twelve.compound == cast.buildings["one"].compound
    assert Building.objects.filter(name="3栋").exists()
    again = take("buildings", rewound(file), cast)
    assert counts(again) == (0, 0, 3, 0)


def rewound(file: io.BytesIO) -> io.BytesIO:
    """The same file once more."""
    file.seek(0)
    return file


def test_a_header_of_two_lines_is_read(cast: Cast) -> None:
    file = sheet(
        ["楼栋", "网格", "坐标", None, "坐标系"],
        [None, None, "经度", "纬度", None],
        ["8栋", "第1网格", "114.401", 30.631, "WGS-84"],
        merge=("A1:A2", "B1:B2", "C1:D1", "E1:E2"),
    )
    result = take("buildings", file, cast)
    assert counts(result) == (1, 0, 0, 0)
    assert Building.objects.get(name="8栋").lon == 114.401


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_whatever_encoding_it_was_saved(cast: Cast, encoding: str) -> None:
    result = take("compounds", text("小区名称,别名", "翡翠苑,翡翠花园、老棉纺", encoding=encoding), cast)
    assert counts(result) == (1, 0, 0, 0)
    assert Compound.objects.get(name="翡翠苑").aliases == ["翡翠花园", "老棉纺"]


def test_a_missing_column_is_named_and_nothing_is_written(cast: Cast) -> None:
    with pytest.raises(Invalid, match=r"楼栋.*最接近的一行是：小区、地址"):
        take("buildings", sheet(["小区", "地址"], ["青和居小区", "青山路 25 号"]), cast)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"PK\x03\x04 no zip", "不是完好的 xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 xls"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "既不是 xlsx 也不是 csv|看不出"),
        (b"\x1f\x8b broken", "压缩文件损坏"),
        (b'{"type": "FeatureCollection", ', "不是完好的 GeoJSON"),
        (b'{"type": "Feature"}', "FeatureCollection"),
        ('"没有结束的引号,'.encode() + b"x" * 200_000, "格式有误|没有找到表头"),
    ],
)
def test_a_file_that_is_none_gets_words(cast: Cast, content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        take("grids", io.BytesIO(content), cast)


def test_each_wrong_cell_is_said_with_row_column_value_and_what_to_do(cast: Cast) -> None:
    file = sheet(
        ["小区", "楼栋", "网格", "单元数", "经度", "纬度", "坐标系", "社区"],
        ["青和居小区", "21栋", "第1网格", 2, None, None, None, None],
        ["青和居小曲", "22栋", "第1网格", 2, None, None, None, None],
        ["青和居小区", None, "第1网格", 2, None, None, None, None],
        ["青和居小区", date(2026, 3, 2), "第1网格", None, None, None, None, None],
        ["青和居小区", "23栋", "第9网格", "两个", None, None, None, None],
        ["青和居小区", "24栋", None, None, 114.401, None, "WGS-84", None],
        ["青和居小区", "25栋", None, None, 114.401, 30.631, None, None],
        ["青和居小区", "26栋", None, None, 114.401, 30.631, "火星", None],
        ["青和居小区", "27栋", None, None, 30.631, 114.401, "WGS-84", None],
        ["青和居小区", "28栋", None, None, 115.401, 30.631, "WGS-84", None],
        ["青和居小区", "29栋", "第1网格", None, None, None, None, "钢花社区"],
        ["青和居小区", "21栋", "第2网格", 2, None, None, None, None],
        ["青和居小区", "#REF!", "第1网格", None, None, None, None, None],
        ["青和居小区", "长" * 61, "第1网格", None, None, None, None, None],
    )
    result = take("buildings", file, cast)
    assert counts(result) == (1, 0, 0, 13)
    said = {}
    for error in result.errors:
        said.setdefault(error.row, []).append(str(error))
    expected = {
        3: "小区“青和居小曲”：本社区没有这个小区。是不是“青和居小区”？",
        4: "楼栋“”：没有填写。请补上。",
        5: "自动改成了日期",
        6: "应为 1 至 60 的整数",
        7: "只填了一个",
        8: "没有说明坐标系",
        9: "不是已知的坐标系",
        10: "填反",
        11: "不在本社区任何网格内",
        12: "这一行写的不是“青和居社区”",
        13: "与第 2 行是同一个，内容却不同",
        14: "公式出错",
        15: "最多 60 个",
    }
    assert set(said) == set(expected)
    for row, words in expected.items():
        assert any(words in line for line in said[row]), said[row]


def test_rows_to_mend_go_out_as_a_sheet_and_come_back_in(cast: Cast) -> None:
    result = take("compounds", sheet(["小区名称", "别名"], ["'=1+1", "长" * 61], ["好小区", None]), cast)
    assert counts(result) == (1, 0, 0, 1)
    out = io.BytesIO()
    write_errors(result, out)
    page = load_workbook(io.BytesIO(out.getvalue())).worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    assert rows[0] == ("小区名称", "别名", "原行号", "错误")
    assert rows[1][2] == 2
    assert "最多 60 个" in str(rows[1][3])
    page["B2"] = "短"
    mended = io.BytesIO()
    page.parent.save(mended)
    assert counts(take("compounds", rewound(mended), cast)) == (1, 0, 0, 0)


def test_a_dry_run_reports_the_same_and_writes_nothing(cast: Cast) -> None:
    file = sheet(["小区名称"], ["翡翠苑"], ["长" * 61])
    trial = take("compounds", file, cast, dry_run=True)
    assert not Compound.objects.filter(name="翡翠苑").exists()
    real = take("compounds", rewound(file), cast)
    assert counts(trial) == counts(real) == (1, 0, 0, 1)
    assert [str(e) for e in trial.errors] == [str(e) for e in real.errors]


def test_every_template_can_be_read_back_and_says_how_to_fill_it_in(cast: Cast) -> None:
    for kind, importer in KINDS.items():
        out = io.BytesIO()
        write_template(kind, out)
        book = load_workbook(io.BytesIO(out.getvalue()))
        assert [str(cell.value).rstrip("*") for cell in book.worksheets[0][1]] == [
            str(c.title) for c in importer.columns
        ]
        assert book.worksheets[1].title == "填写说明"
        if any(column.choices for column in importer.columns):
            assert book.worksheets[0].data_validations.dataValidation
        if not importer.needs_geometry:
            assert take(kind, io.BytesIO(out.getvalue()), cast).read == 0


def test_a_cell_that_looks_like_a_formula_is_neutralised_and_comes_back_as_it_was(cast: Cast) -> None:
    out = io.BytesIO()
    names = ['=HYPERLINK("http://x")', "+86", "-1栋", "@SUM(A1)", "＝1+1", "平常"]
    write_sheet(out, "表", [SheetColumn("小区名称")], [[name] for name in names])
    written = [
        row[0] for row in load_workbook(io.BytesIO(out.getvalue())).worksheets[0].iter_rows(min_row=2, values_only=True)
    ]
    assert written == [f"'{name}" for name in names[:-1]] + ["平常"]
    take("compounds", io.BytesIO(out.getvalue()), cast)
    assert set(names) - {"＝1+1"} <= set(Compound.objects.values_list("name", flat=True))


# --- grids, entrances, households ---------------------------------------------------------------------------------


def features(*rows: tuple[dict[str, Any], Any], **extra: Any) -> io.BytesIO:
    """A GeoJSON file."""
    found = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in rows]
    return io.BytesIO(json.dumps({"type": "FeatureCollection", "features": found, **extra}).encode())


def test_grids_come_with_their_outlines_and_get_codes(cast: Cast) -> None:
    file = features(
        ({"网格名称": "东网格"}, square(114.41, 30.63)),
        ({"网格名称": "第1网格"}, square(114.40, 30.63)),
        ({"网格名称": "第4网格"}, {"type": "Point", "coordinates": [114.4, 30.6]}),
        crs="GCJ-02",
    )
    result = take("grids", file, cast)
    assert counts(result) == (1, 1, 0, 1)
    assert "不是面" in str(result.errors[0])
    three = Grid.objects.get(name="东网格")
    assert three.code == f"{cast.community.code}003"
    assert three.origin_crs == "GCJ-02"
    assert three.outline is not None
    assert three.outline["coordinates"][0][0][0] < 114.409
    assert counts(take("grids", rewound(file), cast)) == (0, 0, 2, 1)


def test_an_outline_without_reference_system_is_refused(cast: Cast) -> None:
    file = features(({"网格名称": "第3网格"}, square(114.41, 30.63)))
    result = take("grids", file, cast)
    assert "没有说明坐标系" in str(result.errors[0])


def test_a_grid_code_of_another_community_is_refused(cast: Cast) -> None:
    result = take("grids", sheet(["网格名称", "网格代码"], ["新网格", cast.grids["other"].code]), cast)
    assert "已属于另一个社区" in str(result.errors[0])


def test_a_building_with_a_point_finds_its_grid(cast: Cast) -> None:
    point = {"type": "Point", "coordinates": [114.4031, 30.6311]}
    result = take("buildings", features(({"楼栋": "9栋", "坐标系": "CGCS2000"}, point)), cast)
    assert counts(result) == (1, 0, 0, 0)
    assert Building.objects.get(name="9栋").grid == cast.grids["two"]


def test_a_building_moves_with_its_redrawn_grid(cast: Cast) -> None:
    result = take("buildings", sheet(["小区", "楼栋", "网格"], ["青和居小区", "1栋", "第2网格"]), cast)
    assert counts(result) == (0, 1, 0, 0)
    cast.buildings["one"].refresh_from_db()
    assert cast.buildings["one"].grid == cast.grids["two"]


def test_households_are_made_from_floors_and_doors(cast: Cast) -> None:
    file = sheet(
        ["小区", "楼栋", "单元", "层数", "每层户数", "户数"],
        ["青和居小区", "一号楼", "1单元", 18, 3, None],
        ["青和居小区", "1栋", "2单元", None, None, 6],
        ["青和居小区", "1栋", "3单元", 3, None, 5],
        ["青和居小区", "1栋", "4单元", None, 5, None],
        ["青和居小区", "1栋", "5单元", 2, 2, 9],
    )
    result = take("entrances", file, cast)
    assert counts(result) == (2, 0, 1, 2)
    assert result.also == {"户": 54 + 6 + 5}
    doors = Household.objects.filter(entrance=cast.entrances["one"])
    assert sorted(doors.values_list("door", flat=True), key=int)[-1] == "1803"
    by_count = Household.objects.filter(entrance__name="2单元").order_by("id").values_list("door", flat=True)
    assert list(by_count) == ["101", "102", "103", "104", "201", "202"]
    over_floors = Household.objects.filter(entrance__name="3单元").order_by("id").values_list("door", flat=True)
    assert list(over_floors) == ["101", "102", "201", "202", "301"]
    again = take("entrances", rewound(file), cast)
    assert counts(again) == (0, 0, 3, 2)
    assert again.also == {"户": 0}


def test_households_door_by_door(cast: Cast) -> None:
    file = sheet(
        ["房号", "单元", "楼栋", "小区"],
        [101, "1单元", "1栋", "青和居小区"],
        ["１０２", "1单元", "1栋", "青和居小区"],
        [101, "9单元", "1栋", "青和居小区"],
        [None, "1单元", "1栋", "青和居小区"],
    )
    result = take("households", file, cast)
    assert counts(result) == (2, 0, 0, 2)
    assert set(Household.objects.values_list("door", flat=True)) == {"101", "102"}
    assert counts(take("households", rewound(file), cast)) == (0, 0, 2, 2)


def test_a_hundred_thousand_rows_are_streamed(cast: Cast) -> None:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["门牌号", "单元", "楼栋", "小区"])
    writer.writerows([f"{n}", "1单元", "1栋", "青和居小区"] for n in range(100_000))
    began = time.perf_counter()
    result = take("households", io.BytesIO(gzip.compress(rows.getvalue().encode())), cast)
    assert counts(result) == (100_000, 0, 0, 0)
    assert time.perf_counter() - began < 60


# --- the shell ----------------------------------------------------------------------------------------------------


def test_the_shell_takes_good_rows_lists_bad_ones_and_fails(cast: Cast, tmp_path: Path, capsys: Any) -> None:
    path, errors = tmp_path / "小区.xlsx", tmp_path / "错误.xlsx"
    path.write_bytes(sheet(["小区名称"], ["翡翠苑"], ["长" * 61]).getvalue())
    with pytest.raises(CommandError, match="1 of 2 rows"):
        call_command("import", "compounds", str(path), community=cast.community.code, errors=errors)
    assert "第 3 行 小区名称" in capsys.readouterr().err
    assert Compound.objects.filter(name="翡翠苑").exists()
    assert errors.exists()


def test_the_shell_names_what_it_needs(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="needs a FILE"):
        call_command("import", "grids")
    with pytest.raises(CommandError, match=r"x\.xlsx"):
        call_command("import", "grids", str(tmp_path / "x.xlsx"))
    path = tmp_path / "x.csv"
    path.write_text("网格名称\n第7网格\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no community has the code 1"):
        call_command("import", "grids", str(path), community="1")
    with pytest.raises(CommandError, match="1 of 1 rows"):
        call_command("import", "grids", str(path))
    assert not Grid.objects.filter(name="第7网格").exists()
    assert Entrance.objects.count() == 3


def test_a_worksheet_is_read_as_openpyxl_reads_it(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["名称", None, "数", "日", "对"],
        [],
        ["<甲 & 乙>\n丙", 1, 2.5, date(2026, 5, 13), True],
        [None, None, 1e20, datetime(2026, 5, 13, 9, 30), False, "#N/A", timedelta(hours=30)],  # noqa: DTZ001 - a sheet's are local
    ):
        page.append(row)
    page["H9"] = " 前后 "
    book.save(tmp_path / "a.xlsx")
    read = load_workbook(tmp_path / "a.xlsx", read_only=True, data_only=True)
    theirs = [[*row] for row in read.worksheets[0].iter_rows(values_only=True)]
    ours = [row + [None] * (len(theirs[0]) - len(row)) for row in worksheet_rows(read.worksheets[0])]
    assert ours == theirs


def test_shared_texts_how_they_are_read_aloud_and_prefixed_names_are_understood() -> None:
    xml = (
        '<x:worksheet xmlns:x="a"><x:sheetData><x:row r="2"><x:c r="B2" t="s"><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is>'
        "<x:r><x:t>江</x:t></x:r><x:r><x:t>汉</x:t></x:r><x:rPh><x:t>jiang</x:t></x:rPh></x:is></x:c></x:row>"
        "</x:sheetData></x:worksheet>"
    )

    class Sheet:
        _shared_strings = ("甲", "乙")
        parent = Workbook()

        def _get_source(self) -> io.BytesIO:
            return io.BytesIO(xml.encode())

    assert list(worksheet_rows(Sheet())) == [[], [None, "乙", "江汉"]]
    xml = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    with pytest.raises(ValueError, match="entities"):
        list(worksheet_rows(Sheet()))
