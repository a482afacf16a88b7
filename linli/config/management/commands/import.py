"""`linli import KIND [FILE]`: divisions, outlines, what a community keeps, and another system's requests, from lists."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli import places
from linli.cases.foreign.importing import Tally, as_json, requests_import
from linli.cases.foreign.mapping import map_path, map_read
from linli.core.errors import LinliError
from linli.ledgers.kinds import LEDGERS
from linli.ledgers.models import WORKING, State, Upload
from linli.ledgers.policies import Area
from linli.ledgers.services.exporting import bad_rows_write, template_write
from linli.ledgers.services.uploads import upload_advance, upload_begin, upload_confirm
from linli.places.domain import Crs
from linli.places.importing.kinds import KINDS
from linli.places.importing.results import ImportResult, write_errors
from linli.places.importing.runner import run_import
from linli.places.importing.scope import Scope
from linli.places.importing.templates import write_template
from linli.places.models import Division, Level

REQUESTS = "311"
"""The kind that is not a list of places: what another city publishes of its requests."""
DATA = Path(places.__file__).parent / "data"
SHIPPED = {"divisions": DATA / "divisions.csv.gz", "boundaries": DATA / "boundaries.geojson.gz"}
LEDGER_KINDS = tuple(name for name in LEDGERS if name not in KINDS)
"""Ledgers that come in by the worker's own way, so that a run that is stopped can be begun again; a list of households
that is only counted comes in with the places."""
SHOWN = 50
WIDTH = 30


class Command(BaseCommand):
    """Reads lists of places, and requests of another system."""

    help = (
        "Import places from a list (xlsx, csv or GeoJSON), leaders, units or resources from one (xlsx or csv), or another "
        "system's requests from a csv (linli import 311 FILE --map MAP.toml). Importing the same list again changes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("kind", choices=[*KINDS, *LEDGER_KINDS, REQUESTS])
        parser.add_argument("file", nargs="?", type=Path, help="divisions, boundaries: default the rows that ship")
        parser.add_argument("--community", metavar="CODE", help="the community of rows that name none")
        parser.add_argument("--crs", metavar="NAME", help="reference system of coordinates that name none")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen and write nothing")
        parser.add_argument("--errors", type=Path, metavar="XLSX", help="write rows that were not taken here")
        parser.add_argument("--template", type=Path, metavar="XLSX", help="write the empty list to fill in and stop")
        parser.add_argument(
            "--map", metavar="TOML", help="311: how the file is read; a path, or the name of one that ships"
        )
        parser.add_argument("--place", metavar="CODE", help="311: a division where all of it is taken to have happened")
        parser.add_argument("--json", action="store_true", help="311: print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what came of it.

        Raises:
            CommandError: the file cannot be read, or rows were left out; the others are in.
        """
        kind = options["kind"]
        if kind == REQUESTS:
            self._requests(options)
            return
        if kind in LEDGER_KINDS:
            self._ledger(options)
            return
        if options["template"]:
            with options["template"].open("wb") as target:
                write_template(kind, target)
            return
        path = options["file"] or SHIPPED.get(kind)
        if path is None:
            raise CommandError(f"linli import {kind} needs a FILE")
        try:
            with path.open("rb") as file:
                result = run_import(kind, file, scope=_scope(options), dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        except (LinliError, ValueError) as error:
            raise CommandError(str(error)) from None
        self._report(result, options["errors"])

    def _ledger(self, options: dict[str, Any]) -> None:
        community = _community(options["community"])
        if community is None:
            raise CommandError(f"linli import {options['kind']} needs --community")
        ledger = LEDGERS[options["kind"]](Area(community))
        if options["template"]:
            with options["template"].open("wb") as target:
                template_write(ledger, target)
            return
        if options["file"] is None:
            raise CommandError(f"linli import {ledger.key} needs a FILE")
        try:
            sent = upload_begin(ledger, options["file"].name, options["file"].read_bytes(), account_id=None)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        except LinliError as error:
            raise CommandError(error.message) from None
        upload = self._advance(sent)
        if upload.state == State.CHECKED and not options["dry_run"]:
            upload_confirm(upload)
            upload = self._advance(upload)
        if upload.state not in (State.CHECKED, State.DONE):
            raise CommandError(upload.fault or upload.get_state_display())
        counts = upload.taken if upload.state == State.DONE else upload.found
        mood = "would be " if options["dry_run"] else ""
        told = ", ".join(f"{counts.get(name, 0)} {name}" for name in ("new", "changed", "same", "refused"))
        self.stdout.write(f"{ledger.key}: {upload.rows} read, {mood}{told}")
        if not counts.get("refused"):
            return
        if options["errors"] is not None:
            with options["errors"].open("wb") as target:
                bad_rows_write(ledger, upload, target)
        raise CommandError(f"{counts['refused']} of {upload.rows} rows were not taken; the others were.", returncode=2)

    def _advance(self, sent: Upload) -> Upload:
        """Work at a list beside the worker, who may be at it as well."""
        upload = Upload.objects.defer("content").get(pk=sent.pk)
        while upload.state in WORKING:
            if not upload_advance(sent.pk, 1.0):
                time.sleep(0.1)
            upload = Upload.objects.defer("content").get(pk=sent.pk)
            if sys.stderr.isatty() and upload.rows:
                full = int(upload.done / upload.rows * WIDTH)
                self.stderr.write(f"\r{'█' * full}{'░' * (WIDTH - full)} {upload.done}", ending="")
        return upload

    def _requests(self, options: dict[str, Any]) -> None:
        path, code, begun = options["file"], options["place"], time.perf_counter()
        if path is None or options["map"] is None:
            raise CommandError("linli import 311 needs a FILE and its --map")
        within = Division.objects.filter(code=code).defer("outline").first() if code else None
        if code and within is None:
            raise CommandError(f"no division has the code {code}; import divisions first")
        tally, failure = None, ""
        try:
            source = map_read(map_path(options["map"]))
            for tally in requests_import(path, source, within=within, dry_run=options["dry_run"]):
                self._progress(tally)
        except OSError as error:
            failure = f"{path}: {error.strerror or error}"
        except LinliError as error:
            failure = error.message
        if tally is None:
            raise CommandError(failure)
        told = as_json(tally, time.perf_counter() - begun)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            words = "311: {read} read, {mood}{created} created, {already} here already, {skipped} passed over, "
            words += "{rejected} rejected; {open} are open, {late} of them late; {rows_per_second} rows/s"
            self.stdout.write(words.format(**told, mood="would be " if tally.result.dry_run else ""))
        if failure:
            raise CommandError(failure)
        self._rejected(tally.result, options["errors"])

    def _progress(self, tally: Tally) -> None:
        if sys.stderr.isatty():
            full = int(tally.done * WIDTH)
            end = "\n" if tally.done >= 1 else ""
            self.stderr.write(f"\r{'█' * full}{'░' * (WIDTH - full)} {tally.result.read}", ending=end)

    def _report(self, result: ImportResult, errors: Path | None) -> None:
        mood = "would be " if result.dry_run else ""
        also = "".join(f", {count} {what} {mood}created" for what, count in result.also.items())
        self.stdout.write(
            f"{result.kind}: {result.read} read, {mood}{result.created} created, {result.updated} updated, "
            f"{result.unchanged} unchanged, {result.rejected} rejected{also}"
        )
        for warning in result.warnings:
            self.stdout.write(warning)
        self._rejected(result, errors)

    def _rejected(self, result: ImportResult, errors: Path | None) -> None:
        if not result.rejected:
            return
        for error in result.errors[:SHOWN]:
            self.stderr.write(str(error))
        if errors is not None:
            with errors.open("wb") as target:
                write_errors(result, target)
        raise CommandError(f"{result.rejected} of {result.read} rows were not taken; the others were.", returncode=2)


def _community(code: str | None) -> Division | None:
    """Return the community of a code; None where none is named."""
    community = Division.objects.filter(code=code, level=Level.COMMUNITY).defer("outline").first() if code else None
    if code and community is None:
        raise CommandError(f"no community has the code {code}; import divisions first")
    return community


def _scope(options: dict[str, Any]) -> Scope:
    community = _community(options["community"])
    return Scope(community=community, crs=Crs.parse(options["crs"]) if options["crs"] else None)
