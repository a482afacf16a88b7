"""A piece of a page that is repeated fifty times: its template is rendered once a language, and its places are then filled
in as text.

A fragment has places and nothing else: what varies more than its words is decided before. What is filled in is escaped,
unless it is marked safe, exactly as a template would.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# Two characters for private use, which no template and no translation holds.
_OPENS, _CLOSES = "\ue0f0", "\ue0f1"
_PLACE = re.compile(f"{_OPENS}([a-z_]+){_CLOSES}")
Fill = Callable[..., SafeString]


def fragment(template: str, *places: str) -> Fill:
    """Return what fills a template's places, given by position, in the language of the moment.

    Args:
        template: its name; it shows `{{ place }}` for each of `places` and depends on nothing else but the language.
        places: what varies.
    """
    if settings.DEBUG:  # a template that is being worked on
        _prepared.cache_clear()
    return _prepared(template, places, get_language(), storages["staticfiles"])


@lru_cache(maxsize=64)
def _prepared(template: str, places: tuple[str, ...], language: str | None, storage: Storage) -> Fill:
    rendered = render_to_string(template, {place: f"{_OPENS}{place}{_CLOSES}" for place in places})
    order = [places.index(place) for place in _PLACE.findall(rendered)]
    text = "%s".join(part.replace("%", "%%") for part in _PLACE.split(rendered)[::2])
    pick = itemgetter(*order) if len(order) > 1 else lambda values: tuple(values[place] for place in order)

    def fill(*values: Any) -> SafeString:
        return mark_safe(text % pick([escaped(value) for value in values]))

    return fill


def escaped(value: Any) -> str:
    """Return a value as HTML; what is safe already stays as it is."""
    return value if isinstance(value, SafeString) else escape(str(value))
