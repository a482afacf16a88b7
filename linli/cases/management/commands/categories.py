"""`linli categories`: the versions of what suggests a category; learn a new one, use or take back any."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.cases.selectors.decided import categories_decided
from linli.catalog.learning import MOST_DECISIONS, model_learn, model_use
from linli.catalog.selectors import category_models
from linli.core.errors import LinliError


class Command(BaseCommand):
    """Lists, learns, switches."""

    help = "What suggests a category: list its versions, learn another from what people decided, use or take back one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A sub-command each."""
        commands = parser.add_subparsers(dest="command", required=True)
        listed = commands.add_parser("list", help="every version with its figures")
        listed.add_argument("--json", action="store_true")
        commands.add_parser("learn", help="make a version of what people decided; use it where it does no worse")
        used = commands.add_parser("use", help="use a version; 0: none, the catalog's words decide")
        used.add_argument("version", type=int)

    def handle(self, *args: Any, command: str, **options: Any) -> None:
        """Do it; what cannot be is said in words."""
        try:
            if command == "learn":
                made = model_learn(categories_decided(MOST_DECISIONS))
                self.stdout.write(self._line(made))
            elif command == "use":
                model_use(options["version"] or None)
                self.stdout.write(_("已切换。"))
            else:
                self._list(options["json"])
        except LinliError as error:
            raise CommandError(error.message) from None

    def _list(self, as_json: bool) -> None:
        rows = list(category_models())
        if as_json:
            names = ("pk", "made_at", "decisions", "figures", "in_use")
            said = [{name: getattr(row, name) for name in names} for row in rows]
            self.stdout.write(json.dumps(said, ensure_ascii=False, default=str))
        for row in rows if not as_json else ():
            self.stdout.write(self._line(row))

    def _line(self, row: Any) -> str:
        found, mark = row.figures["candidate"], "*" if row.in_use else " "
        sure = f"certain {found['certain_share']} of which right {found['certain_accuracy']}"
        figures = f"accuracy {found['accuracy']}, macro F1 {found['macro_f1']}, {sure}"
        return f"{mark} {row.pk}  {row.made_at:%Y-%m-%d %H:%M}  {row.decisions}  {figures}"
