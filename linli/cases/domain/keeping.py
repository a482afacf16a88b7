"""An answer that is worth keeping, without the people it was about: what becomes of it when it is made an article (C3, R5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from linli.cases.domain.redaction import redact

MOST_QUESTION = 120
SHORTEST = 2
"""A single character of a name stands in too many words to be taken out of them."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A case as far as an article may be made of it.

    `known` is what the case holds of its reporters: names, phones, doors; whatever of it stands in the words goes, beside
    what the patterns of `redaction` find.
    """

    title: str
    answer: str
    basis: str
    is_private: bool
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """The words an article begins with; an empty question where the reporter's own are not to be used."""

    question: str
    answer: str
    basis: str


def kept(case: Answered) -> Kept:
    """Return what an article may begin with. Of a private case the reporter's words are not used at all."""
    question = "" if case.is_private else _without(case.title, case.known).replace("\n", " ")[:MOST_QUESTION]
    return Kept(question, _without(case.answer, case.known), _without(case.basis, case.known)[:200])


def _without(text: str, known: Iterable[str]) -> str:
    for word in sorted({word.strip() for word in known if len(word.strip()) >= SHORTEST}, key=len, reverse=True):
        # Somebody may have typed it with blanks between.
        text = re.sub(r"\s*".join(map(re.escape, word)), "***", text)
    return redact(text)
