"""`linli hot FILE`: hot issues among a file's messages; `linli hot --place CODE`: among the cases of a place."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.hot.domain import Group, Message
from linli.hot.reading import BadLine, messages_read
from linli.hot.things import things_shipped

SHOWN = 50  # bad lines told one by one


class Command(BaseCommand):
    """Finds, prints."""

    help = "Find hot issues: what many people write about one thing in one place and period."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            metavar="FILE",
            help="JSON Lines {id, user, time, title, body, likes, dislikes}; - for stdin",
        )
        parser.add_argument(
            "--place", metavar="CODE", help="12-digit code of a division: search its cases, write nothing"
        )
        parser.add_argument("--save", action="store_true", help="with --place: take in what is found, as the task does")
        parser.add_argument("--json", action="store_true", help="everything, as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, find, print.

        Raises:
            CommandError: neither file nor place, both, or one that is not there.
        """
        if (options["file"] is None) == (options["place"] is None):
            raise CommandError(_("请给出一个文件，或用 --place 给出区划代码，二者选一。"))
        began = time.process_time()
        bad: list[BadLine] = []
        if options["place"] is not None:
            messages, groups = self._place(options["place"], options["save"])
        else:
            messages, bad, groups = self._file(options["file"])
        if options["json"]:
            told = {
                "messages": len(messages),
                "seconds": round(time.process_time() - began, 3),
                "bad": [{"line": one.line, "reason": one.reason} for one in bad],
                "issues": [as_dict(group, messages) for group in groups],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        self.stdout.write("\n".join(_lines(groups, messages)))
        for line in _told(bad):
            self.stderr.write(line)

    def _file(self, path: Path) -> tuple[list[Message], list[BadLine], list[Group]]:
        from linli.hot.domain.finding import issues_find

        try:
            messages, bad = messages_read(path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from None
        return messages, bad, issues_find(messages, things=things_shipped())

    def _place(self, code: str, save: bool) -> tuple[list[Message], list[Group]]:
        from linli.hot.services.finding import issues_look, issues_search
        from linli.places.models import Division

        place = Division.objects.filter(code=code).defer("outline").first()
        if place is None:
            raise CommandError(_("没有代码为 %(code)s 的区划。") % {"code": code})
        found = issues_search(place)
        if save:
            issues_look(place)
        return found.messages, found.groups


def as_dict(group: Group, messages: Sequence[Message]) -> dict[str, Any]:
    """Return an issue as JSON tells it; its members in order of time."""
    members = [messages[at] for at in group.members]
    return {
        "title": messages[group.central].title,
        "place": group.area,
        "name": group.name,
        "words": list(group.words),
        "from": members[0].at.isoformat(),
        "to": members[-1].at.isoformat(),
        "heat": {
            "requests": group.heat.requests,
            "people": group.heat.people,
            "support": group.heat.support,
            "growth": group.heat.growth,
            "recent": group.heat.recent,
            "before": group.heat.before,
        },
        "cohesion": group.cohesion,
        "members": [member.id for member in members],
    }


def _lines(groups: Sequence[Group], messages: Sequence[Message]) -> list[str]:
    lines = [
        ngettext(
            "%(messages)s 条留言中有 %(n)s 个热点问题。", "%(messages)s 条留言中有 %(n)s 个热点问题。", len(groups)
        )
        % {"messages": len(messages), "n": len(groups)}
    ]
    for number, group in enumerate(groups, start=1):
        first, last = messages[group.members[0]].at, messages[group.members[-1]].at
        heat = group.heat
        lines.append(f"\n{number}. {group.area} {group.name}：{messages[group.central].title}")
        lines.append(
            _(
                "   %(first)s–%(last)s · %(people)s 人 %(requests)s 件 · 支持 %(support)s · 近两周 %(growth)+d 人 · %(words)s"
            )
            % {
                "first": f"{first:%Y-%m-%d}",
                "last": f"{last:%Y-%m-%d}",
                "people": heat.people,
                "requests": heat.requests,
                "support": heat.support,
                "growth": heat.growth,
                "words": "、".join(group.words),
            }
        )
        lines += [f"   {messages[at].at:%Y-%m-%d} {messages[at].id} {messages[at].title}" for at in group.members]
    return lines


def _told(bad: Sequence[BadLine]) -> list[str]:
    lines = [_("第 %(line)s 行：%(reason)s") % {"line": one.line, "reason": one.reason} for one in bad[:SHOWN]]
    if len(bad) > SHOWN:
        lines.append(_("……共 %(n)s 行不能使用。") % {"n": len(bad)})
    return lines
