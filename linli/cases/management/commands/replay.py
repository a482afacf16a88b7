"""`linli replay FILE`: messages of another time, as requests at their own moments."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.cases.replay import SHIPPED_MAP, Tally, as_json, place_map, replay
from linli.cases.replaying import lines_of
from linli.core.errors import LinliError
from linli.places.models import Division

SHOWN = 20
WIDTH = 30


class Command(BaseCommand):
    """Replays a file."""

    help = "Make a request of each line of FILE (JSON Lines, plain or gzipped) at its own time. Again adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, where, and how the result is told."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--place", metavar="CODE", help="a division where all of it is taken to have happened")
        parser.add_argument(
            "--map", type=Path, default=SHIPPED_MAP, metavar="TOML", help="which places stand for A市, A1区 …"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, file: Path, place: str | None, map: Path, json: bool, **options: Any) -> None:
        """Replay, and say what came of it.

        Raises:
            CommandError: the file, the map or the place cannot be used. What was read before stays in.
        """
        begun = time.perf_counter()
        within = Division.objects.filter(code=place).defer("outline").first() if place else None
        if place and within is None:
            raise CommandError(_("没有代码为 %(code)s 的区划。") % {"code": place})
        tally, failure = Tally(), ""
        try:
            total = sum(1 for _line in lines_of(file)) if self._shows_progress() else 0
            for tally in replay(lines_of(file), places=place_map(map), within=within):
                self._progress(tally.read, total)
        except OSError as error:
            failure = f"{file}: {error.strerror or error}"
        except LinliError as error:
            failure = error.message
        if self._shows_progress():
            self.stderr.write("")
        if failure and not tally.read:
            raise CommandError(failure)
        self._report(tally, time.perf_counter() - begun, json)
        if failure:
            raise CommandError(failure)

    def _shows_progress(self) -> bool:
        return sys.stderr.isatty()

    def _progress(self, read: int, total: int) -> None:
        if self._shows_progress():
            done = min(read / total, 1) if total else 1
            bar = "█" * int(done * WIDTH) + "░" * (WIDTH - int(done * WIDTH))
            self.stderr.write(f"\r{bar} {read}/{total}", ending="")

    def _report(self, tally: Tally, seconds: float, as_json_: bool) -> None:
        result = as_json(tally, seconds)
        if as_json_:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        self.stdout.write(
            _("读入 %(read)s 件：新增 %(created)s，已有 %(already)s，有误 %(rejected)s；每秒 %(cases_per_second)s 件。")
            % result
        )
        if tally.unplaced:
            self.stdout.write(_("其中 %(count)s 件看不出地点，交由兜底单位。") % {"count": tally.unplaced})
        if tally.repaired:
            self.stdout.write(
                _("清理了 %(count)s 件的文字（空格、全角、乱码等），其中 %(damaged)s 件仍有认不出的字。")
                % {"count": tally.repaired, "damaged": tally.damaged}
            )
        for title, counts in (
            (_("去向"), result["routes"]),
            (_("层级"), result["levels"]),
            (_("定位"), result["places"]),
        ):
            if counts:
                self.stdout.write(f"{title}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
        for broken in tally.broken[:SHOWN]:
            self.stderr.write(_("第 %(line)s 行：%(reason)s") % {"line": broken.line, "reason": broken.reason})
        if len(tally.broken) > SHOWN:
            self.stderr.write(_("……还有 %(count)s 行") % {"count": len(tally.broken) - SHOWN})
