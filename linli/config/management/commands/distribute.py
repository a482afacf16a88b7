"""`linli distribute`: spread the tables over a Citus cluster by community, or say how that would be."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.config.distributing import Table, as_json, plan, tables_distribute
from linli.core.errors import LinliError


class Command(BaseCommand):
    """Plans and spreads."""

    help = (
        "Spread the tables over a Citus cluster by community. --plan lists each table with what becomes of it and why."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is told."""
        parser.add_argument("--plan", action="store_true", help="list the tables, change nothing")
        parser.add_argument("--json", action="store_true", help="print the plan as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, or do it.

        Raises:
            CommandError: the extension is not there. Tables that were done stay done.
        """
        if options["plan"]:
            tables = plan()
            if options["json"]:
                self.stdout.write(json.dumps(as_json(tables), ensure_ascii=False))
            for table in tables if not options["json"] else ():
                self.stdout.write(f"{table.kind.value:<12} {table.name:<36} {table.why}")
            return
        try:
            count = tables_distribute(self._told)
        except LinliError as error:
            raise CommandError(error.message) from None
        self.stdout.write(_("分布了 %(count)s 张表。") % {"count": count})

    def _told(self, table: Table, done: bool) -> None:
        self.stdout.write(f"{table.kind.value:<12} {table.name}{' ✓' if done else ''}")
