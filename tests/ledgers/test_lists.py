"""Ledgers come in checked, confirmed, chunk by chunk; go out masked; and what nobody changed changes nothing."""

from __future__ import annotations

import io
import threading
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from linli.audit.models import Note
from linli.audit.verify import verify_log
from linli.core import clock, personal
from linli.core.errors import Changed
from linli.ledgers.models import Chunk, Look, State, Upload
from linli.ledgers.services import uploads
from linli.ledgers.services.chunks import unpacked
from linli.ledgers.services.exporting import bad_rows_write, ledger_write, template_write
from linli.ledgers.services.reading import CHUNK
from linli.people.models import Account, Organisation, Post
from linli.people.selectors import standing_of
from linli.people.services import post_deputise, post_start
from linli.places.models import Household, Neighbourhood
from linli.privacy.holdings import HOLDINGS, SWEEPERS
from tests.cast import Cast, build
from tests.ledgers.lists import cells, checked, ledger_of, sheet, taken, work

LEADERS = ["网格", "岗位", "姓名", "手机号码", "上岗日期", "结束日期", "公开承诺"]
DOORS = ["门牌号", "单元", "楼栋", "小区", "片", "组", "邻"]


def door(number: str, *path: str, unit: str = "1单元") -> list[Any]:
    return [number, unit, "1栋", "青和居小区", *(path or ("", "", ""))]


def out(cast: Cast, name: str, *, clear: bool = False, who: str = "community_director") -> bytes:
    target = io.BytesIO()
    ledger_write(ledger_of(cast, name, who), target, clear=clear)
    return target.getvalue()


# --- households ---------------------------------------------------------------------------------------------------


def test_households_come_in_with_their_neighbourhood_and_a_second_time_nothing_changes(cast: Cast) -> None:
    rows = [DOORS, door("101", "一片", "一组", "一邻"), door("102", "一片", "一组", "二邻"), door("201")]
    first = checked(cast, "households", *rows)
    assert first.found == {"new": 3}
    assert Household.objects.count() == 0
    assert Neighbourhood.objects.count() == 0
    assert taken(cast, "households", *rows).taken == {"new": 3}
    names = dict(Household.objects.values_list("door", "neighbourhood__name"))
    assert names == {"101": "一邻", "102": "二邻", "201": None}
    assert Neighbourhood.objects.count() == 4
    assert taken(cast, "households", *rows).taken == {"same": 3}
    moved = [DOORS, door("102", "一片", "一组", "一邻"), door("101"), door("201", "一片", "一组", "三邻")]
    assert taken(cast, "households", *moved).taken == {"changed": 2, "same": 1}
    assert dict(Household.objects.values_list("door", "neighbourhood__name")) == {
        "101": "一邻",
        "102": "一邻",
        "201": "三邻",
    }


def test_what_went_out_comes_in_again_and_changes_nothing(cast: Cast) -> None:
    taken(cast, "households", DOORS, door("101", "一片", "一组", "一邻"), door("102"))
    taken(cast, "units", ["单位类别", "单位名称", "负责什么"], ["社会组织", "邻里互助社", "@SUM(1)"])
    resources = ["资源类别", "资源名称", "提供者", "联系人", "联系电话", "联系人已同意"]
    taken(cast, "resources", resources, ["场地", "活动室", "安居物业", "王五", "19912345678", "是"])
    for name, count in (("households", 2), ("units", 2), ("resources", 1), ("leaders", 3)):
        upload = uploads.upload_begin(
            ledger_of(cast, name), "again.xlsx", out(cast, name), account_id=cast.community_director.pk
        )
        assert work(upload).found == {"same": count}, name
    assert next(row for row in cells(out(cast, "units")) if "邻里互助社" in row)[3] == "'@SUM(1)"


