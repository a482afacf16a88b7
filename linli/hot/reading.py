"""Messages from a file of JSON Lines: {id, user, time, title, body, likes, dislikes, place}, as message boards publish them.

What cannot be used is told by its line and the reason; the rest goes in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.core.working_time import SHANGHAI
from linli.hot.domain import NOBODY, Message
from linli.text.files import read_text

MOST = 10**9  # likes of one message; more is a mistake
YEARS = 1980, 2200  # so are messages from before there were boards to write on


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out, and why, in words."""

    line: int
    reason: str


class _Unusable(Exception):
    """Says in words what is wrong with a line."""


def messages_read(path: Path) -> tuple[list[Message], list[BadLine]]:
    """Return a file's messages and the lines that hold none.

    A time without a zone is China's. An id or a text that came before is a line of its own all the same: people write twice.

    Raises:
        OSError: the file cannot be opened, or its packing is damaged.
    """
    messages, bad = [], []
    for number, line in enumerate(read_text(path).text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            messages.append(_message(line))
        except _Unusable as error:
            bad.append(BadLine(number, str(error)))
    return messages, bad


def _message(line: str) -> Message:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise _Unusable(_("不是 JSON")) from None
    if not isinstance(row, dict):
        raise _Unusable(_("不是一条留言（应为 {…}）"))
    title, body = _text(row, "title"), _text(row, "body")
    if not (title or body).strip():
        raise _Unusable(_("没有标题也没有内容"))
    return Message(
        id=row["id"] if isinstance(row.get("id"), (int, str)) else _missing("id"),
        person=_text(row, "user") or NOBODY,
        at=_moment(row),
        title=title,
        body=body,
        likes=_count(row, "likes"),
        dislikes=_count(row, "dislikes"),
        places=_places(row),
    )


def _missing(name: str) -> Any:
    raise _Unusable(_("缺少 %(name)s，或不能使用") % {"name": name})


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return str(value).encode("utf-8", "replace").decode()  # half a character, which JSON can write, is none
    return str(_missing(name))


def _moment(row: Mapping[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(str(row.get("time")))
    except ValueError:
        return datetime.fromisoformat(_missing("time"))
    if not YEARS[0] <= moment.year <= YEARS[1]:
        _missing("time")
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _count(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        return int(_missing(name))
    return value


def _places(row: Mapping[str, Any]) -> tuple[str, ...]:
    value = row.get("place")
    if not value:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    return tuple(_missing("place"))
