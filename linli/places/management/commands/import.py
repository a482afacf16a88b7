"""`linli import KIND [FILE]`: divisions, outlines, and what a community keeps, from lists."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.core.errors import LinliError
from linli.places.domain import Crs
from linli.places.importing.kinds import KINDS
from linli.places.importing.results import ImportResult, write_errors
from linli.places.importing.runner import run_import
from linli.places.importing.scope import Scope
from linli.places.importing.templates import write_template
from linli.places.models import Division, Level

DATA = Path(__file__).resolve().parents[2] / "data"
SHIPPED = {"divisions": DATA / "divisions.csv.gz", "boundaries": DATA / "boundaries.geojson.gz"}
SHOWN = 50


class Command(BaseCommand):
    """Reads lists of places."""

    help = "Import places from a list: xlsx, csv or GeoJSON. Importing the same list again changes nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("kind", choices=list(KINDS))
        parser.add_argument("file", nargs="?", type=Path, help="divisions, boundaries: default the rows that ship")
        parser.add_argument("--community", metavar="CODE", help="the community of rows that name none")
        parser.add_argument("--crs", metavar="NAME", help="reference system of coordinates that name none")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen and write nothing")
        parser.add_argument("--errors", type=Path, metavar="XLSX", help="write rows that were not taken here")
        parser.add_argument("--template", type=Path, metavar="XLSX", help="write the empty list to fill in and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what came of it.

        Raises:
            CommandError: the file cannot be read, or rows were left out; the others are in.
        """
        kind = options["kind"]
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

    def _report(self, result: ImportResult, errors: Path | None) -> None:
        mood = "would be " if result.dry_run else ""
        also = "".join(f", {count} {what} {mood}created" for what, count in result.also.items())
        self.stdout.write(
            f"{result.kind}: {result.read} read, {mood}{result.created} created, {result.updated} updated, "
            f"{result.unchanged} unchanged, {result.rejected} rejected{also}"
        )
        for warning in result.warnings:
            self.stdout.write(warning)
        if not result.rejected:
            return
        for error in result.errors[:SHOWN]:
            self.stderr.write(str(error))
        if errors is not None:
            with errors.open("wb") as target:
                write_errors(result, target)
        raise CommandError(f"{result.rejected} of {result.read} rows were not taken; the others were.", returncode=2)


def _scope(options: dict[str, Any]) -> Scope:
    code = options["community"]
    community = Division.objects.filter(code=code, level=Level.COMMUNITY).first() if code else None
    if code and community is None:
        raise CommandError(f"no community has the code {code}; import divisions first")
    return Scope(community=community, crs=Crs.parse(options["crs"]) if options["crs"] else None)
