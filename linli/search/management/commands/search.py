"""`linli search rebuild`: make what people find things by, where it is missing or older than the program."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils.translation import gettext as _

from linli.search.rebuilding import BATCH, KINDS, outdate, rebuild

EACH = 5.0
"""Seconds between two words on how far it is."""


class Command(BaseCommand):
    """Rebuilds."""

    help = "Look after what people find things by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to rebuild."""
        ways = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        words = "make what is missing or older than the program; stopped, it goes on where it was"
        rebuilding = ways.add_parser("rebuild", help=words, description=words)
        rebuilding.add_argument("--kind", action="append", choices=sorted(KINDS), help="these alone; all, where none")
        rebuilding.add_argument("--all", action="store_true", help="make everything again, also what is there")
        rebuilding.add_argument("--batch", type=int, default=BATCH, help=f"things a transaction; default {BATCH}")

    def handle(self, *args: Any, kind: list[str] | None = None, batch: int = BATCH, **options: Any) -> None:
        """Go over the kinds, say how far it is."""
        for name in kind or KINDS:
            if options["all"]:
                outdate(KINDS[name])
            self._rebuild(name, max(1, batch))

    def _rebuild(self, name: str, size: int) -> None:
        begun = said = time.monotonic()
        looked = made = 0
        for done in rebuild(KINDS[name], size):
            looked, made = looked + done.looked, made + done.made
            if time.monotonic() - said > EACH:
                said = time.monotonic()
                self.stdout.write(f"{name:<10} {looked:>9} {made:>9}  {made / (said - begun):8.0f}/s")
        words = _("%(kind)s：看了 %(looked)s 件，编入 %(made)s 件。")
        self.stdout.write(words % {"kind": name, "looked": looked, "made": made})
