"""Articles out and in as spreadsheets: a trial run, faults by row, and the same list twice changing nothing."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from linli.knowledge.importing import articles_import
from linli.knowledge.models import Article, Version
from tests.cast import Cast
from tests.knowledge.articles import published, written

HEAD = ["问题", "答复", "所需材料", "电话", "出处", "适用范围", "类别", "复核日期", "状态"]
ROW = [
    "居住证怎么办",
    "住满半年可以申领。",
    "身份证\n照片",
    "12345",
    "《居住证暂行条例》第二条",
    "",
    "户籍与证件",
    "2027-05-01",
    "已发布",
]


def sheet(*rows: list[Any], head: list[str] = HEAD) -> io.BytesIO:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def row(**changes: Any) -> list[Any]:
    return [changes.get(name, value) for name, value in zip(HEAD, ROW, strict=True)]


def bring(cast: Cast, who: str, *rows: list[Any], dry_run: bool = False, **kwargs: Any) -> Any:
    return articles_import(sheet(*rows, **kwargs), acting=cast.acting(who).standing, dry_run=dry_run)


def test_a_head_s_list_is_published_and_a_grid_worker_s_becomes_drafts(cast: Cast) -> None:
    result = bring(cast, "community_director", row(), row(问题="另一条", 状态="草稿"))
    assert (result.created, result.rejected) == (2, 0)
    assert sorted(Article.objects.values_list("state", flat=True)) == ["draft", "published"]
    assert Version.objects.get(question="居住证怎么办").documents == "身份证\n照片"
    bring(cast, "grid_worker", row(问题="网格员写的"))
    mine = Version.objects.get(question="网格员写的")
    assert (mine.article.state, mine.owner) == ("draft", cast.organisations["one"])


def test_a_trial_run_counts_and_writes_nothing(cast: Cast) -> None:
    result = bring(cast, "community_director", row(), dry_run=True)
    assert (result.created, Article.objects.count()) == (1, 0)


def test_the_same_list_twice_changes_nothing_and_a_changed_row_makes_a_version(cast: Cast) -> None:
    bring(cast, "community_director", row())
    again = bring(cast, "community_director", row())
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    changed = bring(cast, "community_director", row(答复="住满半年，并有工作或住所。"))
    assert (changed.updated, Version.objects.count()) == (1, 2)
    assert Article.objects.get().shown.answer == "住满半年，并有工作或住所。"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"答复": ""}, "答复"),
        ({"出处": ""}, "出处"),
        ({"类别": "没有这一类"}, "类别"),
        ({"适用范围": "钢花社区"}, "适用范围"),
        ({"适用范围": "工人村街"}, "问题"),
        ({"复核日期": "明年"}, "复核日期"),
        ({"状态": "不知道"}, "状态"),
        ({"问题": "长" * 200}, "问题"),
    ],
)
def test_a_row_that_cannot_be_taken_is_listed_with_why_and_the_others_are_taken(
    cast: Cast, changes: dict[str, str], column: str
) -> None:
    result = bring(cast, "community_director", row(**changes), row(问题="没有问题的一行"))
    assert (result.created, result.rejected) == (1, 1)
    assert [(error.row, error.column) for error in result.errors][:1] == [(2, column)]
    assert list(Version.objects.values_list("question", flat=True)) == ["没有问题的一行"]


def test_two_rows_that_ask_the_same_and_answer_otherwise_are_not_both_taken(cast: Cast) -> None:
    result = bring(cast, "community_director", row(), row(答复="另一个说法"))
    assert (result.created, result.rejected, Version.objects.count()) == (1, 1, 1)


def test_nobody_brings_in_what_they_could_not_write(cast: Cast) -> None:
    for who in ("next_grid_worker", "other_community_director", "water_contact"):
        article = written(cast, "grid_worker", owner="one", question=f"网格一的{who}")
        head = ["编号", *HEAD]
        result = bring(cast, who, [article.pk, *row(问题="改掉它", 适用范围=cast.community.code)], head=head)
        assert result.rejected == 1, who
        assert Version.objects.get(article=article).question.startswith("网格一的")


def test_what_went_out_comes_in_again_unchanged(cast: Cast) -> None:
    published(cast, answer="=HYPERLINK(1)\n第二行")
    written(cast, question="只是草稿")
    director = cast.client("community_director")
    content = b"".join(director.get("/staff/knowledge/export/").streaming_content)  # type: ignore[attr-defined]
    cells = [list(cells) for cells in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    assert len(cells) == 3 and cells[1][2].startswith("'="), "no cell is taken for a formula"
    file = SimpleUploadedFile("knowledge.xlsx", content)
    page = director.post("/staff/knowledge/import/", {"file": file})
    assert page.context["result"].unchanged == 2
    assert Version.objects.count() == 2


def test_the_page_checks_first_and_says_what_is_wrong(cast: Cast) -> None:
    worker = cast.client("grid_worker")
    bad = SimpleUploadedFile("a.xlsx", sheet(row(出处="")).getvalue())
    page = worker.post("/staff/knowledge/import/", {"file": bad, "dry_run": "1"}).content.decode()
    assert "什么也没有写入" in page and "出处" in page
    assert worker.post("/staff/knowledge/import/", {}).status_code == 422
    no_sheet = SimpleUploadedFile("a.xlsx", b"PK\x03\x04nothing")
    assert worker.post("/staff/knowledge/import/", {"file": no_sheet}).status_code == 422


def test_the_template_has_the_columns_that_are_read_and_the_categories(cast: Cast) -> None:
    answer = cast.client("grid_worker").get("/staff/knowledge/template/")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    titles = [str(cell.value).rstrip("*") for cell in book.active[1]]
    assert set(HEAD) <= set(titles)
    notes = "".join(str(cell.value) for cells in book.worksheets[1].iter_rows() for cell in cells)
    assert "退休与养老金" in notes
