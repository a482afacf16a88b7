"""Reads messages from JSON Lines, plain or gzipped; a line that is none is named with its number and what is wrong."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, tzinfo
from io import BufferedReader
from pathlib import Path

from django.utils.translation import gettext as _

from linli.text.characters import tidied
from linli.text.cleaning import clean
from linli.text.decoding import decode

LONGEST_LINE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its line, its id where it came from, when it was written, by whom, and what it says, cleaned.

    `repaired` says that copying had done something to the words, `damaged` that some of it stays.
    """

    line: int
    id: str
    moment: datetime
    user: str
    title: str
    body: str
    repaired: bool = False
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that could not be taken, and why."""

    line: int
    reason: str


def lines_of(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, gzipped where its name or its first bytes say so.

    Raises:
        OSError: it cannot be opened, or the gzipped data are damaged.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.peek(2)[:2] == b"\x1f\x8b"
            with gzip.open(raw) if packed else nullcontext(raw) as file:
                yield from _lines(file)
    except (EOFError, zlib.error) as error:
        raise OSError(_("压缩文件不完整或已损坏：%(error)s") % {"error": error}) from None


def _lines(file: BufferedReader | gzip.GzipFile) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n") and line:
            line = file.readline(LONGEST_LINE + 1)


def messages_in(lines: Iterable[bytes], zone: tzinfo, now: datetime) -> Iterator[Message | Broken]:
    """Yield each line as a message, or as broken with the reason in words. Empty lines are passed over.

    Args:
        zone: of times that carry none.
        now: no message is later.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _message(number, line, zone, now)
        except ValueError as error:
            yield Broken(number, str(error))


def _message(number: int, line: bytes, zone: tzinfo, now: datetime) -> Message:
    if len(line) > LONGEST_LINE:
        raise ValueError(_("这一行太长（超过 4 MB）"))
    read = decode(line)
    if read.damaged:
        raise ValueError(_("看不出用的是什么编码，请另存为 UTF-8"))
    try:
        row = json.loads(read.text)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError(_("不是完整的 JSON")) from None
    if not isinstance(row, dict):
        raise ValueError(_("这一行应是一个 JSON 对象"))
    for name in ("id", "time", "body"):
        if row.get(name) is None:
            raise ValueError(_("缺少 %(name)s") % {"name": name})
    if (
        isinstance(row["id"], bool)
        or not isinstance(row["id"], (int, str))
        or not 0 < len(str(row["id"]).strip()) <= 57
    ):
        raise ValueError(_("id 应是数字或不超过 57 个字的文字"))
    texts = {name: row.get(name) or "" for name in ("user", "title", "body")}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise ValueError(_("%(name)s 应是文字") % {"name": name})
    try:
        _check_text("".join(texts.values()))
    except UnicodeEncodeError:
        raise ValueError(_("含有不成对的代理字符，不是完整的文字")) from None
    title, body = (clean(texts[name], simplify=True) for name in ("title", "body"))
    if not body.text and not title.text:
        raise ValueError(_("没有内容"))
    return Message(
        number,
        str(row["id"]).strip(),
        _moment(row["time"], zone, now),
        tidied(texts["user"])[0],
        title.text,
        body.text or title.text,
        repaired=bool(title.changes or body.changes),
        damaged=title.damaged or body.damaged,
    )


def _check_text(text: str) -> None:
    text.encode()


def _moment(told: object, zone: tzinfo, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError(_("time 应是 2019-05-01T08:30:00 这样的时间"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment > now:
        raise ValueError(_("时间在将来"))
    if moment.year < 1990:
        raise ValueError(_("时间早于 1990 年"))
    return moment
