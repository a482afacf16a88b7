"""The forms of a page, as a browser would send them: address, fields, and the values that it offers."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Form:
    """One form: where it is sent, and what a browser would send, by name every value it offers."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def offer(self, name: str, value: str) -> None:
        """Note a value of a field."""
        values = self.fields.setdefault(name, [])
        if value not in values:
            values.append(value)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms = address, list[Form]()
        self.current: Form | None = None
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.current = Form(urljoin(self.address, given.get("action", "")))
            if given.get("method", "").lower() == "post":
                self.forms.append(self.current)
        elif self.current is None:
            return
        elif tag == "input" and (name := given.get("name")):
            if given.get("type") == "file":
                self.current.files.add(name)
            self.current.offer(name, given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "textarea" and (name := given.get("name")):
            self.area = name
            self.current.offer(name, "")
        elif tag == "select":
            self.select = given.get("name", "")
            self.current.fields.setdefault(self.select, [])
        elif tag == "option" and self.select:
            self.current.offer(self.select, given.get("value", ""))
        elif tag == "button" and (name := given.get("name")):
            self.current.offer(name, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area and self.current:
            self.current.offer(self.area, data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.current = None
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""


def forms_of(page: str, address: str) -> list[Form]:
    """Return the forms of a page that are sent by POST.

    Args:
        page: its HTML.
        address: where it was found, against which actions are read.
    """
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms
