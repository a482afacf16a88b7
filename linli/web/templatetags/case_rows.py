"""The rows of a list of cases, fifty a page: each is filled into one fragment."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from linli.cases.views.staff.rows import Limit, Row
from linli.web.fragments import Fill, fragment
from linli.web.templatetags.linli import status, when
from linli.web.words import time_left

register = template.Library()
_PLACES = ("mark", "url", "title", "number", "place", "submitted", "state", "flags", "lead", "tone", "limit")


@register.simple_tag
def case_rows(rows: Iterable[Row]) -> SafeString:
    """Show the rows."""
    fill, news = fragment("cases/staff/_row.html", *_PLACES), _flag("new", _("新消息"))
    return mark_safe("".join(_shown(row, fill, news) for row in rows))


def _shown(row: Row, fill: Fill, news: SafeString) -> SafeString:
    flags = [_flag(tone, words) for tone, words in row.marks]
    return fill(
        " is-unread" if row.unread else "",
        row.url,
        row.title,
        row.number,
        row.place,
        when(row.submitted_at),
        status(row.state),
        SafeString("".join([*flags, news] if row.unread else flags)),
        row.lead,
        row.limit.tone if row.limit else "",
        _limit(row.limit) if row.limit else "",
    )


@lru_cache(maxsize=256)
def _flag(tone: str, words: str) -> SafeString:
    return format_html('<span class="flag flag-{}">{}</span>', tone, words)


def _limit(limit: Limit) -> SafeString:
    return SafeString(f"{_label(limit.label)} {time_left(limit.at)}")


@lru_cache(maxsize=64)
def _label(label: str) -> SafeString:
    return format_html("<span>{}</span>", label)
