"""JSON and XML of the same content, as GeoReport v2 pairs them: a list of objects, or a tree under a root."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as Tree

from django.http import HttpResponse

from linli.core.errors import LinliError, TooMany

MEDIA_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}


def plain(value: Any) -> Any:
    """Return a value as both formats write it: moments as W3C date and time, nothing as null."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def answer(form: str, rows: Any, root: str, item: str = "", status: int = 200) -> HttpResponse:
    """Return what was asked for in the format that was asked for.

    Args:
        form: "json" or "xml".
        rows: an object, or a list of them.
        root, item: names of the XML elements around all and around each.
    """
    content = plain(rows)
    if form == "json":
        body = json.dumps(content, ensure_ascii=False).encode()
    else:
        body = Tree.tostring(_element(root, content, item), encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type=MEDIA_TYPES[form], status=status)


# The names of the elements of lists inside an object.
_ITEMS: dict[str, str] = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}


def _element(name: str, value: Any, item: str = "") -> Tree.Element:
    element = Tree.Element(name)
    if isinstance(value, Mapping):
        for key, inner in value.items():
            element.append(_element(key, inner, _ITEMS.get(key, str(key))))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        element.extend(_element(item, inner) for inner in value)
    elif value is not None:
        element.text = str(value).lower() if isinstance(value, bool) else _writable(str(value))
    return element


def _writable(text: str) -> str:
    """Return `text` without the control characters that XML 1.0 cannot hold."""
    return "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff"))


def fault(form: str, status: int, description: str) -> HttpResponse:
    """Return an error as GeoReport v2 words it."""
    return answer(form, [{"code": status, "description": description}], "errors", "error", status)


def of_error(form: str, error: LinliError) -> HttpResponse:
    """Return an error for people; the specification knows 400, 403 and 404."""
    status = {403: 403, 404: 404, 429: 429}.get(error.status, 400)
    said = fault(form, status, error.message)
    if isinstance(error, TooMany):
        said.headers["Retry-After"] = str(error.retry_after)
    return said
