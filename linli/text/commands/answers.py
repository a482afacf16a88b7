"""`linli text answers FILE`: what the answers of a file leave open, how often, and how long they took (R7)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TextIO

from linli.text.answers import ITEMS, said_of
from linli.text.files import read_jsonl

HELP = (
    "Count what the answers in FILE (JSON Lines: title, body, reply, time, replied) leave open, and how long they took."
)
_DAY = 24 * 60 * 60


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the file."""
    parser.add_argument("file", type=Path, help="JSON Lines, plain or gzipped; - reads what is piped in")
    parser.add_argument("--show", metavar="ITEM", choices=ITEMS, help="print the answers that leave ITEM open")
    parser.add_argument("--json", action="store_true")


def handle(options: Mapping[str, Any], out: TextIO, err: TextIO) -> None:
    """Count, and print."""
    missing: Counter[str] = Counter()
    open_items: Counter[int] = Counter()
    days: list[float] = []
    answers = 0
    for row in read_jsonl(options["file"]):
        reply = row.get("reply")
        if not isinstance(reply, str) or not reply.strip():
            continue
        answers += 1
        said = said_of(str(row.get("title") or ""), str(row.get("body") or ""), reply)
        left = [one.item for one in said if not one.is_said]
        missing.update(left)
        open_items[len(left)] += 1
        if (took := _days(row)) is not None:
            days.append(took)
        if options["show"] in left:
            out.write(f"{row.get('id')}\t{reply!r}\n")
    found: dict[str, Any] = {
        "answers": answers,
        "missing": {item: missing[item] for item in ITEMS},
        "missing_share": {item: round(missing[item] / answers, 3) if answers else None for item in ITEMS},
        "say_everything": open_items[0],
        "days_median": round(median(days), 1) if days else None,
        "days_p90": round(quantiles(days, n=10)[8], 1) if len(days) > 1 else None,
        "timed": len(days),
    }
    if options["json"]:
        out.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    elif not options["show"]:
        out.writelines(f"{name}: {value}\n" for name, value in found.items())


def _days(row: Mapping[str, Any]) -> float | None:
    """Return the days between a request and its answer; None where a time is missing or the answer came first."""
    try:
        took = datetime.fromisoformat(row["replied"]) - datetime.fromisoformat(row["time"])
    except (KeyError, TypeError, ValueError):
        return None
    return took.total_seconds() / _DAY if took.total_seconds() >= 0 else None
