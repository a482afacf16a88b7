"""What another city publishes of its requests comes in once, with its history; every row that cannot is told of."""

from __future__ import annotations

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.cases.foreign.mapping import SHIPPED, map_path, map_read
from linli.cases.models import Case
from linli.cases.verify import verify_all
from linli.core.errors import Invalid
from linli.insight.models import Change
from linli.places.models import Grid, Revision
from linli.places.services.rows import revision_bump
from tests.cast import Cast, square

HEADER = "id,opened,closed,due,status,type,borough,lon,lat,words,address,result"
GOOD = "1,2024-03-05 08:30:00,2024-03-06 10:00:00,2024-03-08,Closed,Pothole,QUEENS,,,A hole,12 Main St,Filled it"
MAP = """
source = "town"
[columns]
id = "id"
opened = "opened"
closed = "closed"
due = "due"
status = "status"
category = "type"
text = "words"
address = "address"
answer = "result"
place = "borough"
lon = "lon"
lat = "lat"
[time]
zone = "America/New_York"
formats = ["%m/%d/%Y %I:%M:%S %p"]
[point]
crs = "WGS-84"
[status]
open = ["Open"]
closed = ["Closed"]
rejected = ["Canceled"]
skip = ["Duplicate"]
[categories]
Pothole = "road-surface"
"Noise*" = "noise"
[places]
Queens = "420107005008"
"""


@pytest.fixture
def town(cast: Cast, tmp_path: Path) -> Path:
    """A map in which a foreign borough stands for the cast's community."""
    path = tmp_path / "town.toml"
    path.write_text(MAP)
    return path


def _file(tmp_path: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = tmp_path / "requests.csv"
    path.write_bytes("\n".join([header, *rows]).encode(encoding))
    return path


def _import(path: Path, town: Path, **options: Any) -> dict[str, Any]:
    out = StringIO()
    try:
        call_command("import", "311", str(path), map=str(town), json=True, stdout=out, stderr=StringIO(), **options)
    except CommandError as error:
        assert error.returncode == 2
    result: dict[str, Any] = json.loads(out.getvalue())
    assert result["read"] == sum(result[name] for name in ("created", "already", "skipped", "rejected"))
    return result


def _reasons(result: dict[str, Any]) -> list[tuple[int, str]]:
    return [(one["line"], one["column"]) for one in result["errors"]]


def test_a_row_is_a_case_at_its_own_times_with_its_answer_and_its_end(town: Path, tmp_path: Path, cast: Cast) -> None:
    result = _import(_file(tmp_path, GOOD), town)
    case = Case.objects.get()
    assert (result["created"], result["rejected"], result["open"]) == (1, 0, 0)
    assert case.submitted_at.isoformat() == "2024-03-05T13:30:00+00:00"
    assert case.resolved_at and case.resolved_at.isoformat() == "2024-03-06T15:00:00+00:00"
    assert case.promised_by and case.promised_by.isoformat() == "2024-03-08T05:00:00+00:00"
    assert [event.name for event in case.events.all()] == ["submit", "answer", "close"]
    assert (case.state, case.unevaluated, case.answer) == ("closed", True, "Filled it")
    assert (case.body, case.title, case.address) == ("A hole", "Pothole", "12 Main St")
    assert (case.community, case.foreign_id, case.channel.code) == (cast.community, "town:1", "replay")
    assert case.category and case.category.code == "road-surface"
    assert list(verify_all()) == []


def test_the_second_run_adds_nothing_not_even_in_another_place(town: Path, tmp_path: Path, cast: Cast) -> None:
    path = _file(tmp_path, GOOD, GOOD.replace("1,", "2,", 1), GOOD)
    assert (first := _import(path, town))["created"] == 2
    assert first["already"] == 1
    again = _import(path, town, place=cast.places["other_community"].code)
    assert (again["created"], again["already"]) == (0, 3)
    assert Case.objects.count() == 2


def test_another_source_may_have_the_same_numbers(town: Path, tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD)
    _import(path, town)
    town.write_text(MAP.replace('"town"', '"city"'))
    assert _import(path, town)["created"] == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (GOOD.replace("2024-03-06", "2024-03-04"), "closed"),
        (GOOD.replace("2024-03-08", "2024-03-01"), "due"),
        (GOOD.replace("2024-03-05 08:30:00", "yesterday"), "opened"),
        (GOOD.replace("2024-03-05 08:30:00", "13/40/2024 01:00:00 PM"), "opened"),
        (GOOD.replace("2024-03-05 08:30:00", "03/05/2024 00:00:00 PM"), "opened"),
        (GOOD.replace("2024-03-05 08:30:00", "02/30/2024 01:00:00 PM"), "opened"),
        (GOOD.replace("2024-03-05 08:30:00", ""), "opened"),
        (GOOD.replace("2024-03-05", "2094-03-05"), "opened"),
        (GOOD.replace("2024-03-05", "1924-03-05"), "opened"),
        (GOOD.replace("2024-03-06 10:00:00", ""), "closed"),
        (GOOD.replace("Closed", "Frozen"), "status"),
        (GOOD.replace("Pothole", "Alligator"), "type"),
        (GOOD.replace("Pothole", ""), "type"),
        (GOOD.replace("QUEENS", "BRONX"), "borough"),
        (GOOD.replace("QUEENS,,", "BRONX,-73.9,40.7"), "lon"),
        (GOOD.replace("QUEENS,,", "QUEENS,here,there"), "lon"),
        (GOOD.replace("QUEENS,,", "QUEENS,nan,inf"), "lon"),
        (GOOD.replace("QUEENS,,", "QUEENS,200,95"), "lon"),
        (GOOD.replace("1,", ",", 1), "id"),
        (GOOD.replace("1,", "9" * 70 + ",", 1), "id"),
        (GOOD + ",more", ""),
        ("1,2", ""),
    ],
)
def test_a_row_that_cannot_be_is_told_with_line_and_column_and_the_rest_goes_in(
    town: Path, tmp_path: Path, row: str, column: str
) -> None:
    result = _import(_file(tmp_path, row, GOOD.replace("1,", "7,", 1)), town)
    assert _reasons(result) == [(2, column)]
    assert result["errors"][0]["reason"]
    assert (result["created"], Case.objects.get().foreign_id) == (1, "town:7")