def test_rows_that_are_wrong_come_back_with_why_and_are_sent_again_mended(cast: Cast) -> None:
    rows = [
        DOORS,
        door("101"),
        door("102", unit="9单元"),
        door("103", "一片", "", ""),
        door("101", "一片", "一组", "甲"),
    ]
    upload = taken(cast, "households", *rows)
    assert upload.taken == {"new": 1, "refused": 3}
    target = io.BytesIO()
    bad_rows_write(ledger_of(cast, "households"), upload, target)
    wrong = cells(target.getvalue())
    assert wrong[0] == [*DOORS, "原行号", "错误"]
    assert [row[7] for row in wrong[1:]] == [3, 4, 5]
    assert "没有这个单元" in wrong[1][8]
    assert "片、组、邻没有填全" in wrong[2][8]
    assert "与第 2 行是同一个" in wrong[3][8]
    mended = [row[:9] for row in wrong]
    mended[1][1], mended[2][5], mended[2][6] = "1单元", "一组", "乙"
    again = taken(cast, "households", *mended)
    assert again.warnings == []
    assert again.taken == {"new": 2, "changed": 1}


def test_a_template_has_drop_downs_and_long_ones_point_to_a_hidden_sheet(cast: Cast) -> None:
    paths = [Neighbourhood(community=cast.community, kind="area", name=f"第{n}片区的名字长一些") for n in range(60)]
    Neighbourhood.objects.bulk_create(paths)
    target = io.BytesIO()
    template_write(ledger_of(cast, "leaders"), target)
    book = load_workbook(target)
    rules = {str(one.sqref).split("2:")[0]: one.formula1 for one in book.worksheets[0].data_validations.dataValidation}
    assert rules["B"] == '"第1网格,第2网格"'
    assert "邻长" in rules["C"]
    assert rules["F"] == "lists!$A$1:$A$60"
    assert book["lists"].sheet_state == "hidden"
    assert book["lists"]["A60"].value == "第59片区的名字长一些"


# --- leaders ------------------------------------------------------------------------------------------------------


def leader(**more: Any) -> list[Any]:
    told = {
        "网格": "第1网格",
        "岗位": "邻长",
        "姓名": "郭靖",
        "手机号码": "19900008888",
        "上岗日期": "2026-01-01",
        "结束日期": "",
        "公开承诺": "有事找我",
    }
    return [{**told, **more}[name] for name in LEADERS]


def test_leaders_come_in_once_and_their_account_with_them(cast: Cast) -> None:
    known = Account.objects.create(phone="19900007777", phone_index=personal.blind("19900007777"))
    rows = [LEADERS, leader(), leader(岗位="片长", 手机号码="199 0000 7777", 姓名="黄蓉")]
    assert taken(cast, "leaders", *rows).taken == {"new": 2}
    known.refresh_from_db()
    assert known.name == "黄蓉"
    post = Post.objects.get(public_name="郭靖")
    assert (post.account.phone, post.organisation, post.promise) == (
        "19900008888",
        cast.organisations["one"],
        "有事找我",
    )
    assert timezone.localdate(post.starts_at) == date(2026, 1, 1)
    assert taken(cast, "leaders", *rows).taken == {"same": 2}
    assert standing_of(post.account).is_staff


def test_of_a_leader_who_is_there_only_what_is_posted_and_an_end_can_change(cast: Cast) -> None:
    taken(cast, "leaders", LEADERS, leader())
    last = clock.today() + timedelta(days=10)
    changed = taken(cast, "leaders", LEADERS, leader(公开承诺="一天内回话", 结束日期=str(last)))
    assert changed.taken == {"changed": 1}
    post = Post.objects.get(public_name="郭靖")
    assert post.promise == "一天内回话"
    assert post.ends_at is not None
    assert timezone.localtime(post.ends_at).date() == last + timedelta(days=1)
    assert taken(cast, "leaders", LEADERS, leader(公开承诺="一天内回话", 结束日期=last)).taken == {"same": 1}
    for wrong in ({"姓名": "杨过"}, {"上岗日期": "2026-02-01"}, {"结束日期": str(last + timedelta(days=5))}):
        assert checked(cast, "leaders", LEADERS, leader(**wrong)).found == {"refused": 1}, wrong


