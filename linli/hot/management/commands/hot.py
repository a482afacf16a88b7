"""`linli hot FILE`: hot issues among a file's messages."""

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
            type=Path,
            metavar="FILE",
            help="JSON Lines {id, user, time, title, body, likes, dislikes}; - for stdin",
        )
        parser.add_argument("--json", action="store_true", help="everything, as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, find, print.

        Raises:
            CommandError: the file cannot be read.
        """
        try:
            messages, bad = messages_read(options["file"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}") from None
        from linli.hot.domain.finding import issues_find

        began = time.process_time()
        groups = issues_find(messages, things=things_shipped())
        seconds = round(time.process_time() - began, 3)
        if options["json"]:
            told = {
                "messages": len(messages),
                "seconds": seconds,
                "bad": [{"line": one.line, "reason": one.reason} for one in bad],
                "issues": [as_dict(group, messages) for group in groups],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        self.stdout.write("\n".join(_lines(groups, messages)))
        for line in _told(bad):
            self.stderr.write(line)


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
