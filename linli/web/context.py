"""What every page's shell needs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from linli.core.access import RULES
from linli.core.preferences import ELDER_COOKIE
from linli.notify.selectors import unread_count
from linli.people.domain import NOBODY
from linli.web import navigation, words


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's values: languages, elder mode, who is signed in, whether this is the demo, where one can go.

    What costs a query or a loop is a callable: only a page that shows it pays.
    """
    standing = getattr(request, "standing", NOBODY)
    code = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "languages": settings.LANGUAGES,
        "LANGUAGE_CODE": code,
        "LANGUAGE_TAG": words.language_tag(code),
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "standing": standing,
        "demo": settings.DEMO,
        "tiles": settings.LINLI_TILES,
        "tabs": partial(navigation.entries, request, navigation.TABS),
        "navigation": partial(navigation.entries, request, navigation.STAFF),
        "mine": partial(navigation.entries, request, navigation.MINE),
        "may_search": partial(RULES["staff"].check, request),
        "unread": partial(unread_count, standing),
    }
