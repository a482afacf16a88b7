"""How well verdicts agree with what people decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from linli.text.sorting.model import Verdict


def figures_of(decided: Sequence[str], verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the figures of verdicts on texts whose labels are known; shares are rounded to four places, None of nothing.

    - `accuracy`: the share that is right;
    - `macro_f1`: the mean F1 over every label that was decided or given, each counting alike;
    - `per_class`: for each label `precision`, `recall`, `f1` and how many were decided (`texts`);
    - `certain_share`: the share that is vouched for, and `certain_accuracy`: how much of that is right.
    """
    right = Counter(label for label, verdict in zip(decided, verdicts, strict=True) if label == verdict.label)
    wanted, given = Counter(decided), Counter(verdict.label for verdict in verdicts)
    per_class = {
        label: {
            "precision": _share(right[label], given[label]),
            "recall": _share(right[label], wanted[label]),
            "f1": _share(2 * right[label], wanted[label] + given[label]),
            "texts": wanted[label],
        }
        for label in sorted(wanted | given)
    }
    certain = [label == verdict.label for label, verdict in zip(decided, verdicts, strict=True) if verdict.certain]
    return {
        "texts": len(decided),
        "accuracy": _share(right.total(), len(decided)),
        "macro_f1": _share(sum(2 * right[name] / (wanted[name] + given[name]) for name in per_class), len(per_class)),
        "per_class": per_class,
        "certain_share": _share(len(certain), len(decided)),
        "certain_accuracy": _share(sum(certain), len(certain)),
    }


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
