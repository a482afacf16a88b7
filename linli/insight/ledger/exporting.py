"""One row a case, streamed. No phone, name or address below the building stands in it unmasked.

A confidential case is not in the ledger, and nothing in the file says whether there is one: who may not know of it
must not learn it from a list, a gap or a count (case description, story 11). Numbers are drawn by lot, so that a
missing one tells nothing either.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Case as Choice
from django.db.models import CharField, F, Q, Value, When
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.cases.domain.redaction import redact
from linli.cases.models import Case, Reporter, Visibility
from linli.core.chunks import chunks
from linli.core.personal import mask_address, mask_name, mask_phone
from linli.core.sheets import SheetColumn, write_sheet
from linli.insight.domain.periods import Period
from linli.insight.selectors import measures
from linli.insight.selectors.scope import Scope, cases
from linli.people.domain import Standing
from linli.places.models import Division, Grid

CHUNK = 1000


def columns() -> list[SheetColumn]:
    """Return the ledger's columns, in order; `_row` gives their values."""
    text = [_("编号"), _("提交时间"), _("类型"), _("类别"), _("小类"), _("紧急程度"), _("社区"), _("社区代码")]
    text += [_("网格"), _("网格代码"), _("小区"), _("楼栋"), _("地址"), _("渠道"), _("标题"), _("内容")]
    text += [_("报事人"), _("电话"), _("状态"), _("层级"), _("承办单位"), _("联系时限"), _("承诺时限"), _("联系时间")]
    text += [_("办结时间"), _("办理结果"), _("答复"), _("是否解决"), _("是否满意"), _("超过时限"), _("重办次数")]
    text += [_("拆分自"), _("并入"), _("评价时间"), _("结案时间")]
    wide = {_("标题"): 30, _("内容"): 60, _("答复"): 60, _("承办单位"): 24, _("提交时间"): 18}
    as_text = {_("编号"), _("社区代码"), _("网格代码"), _("楼栋"), _("地址"), _("电话"), _("拆分自"), _("并入")}
    return [SheetColumn(title, wide.get(title, 14), as_text=title in as_text) for title in text]


def ledger_export(
    target: BinaryIO, place: Division, period: Period, grid: Grid | None = None, *, acting: Standing | None = None
) -> int:
    """Write the ledger of a place as xlsx.

    Args:
        target: a binary file open for writing.
        place: a community or any division above.
        period: cases submitted in it.
        grid: one grid of the place.
        acting: who takes it out; None is the operator's shell.

    Returns:
        How many cases were written.
    """
    notes = [
        [_("说明"), _("内容")],
        [_("范围"), f"{place.name} {grid.name if grid else ''}".strip()],
        [_("时间"), f"{period.first} – {period.last}"],
        [_("隐私"), _("姓名、电话和楼栋以下地址已遮盖；不公开身份的保密事项一律不入台账。")],
    ]
    rows = write_sheet(target, _("台账"), columns(), _rows(place, period, grid), notes=notes, notes_title=_("说明"))
    said: dict[str, Any] = {
        "since": period.first.isoformat(),
        "until": period.last.isoformat(),
        "grid": grid.pk if grid else None,
    }
    with transaction.atomic():
        audit_note("ledger_exported", place, acting, rows=rows, **said)
    return rows


def _rows(place: Division, period: Period, grid: Grid | None) -> Iterator[list[Any]]:
    told = ~Q(merged_into__visibility=Visibility.CONFIDENTIAL)
    found = (
        cases(Scope(place, grid).listed() & measures.within("submitted_at", period))
        .select_related("community", "grid", "building__compound", "category__parent", "channel", "lead")
        .defer("community__outline", "grid__outline", "channel__order", "head")
        .annotate(part_of=F("parent__number"))
        .annotate(
            moved_to=Choice(When(told, then=F("merged_into__number")), default=Value(""), output_field=CharField())
        )
        .order_by("submitted_at", "community_id", "id")
    )
    rows = found.iterator(chunk_size=CHUNK)
    for chunk in chunks(rows, CHUNK):
        reporters = _reporters(chunk)
        for case in chunk:
            yield _row(case, reporters.get((case.community_id, case.id), []))


def _reporters(chunk: list[Case]) -> dict[tuple[int, int], list[Reporter]]:
    """Those who reported these cases; a prefetch over the pair of keys is more than SQLite's parser takes."""
    found: dict[tuple[int, int], list[Reporter]] = {}
    wanted = Reporter.objects.filter(
        community__in={case.community_id for case in chunk}, case_id__in=[case.id for case in chunk], withdrawn_at=None
    )
    for one in wanted:
        found.setdefault((one.community_id, one.case_id), []).append(one)
    return found


def _row(case: Case, reporters: list[Reporter]) -> list[Any]:
    top = case.category.parent if case.category and case.category.parent else case.category
    small = case.category if case.category and case.category.parent else None
    judged = [one for one in reporters if one.evaluated_at is not None]
    judged_at = [_minute(one.evaluated_at) for one in judged]
    building = case.building
    return [
        case.number,
        _minute(case.submitted_at),
        case.get_kind_display(),
        _(top.name) if top else "",
        _(small.name) if small else "",
        case.get_urgency_display(),
        case.community.name,
        case.community.code,
        case.grid.name if case.grid else "",
        case.grid.code if case.grid else "",
        building.compound.name if building and building.compound else "",
        building.name if building else "",
        mask_address(case.address),
        _(case.channel.name),
        redact(case.title),
        redact(case.body),
        "、".join(mask_name(one.name) for one in reporters if one.name),
        "、".join(mask_phone(one.phone) for one in reporters if one.phone),
        case.get_state_display(),
        case.get_level_display(),
        case.lead.name,
        _minute(case.contact_by),
        _minute(case.promised_by),
        _minute(case.contacted_at),
        _minute(case.resolved_at),
        case.get_outcome_display() if case.outcome else "",
        redact(case.answer),
        "、".join(str(one.get_solved_display()) for one in judged),
        "、".join(_("满意") if one.satisfied else _("不满意") for one in judged),
        _("是") if _late(case) else "",
        case.reopens or "",
        case.part_of or "",  # type: ignore[attr-defined]
        case.moved_to or "",  # type: ignore[attr-defined]
        judged_at[0] if len(judged_at) == 1 else "、".join(f"{localtime(at):%Y-%m-%d %H:%M}" for at in judged_at if at),
        _minute(case.closed_at),
    ]


def _late(case: Case) -> bool:
    """As the figures count it: overdue while it was open, or resolved after the promise."""
    if case.overdue_at or case.state not in measures.ANSWERED or not case.resolved_at or not case.promised_by:
        return case.overdue_at is not None
    return case.resolved_at > case.promised_by


def _minute(moment: datetime | None) -> datetime | None:
    return moment.replace(second=0, microsecond=0) if moment else None
