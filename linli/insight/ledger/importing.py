"""Requests from a ledger: each row becomes a case at its own time, once, however often the file is read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from linli.cases.models import Case, Event
from linli.cases.services import Acting, Draft, case_submit
from linli.catalog.models import Category
from linli.core import clock
from linli.core.errors import LinliError
from linli.insight.ledger.placing import Places
from linli.insight.ledger.reading import category_names, columns
from linli.insight.policies import may_add
from linli.places.importing.columns import Column, header_key
from linli.places.importing.results import CellFault, ImportResult, RowError
from linli.places.importing.sheets import SheetRow, read_sheet
from linli.places.models import Division, Grid

ENDED = {"已办结", "已结案", "办结", "结案", "完成", "已完成", "resolved", "closed", "done"}


def ledger_import(
    file: BinaryIO,
    *,
    acting: Acting | None = None,
    place: Division | None = None,
    grid: Grid | None = None,
    dry_run: bool = False,
) -> ImportResult:
    """Read a ledger and submit its rows.

    Args:
        file: xlsx or csv; columns in any order and under many names, see `reading.columns`.
        acting: who enters it, limited to their own territory; None for the operator's shell, limited to nothing.
        place: where the ledger comes from; rows that name no community are of this one.
        grid: likewise for rows that name no grid.
        dry_run: find every fault and count, write nothing.

    Returns:
        Counts (`unchanged`: known already) and, row by row, what was not taken and why.

    Raises:
        Invalid: it is no spreadsheet, or has no column of content.
    """
    return _Import(acting, place, grid, dry_run).run(file)


class _Import:
    def __init__(self, acting: Acting | None, place: Division | None, grid: Grid | None, dry_run: bool) -> None:
        self.acting = acting
        self.places = Places(place, grid)
        self.columns = columns()
        self.titles = {column.key: str(column.title) for column in self.columns}
        self.categories = category_names()
        self.result = ImportResult("ledger", dry_run=dry_run)
        self.seen: set[str] = set()
        self.ended = 0

    def run(self, file: BinaryIO) -> ImportResult:
        table = read_sheet(file, self.columns)
        self.result.header = table.header
        known = [column for column in self.columns if column.key in table.found]
        for row in table.rows:
            self.result.read += 1
            self._take(row, known)
        if table.ignored:
            self.result.warnings.append(_("没有用到这些列：%(columns)s。") % {"columns": "、".join(table.ignored[:20])})
        if self.ended:
            self.result.warnings.append(
                _("有 %(count)s 行在原台账中已经办结；导入后从“已提交”开始，时限照原来的时间计算。")
                % {"count": self.ended}
            )
        return self.result

    def _take(self, row: SheetRow, known: list[Column]) -> None:
        values, errors = self._read(row, known)
        if errors:
            self.result.reject(row.number, row.cells, errors)
            return
        try:
            draft = self._draft(values)
            self._submit(values, draft)
        except CellFault as fault:
            self.result.reject(row.number, row.cells, [self._error(row, fault.column, fault.message, fault.remedy)])
        except LinliError as error:
            column = {"phone": "reporter_phone"}.get(next(iter(error.fields), ""), next(iter(error.fields), ""))
            self.result.reject(row.number, row.cells, [self._error(row, column, error.message, "")])

    def _read(self, row: SheetRow, known: list[Column]) -> tuple[dict[str, Any], list[RowError]]:
        values: dict[str, Any] = {}
        errors = []
        for column in known:
            try:
                values[column.key] = column.parse(row.values[column.key])
            except CellFault as fault:
                errors.append(self._error(row, column.key, fault.message, fault.remedy))
        return values, errors

    def _error(self, row: SheetRow, column: str, message: str, remedy: str) -> RowError:
        value = str(row.values.get(column, ""))[:60]
        return RowError(row.number, self.titles.get(column, ""), value, message, remedy)

    def _draft(self, row: dict[str, Any]) -> Draft:
        located = self.places.located(row)
        if self.acting is not None and not may_add(self.acting.standing, located.community, located.grid):
            raise CellFault(_("这里不在您的辖区内。"), _("请由当地工作人员导入。"), "community")
        category = self._category(row)
        return Draft(
            body=row["body"],
            title=row.get("title") or "",
            kind=row.get("kind") or "help",
            category_id=category.pk if category else None,
            urgency=row.get("urgency") or "",
            located=located,
            address=row.get("address") or "",
            channel=row.get("channel") or "desk",
            reporter_phone=row.get("reporter_phone") or "",
            reporter_name=row.get("reporter_name") or "",
            foreign_id=row.get("number") or "",
        )

    def _category(self, row: dict[str, Any]) -> Category | None:
        top = None
        for key in ("category", "subcategory"):
            if not (name := row.get(key)):
                continue
            found = self.categories.get(header_key(name), [])
            inside = [one for one in found if top and one.parent_id == top.pk] or found
            if not inside:
                raise CellFault(_("没有这个类别。"), _("请按模板“说明”页中的名称填写，或留空由系统判断。"), key)
            top = inside[0]
        return top

    def _submit(self, row: dict[str, Any], draft: Draft) -> None:
        assert draft.located is not None
        community_id, at = draft.located.community.pk, row.get("submitted_at")
        if self._ours(community_id, draft.foreign_id, at):
            self.result.unchanged += 1
            return
        key = _key(community_id, draft, at)
        known = key in self.seen or Event.objects.filter(community_id=community_id, key=key).exists()
        if draft.foreign_id and not known:
            known = Case.objects.filter(
                community_id=community_id, channel__code=draft.channel, foreign_id=draft.foreign_id
            ).exists()
        self.seen.add(key)
        if known:
            self.result.unchanged += 1
            return
        if not self.result.dry_run:
            with clock.at(at or clock.now()):
                submitted = case_submit(draft, acting=replace(self.acting or Acting(), channel=draft.channel), key=key)
            if not submitted.created:
                self.result.unchanged += 1
                return
        self.result.created += 1
        self.ended += header_key(row.get("state") or "") in ENDED

    def _ours(self, community_id: int, number: str, at: Any) -> bool:
        """Whether the row is a case of this very house: its number, submitted in that minute (as exported)."""
        if not number or at is None:
            return False
        found = (
            Case.objects.filter(community_id=community_id, number=number).values_list("submitted_at", flat=True).first()
        )
        return found is not None and abs((found - at).total_seconds()) < 60


def _key(community_id: int, draft: Draft, at: Any) -> str:
    """One key a row: by its number in the ledger it comes from, else by what it says."""
    place = draft.located.grid.pk if draft.located and draft.located.grid else ""
    content = draft.foreign_id or f"{at}|{place}|{draft.address}|{draft.reporter_phone}|{draft.body}"
    whole = f"{community_id}|{draft.channel}|{bool(draft.foreign_id)}|{content}"
    return "ledger:" + hashlib.sha256(whole.encode()).hexdigest()[:48]