def test_posts_from_a_ledger_keep_the_rules_of_posts(cast: Cast) -> None:
    own = cast.posts["community_director"]
    post_start(
        organisation=cast.organisations["one"],
        kind="neighbour_leader",
        account=cast.resident,
        public_name="王秀兰",
    )
    worker = cast.posts["grid_worker"]
    moment = clock.now()
    post_deputise(
        worker,
        account=cast.neighbour,
        public_name="李建国",
        starts_at=moment,
        ends_at=moment + timedelta(days=3),
    )
    rows = [
        LEADERS,
        leader(岗位="物业管家"),
        leader(手机号码="12345"),
        leader(网格="第9网格"),
        leader(姓名=""),
        leader(结束日期="2025-12-31"),
        leader(岗位="网格员", 姓名="李建国", 手机号码=cast.neighbour.phone, 上岗日期=""),
        leader(姓名="王秀兰", 手机号码=cast.resident.phone, 上岗日期="2026-03-01"),
        leader(手机号码="19900006666", 上岗日期="2026-01-01"),
        leader(手机号码="19900006666", 上岗日期="2026-03-01"),
    ]
    upload = checked(cast, "leaders", *rows)
    assert upload.found == {"refused": 8, "new": 1}
    words = [error.message for row in unpacked(Chunk.objects.get(upload=upload).content) for error in row.errors]
    for said in ("没有这一项", "11位手机号码", "没有这个网格", "没有填写", "结束时间早于", "已经任此岗位"):
        assert any(said in word for word in words), said
    assert own.ends_at is None


def test_phones_go_out_masked_and_a_masked_row_is_known_by_its_number(cast: Cast) -> None:
    rows = cells(out(cast, "leaders"))
    assert [row[4] for row in rows[1:] if row[3] == "陈晓燕"] == ["199****0003"]
    worker = next(row for row in rows if row[3] == "陈晓燕")
    worker[9] = "随叫随到"
    assert taken(cast, "leaders", rows[0], worker).taken == {"changed": 1}
    worker[4] = "199****9999"
    assert checked(cast, "leaders", rows[0], worker).found == {"refused": 1}
    worker[0] = ""
    assert checked(cast, "leaders", rows[0], worker).found == {"refused": 1}
    assert "19900000003" in str(cells(out(cast, "leaders", clear=True)))


# --- units --------------------------------------------------------------------------------------------------------


def test_a_day_without_end_as_lists_write_it_is_said_so_and_the_rest_goes_in(cast: Cast) -> None:
    rows = [leader(手机号码="13900009991"), leader(手机号码="13900009992", 结束日期="9999-12-31")]
    upload = taken(cast, "leaders", LEADERS, *rows)
    assert (upload.taken, upload.fault) == ({"new": 1, "refused": 1}, "")


def test_units_are_added_corrected_and_opened_again(cast: Cast) -> None:
    header = ["单位类别", "单位名称", "负责什么", "办公电话", "网格"]
    rows = [header, ["物业公司", "安居物业", "电梯", "", ""], ["社会组织", "互助社", "送餐", "027-1", "第2网格"]]
    assert taken(cast, "units", *rows).taken == {"changed": 1, "new": 1}
    made = Organisation.objects.get(name="互助社")
    assert (made.within, made.parent, made.level) == (cast.grids["two"], cast.organisations["community"], 2)
    kept = Organisation.objects.get(name="安居物业")
    assert (kept.duties, kept.phone) == ("电梯", "027-86000000")
    assert taken(cast, "units", *rows).taken == {"same": 2}
    Organisation.objects.filter(pk=made.pk).update(active=False)
    assert taken(cast, "units", *rows).taken == {"same": 1, "changed": 1}
    made.refresh_from_db()
    assert made.active
    assert checked(cast, "units", header, ["社区", "别的", "", "", ""]).found == {"refused": 1}


