"""`linli likeness`: make the numbers anew by which cases like another are found."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.cases.services.likening import likeness_rebuild


class Command(BaseCommand):
    """Needed after an update that reads texts otherwise, and after rows were written past the services."""

    help = "Make the keys anew by which likely duplicates are found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Old cases are not looked for, so by default they have no keys."""
        parser.add_argument("--everything", action="store_true", help="also of cases too old to be looked for")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say for how many."""
        number = likeness_rebuild(options["everything"])
        if options["verbosity"]:
            self.stdout.write(f"{number} cases")
