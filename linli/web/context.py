"""What every page's shell needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

ELDER_COOKIE = "linli_elder"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's values: languages, elder mode, who is signed in, whether this is the demo."""
    return {
        "languages": settings.LANGUAGES,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "standing": getattr(request, "standing", None),
        "demo": settings.DEMO,
        "tiles": settings.LINLI_TILES,
    }