# --- who may ------------------------------------------------------------------------------------------------------


def address(cast: Cast, name: str, ledger: str = "leaders", place: str = "community", *more: Any) -> str:
    return reverse(f"ledgers:{name}", args=[cast.places[place].code, ledger, *more])


@pytest.mark.parametrize("who", ["other_community_director", "former_grid_worker", "building_leader", "neighbour"])
def test_nobody_from_elsewhere_takes_a_ledger_or_brings_one_in(cast: Cast, who: str) -> None:
    client = cast.client(who)
    assert client.get(address(cast, "export")).status_code == 403
    assert client.post(address(cast, "export"), {"why": "想看看"}).status_code == 403
    assert client.get(address(cast, "ledger")).status_code == 403
    file = io.BytesIO(sheet(LEADERS, leader()))
    file.name = "名单.xlsx"
    assert client.post(address(cast, "import"), {"file": file}).status_code == 403
    assert not Upload.objects.exists()
    assert not Look.objects.exists()


def test_an_officer_reads_masked_and_brings_nothing_in_a_grid_worker_their_own_grid(cast: Cast) -> None:
    officer = cast.client("community_officer")
    assert officer.get(address(cast, "export")).status_code == 200
    assert officer.post(address(cast, "export"), {"why": "核对名单"}).status_code == 403
    assert officer.get(address(cast, "template")).status_code == 403
    worker = cast.client("grid_worker")
    assert worker.get(address(cast, "export")).status_code == 403
    own = reverse("ledgers:export", args=[cast.grids["one"].code, "leaders"])
    rows = cells(b"".join(worker.get(own).streaming_content))
    assert {row[1] for row in rows[1:]} == {"第1网格"}
    assert worker.get(own.replace(cast.grids["one"].code, cast.grids["two"].code)).status_code == 403


def test_whoever_has_numbers_shown_is_recorded_and_the_person_reads_it(cast: Cast) -> None:
    client = cast.client("community_director")
    assert client.post(address(cast, "export"), {"why": ""}).status_code == 422
    assert not Look.objects.exists()
    answer = client.post(address(cast, "export"), {"why": "核对通讯录"})
    assert "19900000003" in str(cells(b"".join(answer.streaming_content)))
    look = Look.objects.get()
    assert (look.account, look.rows, look.why) == (cast.community_director, 3, "核对通讯录")
    readings = list(HOLDINGS["resources"].readings(cast.grid_worker))
    assert [(one.who, one.why) for one in readings] == [("青和居社区居委会", "核对通讯录")]
    assert list(HOLDINGS["resources"].readings(cast.other_community_director)) == []
    assert list(HOLDINGS["resources"].readings(cast.former_grid_worker)) == []


def test_a_row_of_another_community_is_refused_and_a_post_that_ended_takes_the_right_along(cast: Cast) -> None:
    header, row = [*LEADERS, "社区"], [*leader(), cast.places["other_community"].code]
    assert checked(cast, "leaders", header, row).found == {"refused": 1}
    upload = checked(cast, "leaders", LEADERS, leader())
    Post.objects.filter(pk=cast.posts["community_director"].pk).update(ends_at=clock.now())
    uploads.upload_confirm(upload)
    upload = work(upload)
    assert upload.state == State.FAILED
    assert "不能导入" in upload.fault
    assert not Post.objects.filter(public_name="郭靖").exists()


def noted(deed: str) -> list[tuple[int | None, dict[str, Any]]]:
    rows = Note.objects.filter(deed=deed).order_by("seq")
    return [(row.account_id, row.facts) for row in rows]


