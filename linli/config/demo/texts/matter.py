"""One matter that residents bring up, with the ways it is said and answered."""

from __future__ import annotations

from dataclasses import dataclass

ALL_YEAR = tuple(range(1, 13))
WARM, COLD, RAINY = (5, 6, 7, 8, 9), (11, 12, 1, 2, 3), (5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter. Texts may name {b} building, {u} entrance, {f} floor, {c} compound, {n} a small number.

    `unit` is the organisation (its key in the demo) whose work it is in the end; "" where the desk itself answers.
    `wrong` is one that a hurried dispatcher takes it for. `weight` says how often it comes up in its `months`;
    `told` that it can be answered at once.
    """

    title: str
    bodies: tuple[str, ...]
    answers: tuple[str, ...]
    task: str = ""
    unit: str = ""
    wrong: str = ""
    kind: str = "help"
    urgency: str = ""
    weight: int = 3
    months: tuple[int, ...] = ALL_YEAR
    told: bool = False
    private: bool = False
