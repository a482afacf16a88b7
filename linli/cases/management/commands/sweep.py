"""`linli sweep`: record what has lapsed by now, once, for installations that have a scheduler of their own."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils.translation import gettext as _

from linli.cases.services import case_sweep


class Command(BaseCommand):
    """Sweeps once."""

    help = "Record every reminder, rise and closing that is due by now. `linli worker` does this by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much at most."""
        parser.add_argument("--limit", type=int, help="at most so many cases")

    def handle(self, *args: Any, limit: int | None, **options: Any) -> None:
        """Sweep, say how many."""
        self.stdout.write(_("记录了 %(count)s 项到期。") % {"count": case_sweep(limit)})
