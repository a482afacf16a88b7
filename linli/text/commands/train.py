"""`linli text train FILE --model OUT`: labelled texts to a model that `linli text classify` reads."""

from __future__ import annotations

import json
import os
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

HELP = "Train a category model on FILE, a CSV with the columns category and tokens (or text)."


def add_arguments(parser: ArgumentParser) -> None:
    """The rows to learn from, and where the model goes."""
    parser.add_argument("file", type=Path, help="CSV in any encoding, plain or gzipped; - reads what is piped in")
    parser.add_argument("--model", type=Path, required=True, metavar="OUT", help="the file to write")
    parser.add_argument("--json", action="store_true", help="what was learnt as one JSON object")


def handle(options: Mapping[str, Any], out: TextIO, err: TextIO) -> None:
    """Read, train, write; the figures are of texts that the judging part of the training had not seen."""
    from linli.text.sorting.keeping import model_bytes
    from linli.text.sorting.reports import figures_text, refused_json, refused_text
    from linli.text.sorting.rows import rows_read
    from linli.text.sorting.training import train

    read = rows_read(options["file"])
    begun = time.process_time()
    model = train([(row.category, row.text) for row in read.rows])
    seconds = round(time.process_time() - begun, 2)
    data = model_bytes(model)
    _write(options["model"], data)
    figures = model.facts["cross_validated"]
    if options["json"]:
        facts = {**model.facts, "encoding": read.encoding, "train_seconds": seconds, "model_bytes": len(data)}
        out.write(json.dumps({**facts, **refused_json(read)}, ensure_ascii=False, indent=1) + "\n")
    else:
        out.write(f"{len(read.rows)} texts, {len(model.labels)} categories, {seconds} s of one processor\n")
        out.write(figures_text(figures))
    err.write(refused_text(read))


def _write(path: Path, data: bytes) -> None:
    """All or nothing: whoever reads the old file meanwhile reads the old model."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
