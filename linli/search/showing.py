"""What was found, with the words that were looked for marked: pieces of text, each escaped on its way into the page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linli.text.marking import Piece


def marked(pieces: Iterable[Piece]) -> SafeString:
    """Return pieces as they stand in a page."""
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", p.text) if p.hit else p.text,) for p in pieces))
