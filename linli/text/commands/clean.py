"""`linli text clean FILE`: a text in, the clean text out, and what was done to it beside it."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from linli.text.cleaning import Cleaned, clean
from linli.text.files import read_text

HELP = "Write FILE's text clean to the output, and what was found to the error output."
_SHOWN = 20
_AROUND = 12


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the file, and how to go about it."""
    parser.add_argument("file", type=Path, help="text in any encoding, plain or gzipped; - reads what is piped in")
    parser.add_argument("--jsonl", action="store_true", help="each line is a JSON object: clean the strings in it")
    parser.add_argument("--keep-script", action="store_true", help="leave traditional characters as they are")
    parser.add_argument("--json", action="store_true", help="the summary as JSON")


def handle(options: Mapping[str, Any], out: TextIO, err: TextIO) -> None:
    """Clean line by line; the summary counts lines, a record or a text each, not places."""
    read = read_text(options["file"])
    summary = Summary(encoding=read.encoding, readable=read.readable)
    begun = time.process_time()
    simplify, jsonl = not options["keep_script"], options["jsonl"] or ".jsonl" in options["file"].suffixes

    lines = read.text.replace("\r\n", "\n").removesuffix("\n").split("\n") if read.text else []
    for number, line in enumerate(lines, start=1):
        found: list[Cleaned] = []

        def cleaned(text: str, found: list[Cleaned] = found) -> str:
            found.append(clean(text, simplify=simplify))
            return found[-1].text

        put_right = _record(line, cleaned) if jsonl else cleaned(line)
        out.write(put_right + "\n")
        if found and line.strip():
            summary.add(number, found)
    summary.seconds = time.process_time() - begun
    err.write(json.dumps(summary.as_json(), ensure_ascii=False) + "\n" if options["json"] else summary.as_text())


def _record(line: str, cleaned: Callable[[str], str]) -> str:
    """Return a line of JSON with its strings cleaned; one that is no object is a text itself."""
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return cleaned(line)
    if not isinstance(row, dict):
        return cleaned(line)
    return json.dumps(
        {name: cleaned(value) if isinstance(value, str) else value for name, value in row.items()}, ensure_ascii=False
    )


class Summary:
    """What was found: texts by what was changed in them and by what stays damaged, and where the damage is."""

    def __init__(self, encoding: str, readable: bool) -> None:
        self.encoding, self.readable = encoding, readable
        self.texts = self.changed = self.damaged = 0
        self.seconds = 0.0
        self.changes: Counter[str] = Counter()
        self.damage: Counter[str] = Counter()
        self.where: list[tuple[int, str, str]] = []

    def add(self, number: int, cleaned: Sequence[Cleaned]) -> None:
        """Count the texts of line `number` as one."""
        self.texts += 1
        self.changed += any(text.changes for text in cleaned)
        self.damaged += any(text.damaged for text in cleaned)
        self.changes.update({kind for text in cleaned for kind in text.changes})
        self.damage.update({stretch.reason for text in cleaned for stretch in text.damage})
        for text in cleaned:
            for stretch in text.damage[: _SHOWN - len(self.where)]:
                around = text.text[max(stretch.start - _AROUND, 0) : stretch.end + _AROUND]
                self.where.append((number, stretch.reason, around.replace("\n", " ")))

    def as_json(self) -> dict[str, Any]:
        """Return everything by name."""
        return {
            "encoding": self.encoding,
            "readable": self.readable,
            "texts": self.texts,
            "texts_per_second": round(self.texts / self.seconds) if self.seconds else None,
            "changed": self.changed,
            "changes": dict(self.changes.most_common()),
            "damaged": self.damaged,
            "damage": dict(self.damage.most_common()),
            "where": [{"line": line, "reason": reason, "text": text} for line, reason, text in self.where],
        }

    def as_text(self) -> str:
        """Return the same in lines."""
        lines = [
            f"encoding: {self.encoding}" + ("" if self.readable else " (this does not look like text)"),
            f"texts: {self.texts}, changed: {self.changed}, still damaged: {self.damaged}",
            *(f"changed, {kind}: {count}" for kind, count in self.changes.most_common()),
            *(f"damaged, {reason}: {count}" for reason, count in self.damage.most_common()),
            *(f"line {number}: {reason}: …{text}…" for number, reason, text in self.where),
        ]
        return "\n".join(lines) + "\n"
