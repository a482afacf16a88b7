"""`linli text classify FILE --model M`: a category for each text, or, of labelled texts, how often the model is right."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

HELP = (
    "Say which category each text of FILE has, or with --json how well a model does on texts whose category is known."
)


def add_arguments(parser: ArgumentParser) -> None:
    """The texts, and the model."""
    parser.add_argument("file", type=Path, help="CSV with text (or tokens) and, for --json, category; - for a pipe")
    parser.add_argument("--model", type=Path, required=True, metavar="M", help="what `linli text train` wrote")
    parser.add_argument(
        "--json", action="store_true", help="figures as one JSON object instead of a line for each text"
    )


def handle(options: Mapping[str, Any], out: TextIO, err: TextIO) -> None:
    """Classify; with `--json` compare with the categories of the file."""
    from linli.text.sorting.figures import figures_of
    from linli.text.sorting.keeping import model_load
    from linli.text.sorting.reports import refused_json, refused_text
    from linli.text.sorting.rows import rows_read

    model = model_load(options["model"])
    read = rows_read(options["file"], labelled=options["json"])
    texts = [row.text for row in read.rows]
    begun = time.process_time()
    verdicts = list(model.classify(texts))
    seconds = time.process_time() - begun
    if options["json"]:
        figures = figures_of([row.category for row in read.rows], verdicts)
        unknown = sorted({row.category for row in read.rows} - set(model.labels))
        more = {
            "texts_per_second": round(len(texts) / max(seconds, 1e-9)),
            "unknown_categories": unknown,
            "encoding": read.encoding,
            **refused_json(read),
        }
        out.write(json.dumps({**figures, **more}, ensure_ascii=False, indent=1) + "\n")
    else:
        for row, verdict in zip(read.rows, verdicts, strict=True):
            words = " ".join(weighed.word for weighed in model.explain(row.text, verdict.label))
            out.write(f"{row.line}\t{verdict.label}\t{verdict.probability:.3f}\t{_sure(verdict.certain)}\t{words}\n")
    err.write(refused_text(read))


def _sure(certain: bool) -> str:
    return "certain" if certain else "unsure"