def test_a_list_leaves_a_line_each_time_somebody_decides_and_one_for_all_its_rows(cast: Cast) -> None:
    who = cast.community_director.pk
    taken(cast, "leaders", LEADERS, leader(), leader(姓名="黄蓉", 手机号码="19900012222"), leader(网格="第9网格"))
    assert noted("list_sent") == [(who, {"ledger": "leaders"})]
    assert noted("list_confirmed") == [(who, {"ledger": "leaders", "rows": 3})]
    assert noted("list_imported") == [(who, {"ledger": "leaders", "created": 2, "updated": 0, "rejected": 1})]
    upload = checked(cast, "leaders", LEADERS, leader(姓名="杨过", 手机号码="19900013333"))
    Post.objects.filter(pk=cast.posts["community_director"].pk).update(ends_at=clock.now())
    uploads.upload_confirm(upload)
    assert work(upload).state == State.FAILED
    assert noted("list_stopped") == [(who, {"ledger": "leaders", "created": 0, "updated": 0, "rejected": 0})]
    assert list(verify_log()) == []


def test_taking_a_ledger_out_is_a_line_with_how_many_rows_and_whether_they_were_masked(cast: Cast) -> None:
    client = cast.client("community_director")
    client.get(address(cast, "export"))
    client.post(address(cast, "export"), {"why": ""})
    client.post(address(cast, "export"), {"why": "核对通讯录"})
    plain = {"ledger": "leaders", "rows": 3}
    assert [facts for _who, facts in noted("list_exported")] == [plain | {"clear": False}, plain | {"clear": True}]


# --- on its way ---------------------------------------------------------------------------------------------------


def many(count: int) -> list[list[Any]]:
    return [DOORS, *(door(f"{number}") for number in range(count))]


def test_a_worker_that_is_killed_leaves_whole_chunks_and_the_next_goes_on(cast: Cast, monkeypatch: Any) -> None:
    upload = checked(cast, "households", *many(2 * CHUNK + 10))
    assert upload.found == {"new": 2 * CHUNK + 10}
    uploads.upload_confirm(upload)
    written = uploads.rows_go

    def killed(ledger: Any, rows: Any, *, write: bool) -> Any:
        counts = written(ledger, rows, write=write)
        if Household.objects.count() > CHUNK:
            raise KeyboardInterrupt
        return counts

    monkeypatch.setattr(uploads, "rows_go", killed)
    with pytest.raises(KeyboardInterrupt):
        uploads.upload_advance(upload.pk)
    monkeypatch.undo()
    assert Household.objects.count() == CHUNK
    assert not uploads.upload_advance(upload.pk)  # its claim is fresh: whoever has it may still be at it
    assert uploads.uploads_resume() == 0
    later = clock.now() + timedelta(minutes=2)
    with clock.at(later):
        assert uploads.uploads_resume() == 1
        assert uploads.uploads_resume() == 0
        upload = work(upload)
    assert upload.state == State.DONE
    assert upload.taken == {"new": 2 * CHUNK + 10}
    assert Household.objects.count() == 2 * CHUNK + 10


def test_a_list_gives_way_to_other_work_and_shows_how_far_it_is(cast: Cast) -> None:
    upload = uploads.upload_begin(
        ledger_of(cast, "households"),
        "户.xlsx",
        sheet(*many(CHUNK + 10)),
        account_id=cast.community_director.pk,
    )
    client, page = cast.client("community_director"), address(cast, "upload", "households", "community", upload.pk)
    said = client.get(page).content.decode()
    assert "<progress" in said
    assert 'http-equiv="refresh"' in said
    assert uploads.upload_advance(upload.pk, 0)
    assert f"0 / {CHUNK + 10} 行" in client.get(page).content.decode()
    upload = work(upload)
    said = client.get(page).content.decode()
    assert 'http-equiv="refresh"' not in said
    assert "还没有写入任何内容" in said
    client.post(address(cast, "take", "households", "community", upload.pk))
    client.post(address(cast, "take", "households", "community", upload.pk))
    assert work(upload).state == State.DONE
    assert Household.objects.count() == CHUNK + 10


