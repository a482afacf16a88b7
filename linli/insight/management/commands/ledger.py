"""`linli ledger export|import`: the ledger from the shell (I3)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.core.errors import LinliError
from linli.insight.ledger import ledger_export, ledger_import, template_write
from linli.insight.selectors import choosing


class Command(BaseCommand):
    """Cases out to a spreadsheet, requests in from one."""

    help = "Write a place's ledger as xlsx, or read one: export, import, template."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three ways."""
        ways = parser.add_subparsers(dest="way", required=True, metavar="export|import|template")
        out = ways.add_parser("export", help="write the cases submitted between two days")
        out.add_argument("--place", required=True, metavar="CODE")
        out.add_argument("--grid", metavar="CODE")
        out.add_argument("--from", dest="first", required=True, metavar="YYYY-MM-DD")
        out.add_argument("--to", dest="last", required=True, metavar="YYYY-MM-DD")
        out.add_argument("file", type=Path, metavar="FILE.xlsx")
        into = ways.add_parser("import", help="read requests; what is known already stays as it is")
        into.add_argument("--place", metavar="CODE", help="where rows without a community are from")
        into.add_argument("--dry-run", action="store_true", help="find every fault, write nothing")
        into.add_argument("--json", action="store_true")
        into.add_argument("file", type=Path, metavar="FILE")
        empty = ways.add_parser("template", help="write an empty ledger to fill in")
        empty.add_argument("file", type=Path, metavar="FILE.xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked; a mistake gets words and no traceback."""
        try:
            {"export": self._export, "import": self._import, "template": self._template}[options["way"]](**options)
        except LinliError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None

    def _export(self, **options: Any) -> None:
        place = choosing.place_by_code(options["place"])
        grid = choosing.grid_by_code(options["grid"], place) if options["grid"] else None
        period = choosing.period(options["first"], options["last"])
        with options["file"].open("wb") as target:
            count = ledger_export(target, place, period, grid)
        self.stdout.write(f"{options['file']}: {count} cases")

    def _import(self, **options: Any) -> None:
        place = choosing.place_by_code(options["place"]) if options["place"] else None
        with options["file"].open("rb") as file:
            if not options["dry_run"]:
                # What comes in too late is said before it does: a sweep then raises it all at once.
                for line in ledger_import(file, place=place, dry_run=True).warnings:
                    self.stderr.write(line)
                self.stderr.flush()
                file.seek(0)
            found = ledger_import(file, place=place, dry_run=options["dry_run"])
        counts = {"read": found.read, "created": found.created, "already": found.unchanged, "rejected": found.rejected}
        if options["json"]:
            errors = [
                {"row": e.row, "column": e.column, "value": e.value, "message": e.message + e.remedy}
                for e in found.errors
            ]
            report = counts | {"dry_run": found.dry_run, "errors": errors, "warnings": found.warnings}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for line in [*map(str, found.errors), *(found.warnings if found.dry_run else ())]:
            self.stderr.write(line)
        self.stdout.write(
            ", ".join(f"{name} {count}" for name, count in counts.items()) + (" (dry run)" if found.dry_run else "")
        )

    def _template(self, **options: Any) -> None:
        with options["file"].open("wb") as target:
            template_write(target)
        self.stdout.write(str(options["file"]))
