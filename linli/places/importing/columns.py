"""The declaration of a column, and the parsers of its cells: the reader and the templates both go by it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.core.sheets import unguarded
from linli.places.domain import Crs
from linli.places.importing.results import CellFault
from linli.text.cleaning import cleaned

Parser = Callable[[Any], Any]
Words = str | Promise

_MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT,]*(\d{1,2})\s*[:：时点]\s*(\d{1,2})?\s*(?:[:：分]\s*(\d{1,2})?)?\s*秒?(?:\.\d+)?)?"
)
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day numbers are local
_EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its key, its title, what else people call it, whether it must be there, how it is read."""

    key: str
    title: Words
    parse: Parser
    aliases: tuple[str, ...] = ()
    required: bool = False
    note: Words = ""
    example: str = ""
    choices: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """Every spelling of the header that means this column."""
        return {header_key(name) for name in (self.key, str(self.title), *self.aliases)}


def header_key(text: str) -> str:
    """Return a header as it is compared: without spaces, stars, brackets and what is in them, in small letters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\(.*?\)|\[.*?\]|[\s*:_/\\-]", "", folded)


def tidy(value: Any) -> Any:
    """Return a cell as parsers want it: text that is clean, its script left alone, whole numbers without ".0"; dates as is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        return unguarded(cleaned(unicodedata.normalize("NFC", value)))
    return value if isinstance(value, date | datetime | time) else str(value)


def text(most: int) -> Parser:
    """Return a parser of one line of at most `most` characters."""

    def parse(value: Any) -> str:
        words = re.sub(r"\s+", " ", _plain(value))
        if len(words) > most:
            raise CellFault(
                _("有 %(count)s 个字，最多 %(most)s 个。") % {"count": len(words), "most": most}, _("请缩短。")
            )
        return words

    return parse


def prose(most: int) -> Parser:
    """Return a parser of a text of at most `most` characters, its line breaks kept."""

    def parse(value: Any) -> str:
        words = str(value).strip()
        if len(words) > most:
            raise CellFault(
                _("有 %(count)s 个字，最多 %(most)s 个。") % {"count": len(words), "most": most}, _("请精简。")
            )
        return words

    return parse


def names(most: int) -> Parser:
    """Return a parser of several names, between commas, semicolons or 、."""
    one = text(most)

    def parse(value: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one(part) for part in re.split(r"[、,，;；/\n]", _plain(value)) if part.strip()))

    return parse


def count(most: int) -> Parser:
    """Return a parser of a whole number from 1 to `most`; 18层 and 54户 are read too. Empty is None."""

    def parse(value: Any) -> int | None:
        words = _plain(value)
        if not words:
            return None
        found = re.fullmatch(r"(\d+)(?:\.0+)?\s*[层户个]?", words)
        if not found or not 1 <= int(found[1]) <= most:
            raise CellFault(_("应为 1 至 %(most)s 的整数。") % {"most": most}, _("请改为整数。"))
        return int(found[1])

    return parse


def degrees(limit: int) -> Parser:
    """Return a parser of degrees between -limit and limit. Empty is None."""

    def parse(value: Any) -> float | None:
        words = _plain(value)
        if not words:
            return None
        try:
            number = float(words)
        except ValueError:
            raise CellFault(_("不是以度为单位的数字。"), _("请填写如 114.305469 的数字。")) from None
        if not -limit <= number <= limit:
            raise CellFault(
                _("超出了 -%(limit)s 至 %(limit)s 度。") % {"limit": limit}, _("经度与纬度可能填反了，请核对。")
            )
        return number

    return parse


def one_of(choices: Iterable[tuple[str, Any]]) -> Parser:
    """Return a parser of a word that stands for a code, in any of the languages that pages have. Empty is ""."""
    by_word: dict[str, str] = {}
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            by_word |= {header_key(str(word)): code for code, word in choices}
    by_word |= {header_key(code): code for code, _word in choices}
    shown = "、".join(str(word) for _code, word in choices)

    def parse(value: Any) -> str:
        if value == "":
            return ""
        found = by_word.get(header_key(str(value)))
        if found is None:
            raise CellFault(_("没有这一项。"), _("请填写其中之一：%(choices)s。") % {"choices": shown[:300]})
        return found

    return parse


def local_moment(value: Any) -> datetime | None:
    """Return a date or moment as it is written, without a time zone: a date cell, a spreadsheet's day number,
    2024-05-31 09:30, 2024/5/31, 2024年5月31日9时30分. None where it is none of these.
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time.min)
    written = str(value)
    if re.fullmatch(r"\d{5}(\.\d+)?", written):
        return _EXCEL_ZERO + timedelta(days=float(written))
    match = _MOMENT.fullmatch(written.strip())
    if match is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def day(value: Any) -> date | None:
    """Read a date. Empty is None."""
    if value in ("", None):
        return None
    found = local_moment(value)
    if found is None:
        raise CellFault(_("不是日期。"), _("请写成 2024-05-31 的样子。"))
    if not 1900 <= found.year < 2200:  # lists say "9999-12-31" where something has no end
        raise CellFault(_("这个日期太早或太远了。"), _("不定期的请留空。"))
    return found.date()


def crs(value: Any) -> Crs | None:
    """Read the name of a reference system. Empty is None."""
    words = _plain(value)
    if not words:
        return None
    try:
        return Crs.parse(words.split("（")[0].split("(")[0])
    except ValueError:
        raise CellFault(
            _("不是已知的坐标系。"), _("请填写 %(known)s 之一。") % {"known": "、".join(crs.value for crs in Crs)}
        ) from None


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime | time):
        raise CellFault(
            _("这一格是日期，可能是表格软件把 3-2 之类的文字自动改成了日期。"), _("请把该列设为“文本”后重新填写。")
        )
    if value in _EXCEL_ERRORS:
        raise CellFault(_("这一格的公式出错了。"), _("请改为填写数值或文字。"))
    return str(value)
