"""What an article says, and what it must have to be one (sourcebook C3, R5: documents needed, policy, phone)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

# An answer is as long as an answer to a resident may be; the question is read in one glance on a phone.
MOST = {"question": 120, "answer": 5000, "documents": 2000, "phone": 100, "source": 200, "source_url": 300, "note": 200}
REQUIRED = ("question", "answer", "source")
_WEB = re.compile(r"https?://[^\s<>\"']+", re.ASCII | re.IGNORECASE)
_APART = re.compile(r"[、，,；;/\n]+")
_NUMBER = re.compile(r"\+?\d[\d -]{1,18}\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything of an article that has versions.

    `documents` has one a line. It holds for `place_id` and everything below it, from `valid_from` to `valid_to`, both
    included (None: until further notice). After `review_on` somebody of `owner_id`, or on `keeper_id`'s post, must look
    whether it is still so.
    """

    question: str
    answer: str
    source: str
    place_id: int
    category_id: int
    owner_id: int
    valid_from: date
    review_on: date
    documents: str = ""
    phone: str = ""
    source_url: str = ""
    valid_to: date | None = None
    keeper_id: int | None = None


FIELDS = tuple(field.name for field in fields(Content))
_TEXTS = tuple(name for name in FIELDS if name in MOST)


def tidied(content: Content) -> Content:
    """Return a content without spaces around lines, with line ends as they are kept, one document a line."""
    values = {name: _lines(getattr(content, name)) for name in _TEXTS}
    values["documents"] = "\n".join(documents_of(values["documents"]))
    return replace(content, **values)  # type: ignore[arg-type]  # texts all of them


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))


def documents_of(text: str) -> list[str]:
    """Return the documents of a text with one a line, without the signs people put in front."""
    lines = (re.sub(r"^(?:[-·•●*]|\d{1,2}[.．、)）])\s*", "", line.strip()) for line in text.splitlines())
    return [line for line in lines if line]


def faults(content: Content) -> Iterator[tuple[str, str]]:
    """Yield what is wrong as (field, code): "missing", "long", "web" (no address of a page), "order" (ends before it begins)."""
    for name in REQUIRED:
        if not getattr(content, name):
            yield name, "missing"
    for name in _TEXTS:
        if len(getattr(content, name)) > MOST[name]:
            yield name, "long"
    if content.source_url and not _WEB.fullmatch(content.source_url):
        yield "source_url", "web"
    if content.valid_to is not None and content.valid_to < content.valid_from:
        yield "valid_to", "order"


def changed(before: Content, after: Content) -> tuple[str, ...]:
    """Return the names of the fields in which two contents differ, in order."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def phones_of(text: str) -> list[tuple[str, str]]:
    """Return the numbers of a text as (words, digits to dial); words without a number have "" to dial.

    >>> phones_of("社保服务 12333，或 027-0000 1234")
    [('社保服务 12333', '12333'), ('或 027-0000 1234', '02700001234')]
    """
    found = []
    for part in _APART.split(text):
        if words := part.strip():
            number = _NUMBER.search(words)
            found.append((words, re.sub(r"[ -]", "", number[0]) if number else ""))
    return found
