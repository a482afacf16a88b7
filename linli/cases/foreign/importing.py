"""A foreign file from end to end: what is not here yet comes in, many cases at a time; every other row is listed."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from linli.cases import words
from linli.cases.domain.facts import OPEN, Refusal
from linli.cases.foreign.mapping import SourceMap
from linli.cases.foreign.reading import CHANNEL, Reader
from linli.cases.foreign.table import Table, table_open
from linli.cases.foreign.writing import Writer
from linli.cases.models import Case
from linli.cases.services.past import Made, Maker, Numbers, Past
from linli.core import clock
from linli.core.batch import batch
from linli.core.errors import Invalid, Refused
from linli.people.selectors import ladder_of
from linli.places.importing.results import CellFault, ImportResult, RowError
from linli.places.models import Division

TOGETHER = 1000
"""So many cases are written in one transaction: a crash takes back the last ones only."""


@dataclass
class Tally:
    """What came of it so far. `read` = created + unchanged (here already) + skipped + rejected.

    `open` and `late` are among the created: still to be done, and of these promised for a time that has passed.
    """

    result: ImportResult
    skipped: int = 0
    open: int = 0
    late: int = 0
    done: float = 0.0


@dataclass
class _Waiting:
    """A row that can be taken: its line, its cells, what it tells."""

    line: int
    cells: list[str]
    past: Past


def requests_import(
    path: Path, source: SourceMap, *, within: Division | None = None, dry_run: bool = False
) -> Iterator[Tally]:
    """Bring in a file; yield the tally after each batch. What was read before an error stays in.

    Args:
        path: csv, plain or gzipped.
        source: its map.
        within: a division where all of it is taken to have happened.
        dry_run: find every fault and count, write nothing.

    Raises:
        OSError: the file cannot be read.
        Invalid: it is no such file, nobody answers for `within`, or another import of this source is under way.
    """
    if within is not None and not ladder_of(within, None):
        raise Invalid(_("“%(place)s”没有可以受理的单位。请先设置机构。") % {"place": within.name})
    try:
        with table_open(path, source) as table, batch(), Writer() as writer, _few_collections():
            yield from _Import(table, source, within, dry_run, writer).run()
    except IntegrityError:
        raise Invalid(_("同时有另一次导入在写入同样的数据。请等它结束再运行一次：已有的不会重复。")) from None


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python look for garbage less often: a batch makes 100,000 objects that stay until it is written."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@dataclass
class _Import:
    table: Table
    source: SourceMap
    within: Division | None
    dry_run: bool
    writer: Writer
    titles: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.now: datetime = clock.now()
        self.reader = Reader(self.source, self.table.where, self.now, self.within)
        self.maker, self.numbers = Maker(), Numbers()
        self.tally = Tally(ImportResult("311", dry_run=self.dry_run, header=self.table.header))
        self.titles = {name: self.table.header[places[0]] for name, places in self.table.where.items()}
        self.known = _known(self.source)

    def run(self) -> Iterator[Tally]:
        waiting: list[_Waiting] = []
        for line, cells, wrong in self.table.rows:
            self.tally.result.read += 1
            if cells is None:
                self._reject(line, [], RowError(line, "", "", wrong, ""))
            elif (one := self._prepared(line, cells)) is not None:
                waiting.append(one)
            if len(waiting) >= TOGETHER:
                yield self._take(waiting)
                waiting = []
            elif self.tally.result.read % TOGETHER == 0:
                yield self._after()
        self._take(waiting)
        self.writer.wait()
        self.tally.done = 1.0
        yield self.tally

    def _prepared(self, line: int, cells: list[str]) -> _Waiting | None:
        try:
            foreign_id = self.reader.foreign_id(cells)
            if foreign_id in self.known:
                self.tally.result.unchanged += 1
                return None
            past = self.reader.past(cells, foreign_id)
        except CellFault as fault:
            self._fault(line, cells, fault)
            return None
        if past is None:
            self.tally.skipped += 1
            return None
        self.known.add(foreign_id)
        return _Waiting(line, cells, past)

    def _take(self, waiting: list[_Waiting]) -> Tally:
        made = list(self._made(waiting))
        if made and not self.dry_run:
            self.writer.write(made)
        result, now = self.tally.result, self.now
        result.created += len(made)
        still = [one.facts for one in made if one.facts.state in OPEN]
        self.tally.open += len(still)
        self.tally.late += sum(facts.resolve_by is not None and facts.resolve_by < now for facts in still)
        return self._after()

    def _after(self) -> Tally:
        self.tally.done = self.table.done
        return self.tally

    def _made(self, waiting: list[_Waiting]) -> Iterator[Made]:
        numbers = self.numbers.draw(one.past.located.community.pk for one in waiting)
        for one, number in zip(waiting, numbers, strict=True):
            try:
                yield self.maker.make(one.past, number)
            except Refusal as refusal:
                self._fault(one.line, one.cells, CellFault(words.refusal(refusal.code, refusal.values), "", "id"))
            except Refused as refused:
                self._fault(one.line, one.cells, CellFault(refused.message, "", "place"))

    def _fault(self, line: int, cells: list[str], fault: CellFault) -> None:
        places = self.table.where.get(fault.column)
        value = " ".join(cells[place] for place in places)[:60] if places else ""
        error = RowError(line, self.titles.get(fault.column, ""), value, fault.message, fault.remedy)
        self._reject(line, cells, error)

    def _reject(self, line: int, cells: Iterable[str], error: RowError) -> None:
        self.tally.result.reject(line, list(cells), [error])


def _known(source: SourceMap) -> set[str]:
    """Return what is here already of a source, in whatever community: one query over all, on purpose."""
    mine = Case.objects.filter(channel__code=CHANNEL, foreign_id__startswith=f"{source.source}:")
    return set(mine.values_list("foreign_id", flat=True).iterator())


def as_json(tally: Tally, seconds: float) -> dict[str, Any]:
    """Return a tally as `linli import 311 --json` prints it."""
    result = tally.result
    return {
        "read": result.read,
        "created": result.created,
        "already": result.unchanged,
        "skipped": tally.skipped,
        "rejected": result.rejected,
        "open": tally.open,
        "late": tally.late,
        "dry_run": result.dry_run,
        "seconds": round(seconds, 2),
        "rows_per_second": round(result.read / seconds, 1) if seconds else 0.0,
        "errors": [
            {"line": one.row, "column": one.column, "value": one.value, "reason": one.message} for one in result.errors
        ],
    }
