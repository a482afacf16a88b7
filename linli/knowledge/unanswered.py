"""What a reader looked for and did not find: kept in the browser's session, so that a report can begin with it."""

from __future__ import annotations

from django.http import HttpRequest

_KEPT = "unanswered"


def unanswered_keep(request: HttpRequest, question: str, words: str) -> None:
    """Keep the question that was read, and what was lacking in its answer."""
    request.session[_KEPT] = "\n".join(part for part in (question, words.strip()) if part)


def unanswered_take(request: HttpRequest) -> str:
    """Return what was kept, once; "" where nothing was."""
    return str(request.session.pop(_KEPT, ""))