def test_lines_are_counted_as_an_editor_counts_them(town: Path, tmp_path: Path) -> None:
    two_lines = GOOD.replace("A hole", '"A hole\nin the road"')
    result = _import(_file(tmp_path, two_lines, GOOD.replace("Closed", "Frozen").replace("1,", "2,", 1)), town)
    assert _reasons(result) == [(4, "status")]
    assert Case.objects.get().body == "A hole\nin the road"


def test_a_quote_that_never_ends_does_not_swallow_the_file_unseen(town: Path, tmp_path: Path) -> None:
    rows = [
        GOOD,
        GOOD.replace("1,", "2,", 1).replace("A hole", '"A hole'),
        *[GOOD.replace("1,", f"{n},", 1) for n in range(3, 9)],
    ]
    result = _import(_file(tmp_path, *rows), town)
    assert (result["created"], result["rejected"]) == (1, 1)
    assert result["errors"][0]["line"] == 3


def test_what_stands_elsewhere_is_passed_over_and_what_was_turned_away_is_turned_away(
    town: Path, tmp_path: Path
) -> None:
    path = _file(
        tmp_path, GOOD.replace("Closed", "Duplicate"), GOOD.replace("Closed", "Canceled").replace("1,", "2,", 1)
    )
    result = _import(path, town)
    assert (result["skipped"], result["created"]) == (1, 1)
    assert (Case.objects.get().state, Case.objects.get().route) == ("rejected", "outside_remit")


def test_what_is_still_open_is_work_and_said_to_be_late(town: Path, tmp_path: Path) -> None:
    result = _import(_file(tmp_path, GOOD.replace("Closed", "Open")), town)
    case = Case.objects.get()
    assert (result["open"], result["late"], case.state) == (1, 1, "submitted")
    assert case.next_lapse_at is not None


def test_times_are_read_as_the_map_says_and_iso_besides(town: Path, tmp_path: Path) -> None:
    rows = [
        GOOD.replace("2024-03-05 08:30:00", "03/05/2024 08:30:00 AM"),
        GOOD.replace("2024-03-05 08:30:00", "2024-03-05T13:30:00Z").replace("1,", "2,", 1),
        GOOD.replace("2024-03-05 08:30:00", "2024-03-05 14:30:00+01").replace("1,", "3,", 1),
        GOOD.replace("2024-03-05 08:30:00", "3/5/2024 8:30:00 am").replace("1,", "4,", 1),
    ]
    assert _import(_file(tmp_path, *rows), town)["created"] == 4
    assert {case.submitted_at.isoformat() for case in Case.objects.all()} == {"2024-03-05T13:30:00+00:00"}


