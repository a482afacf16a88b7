"""Template tags that every page has: icons, status, time in words, fields, masks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.core.files.storage import Storage, storages
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, HiddenInput, RadioSelect, Select
from django.template import TemplateSyntaxError
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.core import personal
from linli.web import words

register = template.Library()
SPRITE = "web/vendor/tabler-icons/icons.svg"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without it is decoration."""
    return _icon(_sprite(storages["staticfiles"]), name, str(label))


@lru_cache(maxsize=8)
def _sprite(storage: Storage) -> str:
    """Where the icons are: the same as long as the static files are."""
    return storage.url(SPRITE)


@lru_cache(maxsize=2048)
def _icon(sprite: str, name: str, label: str) -> SafeString:
    address = f"{sprite}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def status(state: str, overdue: bool = False) -> SafeString:
    """A case's state as word, shape and colour: `{% status case.state case.overdue_at %}`."""
    shown = words.OVERDUE if overdue else words.STATUS[str(state)]
    return _status(shown.tone, icon(shown.icon), str(shown.label))


@lru_cache(maxsize=256)
def _status(tone: str, drawn: SafeString, label: str) -> SafeString:
    return format_html('<span class="status status-{}">{}{}</span>', tone, drawn, label)


@register.filter
def moment(value: datetime | None) -> str:
    """10月3日 14:20, in the installation's time zone; with its year where that is not the present one."""
    return words.moment(value) if value else ""


@register.filter
def day(value: datetime | None) -> str:
    """10月3日."""
    return words.day(value) if value else ""


@register.simple_tag
def when(value: datetime | None) -> SafeString | str:
    """The moment as a <time> element."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words.moment(value)) if value else ""


@register.filter
def duration(value: timedelta | float | None) -> str:
    """A length of time (timedelta, or seconds) in words: 2 天 3 小时."""
    return "" if value is None else words.duration(value)


@register.filter
def time_left(value: datetime | None) -> str:
    """How long until a limit, or since it passed: 还剩 2 天; 已超 3 小时."""
    return words.time_left(value) if value else ""


@register.filter
def percent(share: float | None) -> str:
    """A share of one as 97.3%; a dash where there was nothing to count."""
    return "—" if share in (None, "") else f"{share:.1%}"


@register.filter
def capped(count: int, most: int) -> str:
    """How many, or "999+" where it was counted no further than to `most`."""
    return str(count) if count < most else f"{most - 1}+"


@register.filter
def language_tag(code: str) -> str:
    """The language's tag for lang="…": zh-Hans."""
    return words.language_tag(code)


@register.filter
def mask_phone(phone: str | None) -> str:
    """138****0000."""
    return personal.mask_phone(phone or "")


@register.filter
def mask_name(name: str | None) -> str:
    """张**."""
    return personal.mask_name(name or "")


@register.filter
def dial(phone: str | None) -> str:
    """What a tel: link dials: digits, and a leading plus."""
    return "".join(c for i, c in enumerate((phone or "").strip()) if c.isdecimal() or (c == "+" and i == 0))


@register.filter
def listed(words: Iterable[object]) -> str:
    """Words one after the other, as the reader's language lists them."""
    return pgettext("列举", "、").join(map(str, words))


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, **attrs: Any) -> dict[str, Any]:
    """A form field with its label, help and errors; further words become attributes (`rows=4 data_count="1"`)."""
    widget = bound.field.widget
    given = {name.replace("_", "-"): value for name, value in attrs.items() if name != "classes"}
    is_check = isinstance(widget, CheckboxInput)
    is_group = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    common = {
        "classes": attrs.get("classes", ""),
        "required": bound.field.required or widget.attrs.get("required", False),
        "described_by": f"{bound.auto_id}_errors" if bound.errors else "",
    }
    if is_check:
        given.setdefault("class", "form-check-input")
    elif is_group:
        return {"field": bound, "options": _options(bound), "is_group": True, **common}
    elif isinstance(widget, Select):
        given.setdefault("class", "form-select")
    elif not isinstance(widget, HiddenInput):
        given.setdefault("class", "form-control form-file" if isinstance(widget, FileInput) else "form-control")
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    described += [f"{bound.auto_id}_errors"] if bound.errors else []
    if described:
        given["aria-describedby"] = " ".join(described)
    return {"field": bound, "widget": bound.as_widget(attrs=given), "is_check": is_check, **common}


def _options(bound: BoundField) -> list[Any]:
    """Each radio button or checkbox of a group, with the class both style sheets know."""
    options = list(bound)
    for option in options:
        option.data["attrs"]["class"] = "form-check-input"
    return options


@register.inclusion_tag("web/parts/pages.html", takes_context=True)
def pages(context: Context, page: Any) -> dict[str, Any]:
    """Earlier and later pages of a list, the other parameters of the address kept."""
    return {"page": page, "request": context["request"]}


class AgainNode(Node):
    """Renders a block once more."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> str:
        """Render the block as the most specific template fills it."""
        block = context.render_context[BLOCK_CONTEXT_KEY].get_block(self.name)
        return str(block.render(context)) if block else ""


@register.tag
def again(parser: Parser, token: Token) -> AgainNode:
    """`{% again "title" %}`: what the page put into a block, in a second place.

    Raises:
        TemplateSyntaxError: not exactly one name in quotes.
    """
    parts = token.split_contents()
    if len(parts) != 2 or parts[1][0] not in "'\"":
        raise TemplateSyntaxError(_("again 需要一个带引号的块名"))
    return AgainNode(parts[1].strip("'\""))
