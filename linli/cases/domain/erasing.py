"""What stays of a case when its words go: the figures, the dates, who handled it; nothing that says what or whose it was.

PIPL art. 19 and 47; what anonymised data are stands in art. 73(4). The shape of an event stays, so that folding the events
still gives the row, and every figure is the same before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Json = dict[str, Any]

# Words of the machine, not of people: choices, codes, moments, names of limits.
_KEPT_WORDS = frozenset(
    {
        "how",
        "outcome",
        "solved",
        "urgency",
        "limit",
        "route",
        "what",
        "until",
        "act_by",
        "arrive_by",
        "number",
        "parent",
    }
)
_KEPT_COLUMNS = frozenset({"answer", "public_title", "public_answer"})
TEXTS = ("task", "objection", "words")
"""Texts in the rows of handlers and reporters."""


def erased_content(content: Mapping[str, Any], *, text: str | None, published: bool, at: datetime, why: str) -> Json:
    """Return an event's content without anybody's words, with a tombstone that says when and by which rule.

    Args:
        content: as it is stored.
        text: for the first event, the digest of the text that now stands in the case.
        published: whether the answer was published: personal data had been taken out then, and everybody has read it.
        at: when it is erased.
        why: the rule, a code.
    """
    left: Json = {
        name: value for name, value in content.items() if name not in ("said", "set", "handlers", "reporters")
    }
    if "said" in content:
        left["said"] = _wordless(content["said"])
        if text is not None:
            left["said"]["text"] = text
        for name in ("routing", "category_words"):
            left["said"].pop(name, None)
    if "set" in content:
        gone = set() if published else _KEPT_COLUMNS
        left["set"] = {
            name: "" if name in gone | {"answer"} and value else value for name, value in content["set"].items()
        }
    for part in ("handlers", "reporters"):
        if part in content:
            left[part] = {
                key: {name: "" if name in TEXTS and value else value for name, value in row.items()}
                for key, row in content[part].items()
            }
    left["erased"] = {"at": at.isoformat(), "why": why}
    return left


def _wordless(value: Any, name: str = "") -> Any:
    if isinstance(value, str):
        return value if name in _KEPT_WORDS else ""
    if isinstance(value, Mapping):
        return {key: _wordless(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_wordless(inner, name) for inner in value]
    return value