def test_a_point_finds_its_grid_and_one_far_away_falls_back_on_the_place(
    town: Path, tmp_path: Path, cast: Cast
) -> None:
    Grid.objects.filter(pk=cast.grids["one"].pk).update(outline=square(114.4, 30.6))
    revision_bump()
    rows = [
        GOOD.replace("QUEENS,,", "QUEENS,114.401,30.601"),
        GOOD.replace("QUEENS,,", "QUEENS,-73.9,40.7").replace("1,", "2,", 1),
        GOOD.replace("QUEENS,,", "QUEENS,0,0").replace("1,", "3,", 1),
    ]
    assert _import(_file(tmp_path, *rows), town)["created"] == 3
    inside, outside, nowhere = Case.objects.order_by("foreign_id")
    assert (inside.grid, inside.place_reason, inside.lon) == (cast.grids["one"], "point_in_grid", 114.401)
    assert (outside.grid, outside.place_reason, outside.lon) == (None, "chosen", None)
    assert (nowhere.community, nowhere.lon) == (cast.community, None)
    assert Revision.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_encoding_is_told_from_the_file(town: Path, tmp_path: Path, encoding: str) -> None:
    row = GOOD.replace("A hole", "路面上有一个很大的坑，晚上骑车经过这里非常危险，请尽快修好")
    assert _import(_file(tmp_path, row, encoding=encoding), town)["created"] == 1
    assert Case.objects.get().body.startswith("路面上有一个很大的坑")


def test_an_encoding_that_cannot_be_told_is_named_by_the_map(town: Path, tmp_path: Path) -> None:
    town.write_text(MAP + '[file]\nencoding = "cp1252"\n')
    _import(_file(tmp_path, GOOD.replace("A hole", "Café “Zoë”"), encoding="cp1252"), town)
    assert Case.objects.get().body == "Café “Zoë”"


def test_a_row_in_another_encoding_than_the_file_is_told(town: Path, tmp_path: Path) -> None:
    path = _file(tmp_path, *(GOOD.replace("1,", f"{n},", 1) for n in range(2, 2000)))
    path.write_bytes(path.read_bytes() + b"\n" + GOOD.replace("A hole", "Caf\xe9").encode("latin-1") + b"\n")
    result = _import(path, town)
    assert (result["created"], _reasons(result)) == (1998, [(2000, "")])


def test_a_packed_file_is_read_and_a_broken_one_said_to_be(town: Path, tmp_path: Path) -> None:
    packed = tmp_path / "requests.csv.gz"
    whole = gzip.compress("\n".join([HEADER, *(GOOD.replace("1,", f"{n},", 1) for n in range(3000))]).encode())
    packed.write_bytes(whole)
    assert _import(packed, town)["created"] == 3000
    packed.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match="压缩"):
        call_command("import", "311", str(packed), map=str(town), stdout=StringIO(), stderr=StringIO())


@pytest.mark.django_db(transaction=True)
def test_batches_are_written_in_their_own_transactions_and_two_imports_at_once_double_nothing(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _file(tmp_path, *(GOOD.replace("1,", f"{n},", 1) for n in range(2500)))
    assert _import(path, town)["created"] == 2500
    monkeypatch.setattr("linli.cases.foreign.importing._known", lambda source: set())  # as the other saw it
    with pytest.raises(CommandError, match="另一次导入"):
        call_command("import", "311", str(path), map=str(town), stdout=StringIO(), stderr=StringIO())
    assert Case.objects.count() == 2500
    assert list(verify_all()) == []


@pytest.mark.parametrize("header", [HEADER.replace("opened", "begun"), "x"])
def test_a_column_that_the_map_names_and_the_file_lacks_stops_it(town: Path, tmp_path: Path, header: str) -> None:
    with pytest.raises(CommandError, match="opened"):
        call_command("import", "311", str(_file(tmp_path, GOOD, header=header)), map=str(town), stdout=StringIO())
    assert not Case.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20])
def test_what_is_no_table_is_refused(town: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "requests.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import", "311", str(path), map=str(town), stdout=StringIO(), stderr=StringIO())


@pytest.mark.parametrize(
    "wrong",
    [
        MAP.replace("road-surface", "no-such-category"),
        MAP.replace("420107005008", "999999999999"),
        MAP.replace("America/New_York", "Atlantis"),
        MAP.replace('opened = "opened"\n', ""),
        MAP.replace('crs = "WGS-84"', ""),
        MAP.replace('lon = "lon"\n', ""),
        MAP.replace('"town"', '"a town"'),
        MAP.replace("skip =", "forget ="),
        MAP.replace('id = "id"', 'id = ["id", "type"]'),
        MAP.replace("[places]", "[[places]]"),
        MAP + '[file]\nencoding = "klingon"\n',
        'kind = "shouting"\n' + MAP,
        "colour = 1\n" + MAP,
        "not toml",
    ],
)
def test_a_map_that_cannot_be_meant_is_refused_before_anything_is_read(town: Path, tmp_path: Path, wrong: str) -> None:
    town.write_text(wrong)
    with pytest.raises(CommandError):
        call_command("import", "311", str(_file(tmp_path, GOOD)), map=str(town), stdout=StringIO(), stderr=StringIO())


