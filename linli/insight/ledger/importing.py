"""Requests from a ledger: each row becomes a case at its own time, once, however often the file is read.

What was answered when the ledger was written comes in with its course, so that nobody does it again (`history`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.cases.models import Case, Event, State
from linli.cases.services import Acting, Draft, case_submit
from linli.catalog.models import Category, Urgency
from linli.catalog.names import category_names
from linli.catalog.selectors import rules_for, suggest_category
from linli.core import clock
from linli.core.batch import batch
from linli.core.errors import LinliError
from linli.insight.ledger.course import Course, course_of
from linli.insight.ledger.history import Player
from linli.insight.ledger.placing import Places
from linli.insight.ledger.reading import columns
from linli.insight.policies import may_add
from linli.places.importing.columns import Column, header_key
from linli.places.importing.results import CellFault, ImportResult, RowError
from linli.places.importing.sheets import SheetRow, read_sheet
from linli.places.models import Division, Grid


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
        Counts (`unchanged`: known already) and, row by row, what was not taken and why; among the warnings, how many
        rows are still open though their promise is past: the next sweep raises them all.

    Raises:
        Invalid: it is no spreadsheet, or has no column of content.
    """
    with batch():
        found = _Import(acting, place, grid, dry_run).run(file)
    if not dry_run:
        with transaction.atomic():  # the rows are cases by now, each with its own history
            said: dict[str, Any] = {"created": found.created, "rejected": found.rejected}
            audit_note("ledger_imported", place, acting.standing if acting else None, **said)
    return found


@dataclass
class _Row:
    """A row that can be taken: what was said, what became of it, and the rows that were merged into it."""

    sheet: SheetRow
    draft: Draft
    course: Course
    at: datetime | None
    key: str
    sources: list[_Row] = field(default_factory=list)

    @property
    def community_id(self) -> int:
        assert self.draft.located is not None
        return self.draft.located.community.pk


class _Import:
    def __init__(self, acting: Acting | None, place: Division | None, grid: Grid | None, dry_run: bool) -> None:
        self.acting = acting
        self.places = Places(place, grid)
        self.columns = columns()
        self.titles = {column.key: str(column.title) for column in self.columns}
        self.categories = category_names()
        self.result = ImportResult("ledger", dry_run=dry_run)
        self.seen: set[str] = set()

    def run(self, file: BinaryIO) -> ImportResult:
        table = read_sheet(file, self.columns)
        self.result.header = table.header
        known = [column for column in self.columns if column.key in table.found]
        rows = []
        for sheet in table.rows:
            self.result.read += 1
            if (row := self._prepare(sheet, known)) is not None:
                rows.append(row)
        roots, lost = _families(rows)
        taken = [row for root in roots for row in self._take(root)]
        words = _("它并入的那一件不在这份台账里，或不能再并入。"), _("请一起导入，或改为办结并填写答复。")
        for row in lost:
            self._reject(row, CellFault(*words, "merged_into"))
        self.result.created += len(taken)
        self.result.errors.sort(key=lambda error: error.row)
        self.result.bad_rows.sort(key=lambda bad: bad[0])
        if table.ignored:
            self.result.warnings.append(_("没有用到这些列：%(columns)s。") % {"columns": "、".join(table.ignored[:20])})
        self.result.warnings += list(_warnings(taken))
        return self.result

    def _prepare(self, sheet: SheetRow, known: list[Column]) -> _Row | None:
        """Read a row; None where it is known already or cannot be taken."""
        values, errors = self._read(sheet, known)
        if errors:
            self.result.reject(sheet.number, sheet.cells, errors)
            return None
        try:
            draft = self._draft(values)
            if self._is_known(draft, values.get("submitted_at")):
                self.result.unchanged += 1
                return None
            if values.get("part_of"):
                raise CellFault(_("拆分件随总件办理，不单独导入。"), _("总件已经包含它。"), "part_of")
            course, at = course_of(values), values.get("submitted_at")
            key = _key(draft, at)
            self.seen.add(key)
        except CellFault as fault:
            self.result.reject(
                sheet.number, sheet.cells, [self._error(sheet, fault.column, fault.message, fault.remedy)]
            )
            return None
        return _Row(sheet, draft, course, at, key)

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

    def _reject(self, row: _Row, fault: CellFault | LinliError) -> None:
        if isinstance(fault, CellFault):
            error = self._error(row.sheet, fault.column, fault.message, fault.remedy)
        else:
            name = next(iter(fault.fields), "")
            error = self._error(row.sheet, {"phone": "reporter_phone"}.get(name, name), fault.message, "")
        self.result.reject(row.sheet.number, row.sheet.cells, [error])

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
            contact_by=row.get("contact_by"),
            promised_by=row.get("promised_by"),
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

    def _is_known(self, draft: Draft, at: datetime | None) -> bool:
        """Whether the row was read before, in this file or another, or went out from here."""
        assert draft.located is not None
        community_id, key = draft.located.community.pk, _key(draft, at)
        if key in self.seen or _is_ours(community_id, draft.foreign_id, at):
            return True
        if Event.objects.filter(community_id=community_id, key=key).exists():
            return True
        same = Case.objects.filter(community_id=community_id, channel__code=draft.channel, foreign_id=draft.foreign_id)
        return bool(draft.foreign_id) and same.exists()

    def _take(self, root: _Row) -> list[_Row]:
        """Enter a row with those that were merged into it; return what was taken."""
        if self.result.dry_run:
            return [root, *(row for source in root.sources for row in self._take(source))]
        taken: list[_Row] = []
        try:
            with transaction.atomic():
                self._enter(root, taken).finish()
        except (CellFault, LinliError) as fault:
            self._reject(root, fault)
            words = _("它并入的那一件没有收下。"), _("请先更正那一件。")
            for row in taken:
                if row is not root:
                    self._reject(row, CellFault(*words, "merged_into"))
            return []
        return taken

    def _enter(self, row: _Row, taken: list[_Row]) -> Player:
        acting = replace(self.acting or Acting(), channel=row.draft.channel, is_history=row.course.is_history)
        with clock.at(row.at or clock.now()):
            case = case_submit(row.draft, acting=acting, key=row.key).case
        player = Player(case, row.course, self.acting.standing if self.acting else None, row.key)
        taken.append(row)
        steps = [(row.course.contacted_at or case.submitted_at, player.contact)]
        for source in row.sources:
            assert source.course.ended_at is not None
            steps.append((source.course.ended_at, partial(self._merge, source, row, player, taken)))
        for _moment, step in sorted(steps, key=lambda pair: pair[0]):
            step()
        return player

    def _merge(self, source: _Row, target: _Row, player: Player, taken: list[_Row]) -> None:
        """Enter a row and merge it; where that cannot be, it alone is not taken."""
        inside: list[_Row] = []
        try:
            merged_at, before = source.course.ended_at, target.course.resolved_at or target.course.ended_at
            if merged_at and ((before and merged_at > before) or merged_at < player.case.submitted_at):
                raise CellFault(_("并案的时间不在那一件办理期间。"), _("请核对结案时间。"), "closed_at")
            with transaction.atomic():
                self._enter(source, inside).merge_into(player.case)
            player.case.refresh_from_db()
        except (CellFault, LinliError) as fault:
            for row in inside or [source]:
                self._reject(row, fault)
            return
        taken += inside


