"""`linli verify`: does every case's history still hold together?"""

from __future__ import annotations

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.cases import words
from linli.cases.models import Case, Event
from linli.cases.verify import verify_all


class Command(BaseCommand):
    """Verifies all histories."""

    help = "Check the signed history of every case; names the case and the event that was changed, removed or moved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How the result is told."""
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything.

        Raises:
            CommandError: something does not agree.
        """
        found = list(verify_all())
        cases, events = Case.objects.count(), Event.objects.count()
        if options["json"]:
            rows = [dataclasses.asdict(finding) for finding in found]
            self.stdout.write(json.dumps({"cases": cases, "events": events, "findings": rows}, ensure_ascii=False))
        else:
            for row in found:
                said = {"number": row.number, "community": row.community_id, "what": words.finding(row.what, row.seq)}
                self.stdout.write(_("%(number)s（社区 %(community)s）：%(what)s") % said)
        if found:
            raise CommandError(_("%(count)s 处与记录不符。") % {"count": len(found)}, returncode=3)
        if not options["json"]:
            self.stdout.write(_("%(cases)s 件、%(events)s 步，历史完整。") % {"cases": cases, "events": events})
