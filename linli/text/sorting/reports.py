"""What the commands say of a file and of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.text.sorting.rows import Rows

MOST_SHOWN = 1000


def refused_json(read: Rows) -> dict[str, Any]:
    """Return the refused rows by name: how many, and the first of them."""
    rows = [{"line": row.line, "reason": row.reason, "words": row.words} for row in read.refused[:MOST_SHOWN]]
    return {"refused_count": len(read.refused), "refused": rows}


def refused_text(read: Rows) -> str:
    """Return the refused rows in lines."""
    lines = [f"line {row.line}: {row.words}" for row in read.refused[:MOST_SHOWN]]
    return "".join(line + "\n" for line in lines)


def figures_text(figures: Mapping[str, Any]) -> str:
    """Return figures in lines, a label each."""
    lines = [
        f"accuracy {figures['accuracy']}, macro F1 {figures['macro_f1']}",
        f"certain {figures['certain_share']}, of which right {figures['certain_accuracy']}",
        *(
            f"{name}: F1 {row['f1']}, precision {row['precision']}, recall {row['recall']}, {row['texts']} texts"
            for name, row in figures["per_class"].items()
        ),
    ]
    return "".join(line + "\n" for line in lines)