def test_nothing_is_written_where_it_is_only_tried(town: Path, tmp_path: Path) -> None:
    result = _import(_file(tmp_path, GOOD), town, dry_run=True)
    assert (result["created"], result["dry_run"]) == (1, True)
    assert not Case.objects.exists()
    assert not Change.objects.exists()


def test_rows_that_were_left_out_can_be_mended_and_sent_again(town: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    mended = tmp_path / "left-out.xlsx"
    _import(_file(tmp_path, GOOD.replace("Closed", "Frozen")), town, errors=mended)
    titles = [cell.value for cell in next(load_workbook(mended).active.iter_rows())]
    assert titles[: len(HEADER.split(","))] == HEADER.split(",")


@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_every_map_that_ships_speaks_of_categories_that_there_are(db: None, name: str) -> None:
    assert map_read(map_path(name)).fates


def test_a_map_is_looked_for_among_those_that_ship_and_nowhere_else(db: None) -> None:
    with pytest.raises(Invalid):
        map_path("../replay")


# One row each as these cities publish them, made up; the headers are theirs.
NYC = (
    (
        "Unique Key,Created Date,Closed Date,Agency,Agency Name,Complaint Type,Descriptor,Location Type,Incident Zip,"
        "Incident Address,City,Status,Due Date,Resolution Description,Borough,Latitude,Longitude"
    ),
    (
        "61234567,01/05/2025 11:52:01 PM,01/06/2025 02:10:00 AM,NYPD,New York City Police Department,Noise - Residential,"
        "Loud Music/Party,Residential Building/House,11201,1 EXAMPLE STREET,BROOKLYN,Closed,,The noise had stopped.,BROOKLYN,40.69,-73.99"
    ),
)
BOSTON = (
    (
        "case_enquiry_id,open_dt,sla_target_dt,closed_dt,on_time,case_status,closure_reason,case_title,subject,reason,type,"
        "queue,department,location,neighborhood,latitude,longitude,source"
    ),
    (
        "101000000001,2024-01-02 08:15:00,2024-01-04 08:30:00,2024-01-03 09:00:00,ONTIME,Closed,Case Resolved,Request for Pothole Repair,"
        "Public Works Department,Highway Maintenance,Request for Pothole Repair,PWDx,PWDx,1 Example St,Dorchester,42.3,-71.06,Call"
    ),
)
BOSTON_2025 = (
    (
        "case_id,open_date,case_topic,service_name,assigned_department,case_status,closure_reason,closure_comments,close_date,"
        "target_close_date,on_time,full_address,neighborhood,longitude,latitude"
    ),
    (
        "BCS-00000001,2025-10-20 09:00:00+00,Street Light Outage,Street Light Outage,Public Works,In progress,,,,"
        '2025-10-23 09:00:00+00,ONTIME,"30 Example St, Boston",South Boston,-71.02,42.33'
    ),
)
CHICAGO = (
    (
        "SR_NUMBER,SR_TYPE,SR_SHORT_CODE,OWNER_DEPARTMENT,STATUS,CREATED_DATE,LAST_MODIFIED_DATE,CLOSED_DATE,STREET_ADDRESS,"
        "ZIP_CODE,COMMUNITY_AREA,LATITUDE,LONGITUDE"
    ),
    (
        "SR24-00000001,Rodent Baiting/Rat Complaint,SGA,Streets and Sanitation,Completed,07/01/2024 07:00:00 AM,"
        "07/03/2024 07:00:00 AM,07/03/2024 07:00:00 AM,1 W EXAMPLE ST,60601,32,41.88,-87.63"
    ),
)


@pytest.mark.parametrize(
    ("name", "file", "category", "state"),
    [
        ("nyc", NYC, "noise-neighbour", "closed"),
        ("boston", BOSTON, "road-surface", "closed"),
        ("boston", (BOSTON[0].replace("sla_target_dt", "target_dt"), BOSTON[1]), "road-surface", "closed"),
        ("boston2025", BOSTON_2025, "road-lamp", "submitted"),
        ("chicago", CHICAGO, "environment-pests", "closed"),
    ],
)
def test_a_file_as_its_city_publishes_it_goes_in_by_the_map_that_ships(
    cast: Cast, tmp_path: Path, name: str, file: tuple[str, str], category: str, state: str
) -> None:
    result = _import(_file(tmp_path, file[1], header=file[0]), map_path(name), place=cast.community.code)
    assert (result["created"], result["rejected"]) == (1, 0)
    case = Case.objects.get()
    assert case.category and (case.category.code, case.state) == (category, state)
    assert list(verify_all()) == []
