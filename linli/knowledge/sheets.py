"""Articles as a spreadsheet: the columns of the list, the empty template, and the list itself."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.audit.services import audit_note, widest
from linli.catalog.selectors import category_options
from linli.core.sheets import SheetColumn, write_sheet
from linli.knowledge.domain.content import MOST
from linli.knowledge.models import Article, State
from linli.knowledge.selectors import articles_for_staff
from linli.knowledge.words import FIELDS
from linli.people.domain import Standing
from linli.places.importing.columns import Column, count, day, one_of, prose, text
from linli.places.importing.templates import write_template_of

MOST_NUMBER = 2**31


def _state(value: Any) -> str:
    parsed: str = one_of(State.choices)(value)
    return parsed


COLUMNS = (
    Column(
        "number",
        gettext_lazy("编号"),
        count(MOST_NUMBER),
        ("知识编号", "id"),
        note=gettext_lazy("导出时带上的编号，填了就更新那一条；新写的留空"),
    ),
    Column("question", FIELDS["question"], text(MOST["question"]), ("标题", "事项"), required=True),
    Column("answer", FIELDS["answer"], prose(MOST["answer"]), ("答案", "内容", "办理说明"), required=True),
    Column(
        "documents",
        FIELDS["documents"],
        prose(MOST["documents"]),
        ("材料", "申请材料", "办理材料"),
        note=gettext_lazy("一行一样"),
    ),
    Column("phone", FIELDS["phone"], text(MOST["phone"]), ("咨询电话", "联系电话"), example="12333"),
    Column(
        "source",
        FIELDS["source"],
        text(MOST["source"]),
        ("依据", "政策依据", "来源"),
        required=True,
        note=gettext_lazy("法规或文件名和条款，或者由谁答复"),
    ),
    Column("source_url", FIELDS["source_url"], text(MOST["source_url"]), ("网址", "链接")),
    Column(
        "place",
        FIELDS["place_id"],
        text(80),
        ("适用范围代码", "地区", "社区"),
        note=gettext_lazy("区划名称或 12 位代码；留空为您所在的社区或单位所在地"),
        example="420107005008",
    ),
    Column("category", FIELDS["category_id"], text(60), ("小类", "分类"), required=True),
    Column(
        "valid_from", FIELDS["valid_from"], day, ("生效日期",), note=gettext_lazy("留空为今天"), example="2026-01-01"
    ),
    Column("valid_to", FIELDS["valid_to"], day, ("失效日期",), note=gettext_lazy("留空为长期")),
    Column("review_on", FIELDS["review_on"], day, note=gettext_lazy("留空为一年以后")),
    Column("owner", FIELDS["owner_id"], text(80), ("责任单位",), note=gettext_lazy("留空为您的单位")),
    Column(
        "state",
        gettext_lazy("状态"),
        _state,
        note=gettext_lazy("写“已发布”而您可以发布的直接发布，其余为草稿"),
        choices=tuple(State.values),
    ),
)


def template_write(target: BinaryIO) -> None:
    """Write the empty list, with the names of the categories behind it."""
    categories = [(name, "、".join(words for _pk, words in below)) for name, below in category_options()]
    write_template_of(
        _("知识"), COLUMNS, target, further=[[_("类别"), "", f"{top}：{below}", ""] for top, below in categories]
    )


def articles_export(target: BinaryIO, standing: Standing) -> int:
    """Write the articles that somebody may see as they would come in again; return how many."""
    widths = {"question": 40, "answer": 60, "documents": 40, "source": 40}
    columns = [SheetColumn(str(column.title), widths.get(column.key, 16)) for column in COLUMNS]
    found = articles_for_staff(standing).order_by("pk")
    with transaction.atomic():
        rows = write_sheet(target, _("知识"), columns, map(_row, found.iterator(chunk_size=500)))
        audit_note("articles_exported", widest(standing), standing, rows=rows)
    return rows


def _row(article: Article) -> list[Any]:
    version = article.latest
    assert version is not None
    return [
        article.pk,
        version.question,
        version.answer,
        version.documents,
        version.phone,
        version.source,
        version.source_url,
        version.place.code,
        _(version.category.name),
        version.valid_from,
        version.valid_to,
        version.review_on,
        version.owner.name,
        article.get_state_display(),
    ]