def _families(rows: list[_Row]) -> tuple[list[_Row], list[_Row]]:
    """Return the rows that stand for themselves, each with what was merged into it, and those that lead nowhere."""
    by_number = {(row.community_id, row.draft.foreign_id): row for row in rows if row.draft.foreign_id}
    roots = []
    for row in rows:
        if row.course.end != State.MERGED:
            roots.append(row)
        elif target := by_number.get((row.community_id, row.course.merged_into)):
            target.sources.append(row)
    reached: set[int] = set()
    waiting = list(roots)
    while waiting:
        row = waiting.pop()
        reached.add(id(row))
        waiting += row.sources
    return roots, [row for row in rows if id(row) not in reached]


def _warnings(taken: Iterable[_Row]) -> Iterable[str]:
    rows = list(taken)
    if count := sum(row.course.is_history for row in rows):
        yield _("有 %(count)s 行已经有了结果，连同答复和评价作为历史导入，不再催办。") % {"count": count}
    if count := sum(any(not verdict.whole for verdict in row.course.verdicts) for row in rows):
        yield _("有 %(count)s 行只写了是否解决或是否满意，另一项按它推定。") % {"count": count}
    if count := sum(_is_late(row) for row in rows):
        yield _("有 %(count)s 行还没有办结，而承诺时限早已过去；导入后会一起记为超时并逐级上报。") % {"count": count}


def _is_late(row: _Row) -> bool:
    """Whether an open row comes in with its promise past; the sweep raises it at once."""
    if row.course.is_history:
        return False
    promised = row.draft.promised_by
    if promised is None and row.at is not None:
        assert row.draft.located is not None
        category = Category.objects.filter(pk=row.draft.category_id).first() if row.draft.category_id else None
        category = category or suggest_category(f"{row.draft.title} {row.draft.body}")[0]
        urgency = row.draft.urgency or (category.urgency if category else Urgency.ORDINARY)
        promised = rules_for(row.draft.located.community).due("resolve_by", row.at, urgency)
    return promised is not None and promised < clock.now()


def _is_ours(community_id: int, number: str, at: datetime | None) -> bool:
    """Whether the row is a case of this very house: its number, submitted in that minute (as exported)."""
    if not number or at is None:
        return False
    ours = Case.objects.filter(community_id=community_id, number=number).values_list("submitted_at", flat=True).first()
    return ours is not None and abs((ours - at).total_seconds()) < 60


def _key(draft: Draft, at: datetime | None) -> str:
    """One key a row: by its number in the ledger it comes from, else by what it says."""
    assert draft.located is not None
    place = draft.located.grid.pk if draft.located.grid else ""
    content = draft.foreign_id or f"{at}|{place}|{draft.address}|{draft.reporter_phone}|{draft.body}"
    whole = f"{draft.located.community.pk}|{draft.channel}|{bool(draft.foreign_id)}|{content}"
    return "ledger:" + hashlib.sha256(whole.encode()).hexdigest()[:48]