def test_a_list_can_be_stopped_and_what_was_taken_stays(cast: Cast) -> None:
    upload = checked(cast, "households", *many(CHUNK + 10))
    uploads.upload_confirm(upload)
    assert uploads.upload_advance(upload.pk, 0)
    client = cast.client("community_director")
    client.post(address(cast, "cancel", "households", "community", upload.pk))
    upload = work(upload)
    assert upload.state == State.CANCELLED
    assert Household.objects.count() == 0
    with pytest.raises(Changed):
        uploads.upload_confirm(upload)
    with pytest.raises(Changed):
        uploads.upload_cancel(upload)


def test_a_list_is_its_senders_alone_is_sealed_and_goes_after_a_day(cast: Cast) -> None:
    upload = checked(cast, "leaders", LEADERS, leader())
    page = address(cast, "upload", "leaders", "community", upload.pk)
    assert cast.client("community_director").get(page).status_code == 200
    assert cast.client("street_director").get(page).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM ledgers_chunk")
        assert "郭靖".encode() not in bytes(cursor.fetchone()[0])
        cursor.execute("SELECT content FROM ledgers_upload")
        assert bytes(cursor.fetchone()[0]) == b""
    assert SWEEPERS["ledger_uploads"](10) == 0
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assert SWEEPERS["ledger_uploads"](10) == 1
    assert not Chunk.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xd0\xcf\x11\xe0", "旧版 xls"), (sheet(["甲", "乙"]), "没有找到表头"), (sheet(LEADERS), "没有内容")],
)
def test_a_file_that_is_no_such_list_is_said_so(cast: Cast, content: bytes, said: str) -> None:
    who = cast.community_director.pk
    upload = work(uploads.upload_begin(ledger_of(cast, "leaders"), "坏.xlsx", content, account_id=who))
    assert upload.state == State.FAILED
    assert said in upload.fault
    page = cast.client("community_director").get(address(cast, "upload", "leaders", "community", upload.pk))
    assert said in page.content.decode()


# --- the command, and two at once -----------------------------------------------------------------------------------


def test_the_command_takes_the_same_lists(cast: Cast, tmp_path: Path, capsys: Any) -> None:
    file, bad, code = tmp_path / "骨干.xlsx", tmp_path / "bad.xlsx", cast.community.code
    file.write_bytes(sheet(LEADERS, leader(), leader(网格="第9网格")))
    with pytest.raises(CommandError, match="1 of 2 rows"):
        call_command("import", "leaders", str(file), community=code, dry_run=True)
    assert not Post.objects.filter(public_name="郭靖").exists()
    with pytest.raises(CommandError, match="1 of 2 rows"):
        call_command("import", "leaders", str(file), community=code, errors=bad)
    assert "1 new, 0 changed, 0 same, 1 refused" in capsys.readouterr().out
    assert Post.objects.filter(public_name="郭靖").count() == 1
    assert "没有这个网格" in str(cells(bad.read_bytes()))
    with pytest.raises(CommandError, match="--community"):
        call_command("import", "units", str(file))
    call_command("import", "resources", community=code, template=tmp_path / "t.xlsx")
    assert "资源名称*" in cells((tmp_path / "t.xlsx").read_bytes())[0]


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_people_at_once_do_not_hurt_each_other() -> None:
    cast = build()
    head = [LEADERS]
    rows = [leader(姓名=f"张{n}", 手机号码=f"1990001{n:04d}") for n in range(300)]
    sent = []
    for some in (rows, rows[::-1]):
        upload = checked(cast, "leaders", *head, *some)
        uploads.upload_confirm(upload)
        sent.append(upload.pk)

    def go(pk: int) -> None:
        try:
            while uploads.upload_advance(pk):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[pk]) for pk in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    both = Counter[str]()
    for upload in Upload.objects.filter(pk__in=sent):
        assert upload.state == State.DONE, upload.fault
        both.update(upload.taken)
    assert both == {"new": 300, "same": 300}
    assert Post.objects.filter(public_name__startswith="张", kind="neighbour_leader").count() == 300
