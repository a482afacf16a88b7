"""`linli verify`: do the history of every case and the log of every place still hold together?"""

from __future__ import annotations

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.audit.models import Note
from linli.audit.verify import verify_log
from linli.audit.words import finding as log_finding
from linli.cases import words
from linli.cases.models import Case, Event
from linli.cases.verify import verify_all


class Command(BaseCommand):
    """Verifies all histories and logs."""

    help = (
        "Check the signed history of every case and the signed log of every place; "
        "names what was changed, removed or moved, and where."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How the result is told."""
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything.

        Raises:
            CommandError: something does not agree.
        """
        found, in_log = list(verify_all()), list(verify_log())
        cases, events, notes = Case.objects.count(), Event.objects.count(), Note.objects.count()
        if options["json"]:
            rows = [dataclasses.asdict(finding) for finding in found]
            lines = [dataclasses.asdict(finding) for finding in in_log]
            told = {"cases": cases, "events": events, "findings": rows, "notes": notes, "log_findings": lines}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for row in found:
                said = {"number": row.number, "community": row.community_id, "what": words.finding(row.what, row.seq)}
                self.stdout.write(_("%(number)s（社区 %(community)s）：%(what)s") % said)
            for line in in_log:
                told = {"path": line.path or _("系统"), "what": log_finding(line.what, line.seq)}
                self.stdout.write(_("日志 %(path)s：%(what)s") % told)
        if count := len(found) + len(in_log):
            raise CommandError(_("%(count)s 处与记录不符。") % {"count": count}, returncode=3)
        if not options["json"]:
            self.stdout.write(_("%(cases)s 件、%(events)s 步，历史完整。") % {"cases": cases, "events": events})
            self.stdout.write(_("工作日志 %(notes)s 条，完整。") % {"notes": notes})
