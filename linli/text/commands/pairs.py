"""`linli text pairs FILE`: which of many messages speak of one thing."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from linli.text.files import read_jsonl
from linli.text.likeness import shared_words
from linli.text.pairs import LIKELY, Message, likely_pairs, profiles_of

HELP = "List the pairs of messages that are likely about one thing, the likest first."


def add_arguments(parser: ArgumentParser) -> None:
    """A file of messages, and what of it is shown."""
    parser.add_argument("file", type=Path, help="JSON Lines with id, title and body; plain or gzipped; - for a pipe")
    parser.add_argument("--least", type=float, default=LIKELY, help=f"show pairs at least so much alike; {LIKELY}")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def handle(options: Mapping[str, Any], out: TextIO, err: TextIO) -> None:
    """Compare and print; how long it took goes to stderr."""
    begun = time.perf_counter()
    messages = [_message(number, row) for number, row in enumerate(read_jsonl(options["file"]), start=1)]
    profiles = profiles_of(messages)
    found = likely_pairs(profiles, options["least"])
    ids = [[messages[pair.first].id, messages[pair.second].id] for pair in found]
    shared = [shared_words(messages[pair.first].text, profiles[pair.first], profiles[pair.second]) for pair in found]
    if options["json"]:
        rows = [
            {"ids": both, "likeness": round(pair.likeness, 3), "shared": words}
            for pair, both, words in zip(found, ids, shared, strict=True)
        ]
        out.write(json.dumps({"messages": len(messages), "pairs": rows}, ensure_ascii=False) + "\n")
    else:
        for pair, both, words in zip(found, ids, shared, strict=True):
            out.write(f"{pair.likeness:.3f} {both[0]} {both[1]} {' '.join(words)}\n")
    err.write(f"{len(messages)} messages, {len(found)} pairs, {time.perf_counter() - begun:.1f} s\n")


def _message(number: int, row: Mapping[str, Any]) -> Message:
    """A message of a row; without an id its number is one, and a text that is no text counts as none."""
    named = row.get("id")
    title, body = (row.get(name) if isinstance(row.get(name), str) else "" for name in ("title", "body"))
    return Message(named if isinstance(named, str | int) else number, title or "", body or str(row.get("text") or ""))
