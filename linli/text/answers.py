"""What an answer to a resident says, and what it leaves open (R7): a list to look over before it is sent, never a score.

Patterns cannot judge an answer. They see whether it has words for what was asked, for who acted, for what was done
or why not, when, whom to call and on what basis; how often they are right: docs/performance.md.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from linli.text.folding import fold

_DATA = Path(__file__).parent / "data" / "answers.toml"
SUBJECT = "subject"
ITEMS = (SUBJECT, "actor", "done", "when", "phone", "basis")
"""In the order in which a resident asks: my matter? who? what? when? whom may I call? on what ground?"""
_SHARED = 2
"""So many pairs of characters shared with the request speak to it; one may be chance, unless it stands in the title."""
_A_TITLE = 4
"""A title of so few characters may stand in an answer by itself."""
_CHINESE = re.compile("[\u3400-\u9fff]{2,}")
_CLAUSE = re.compile("([^，。！？!?；;：:\n]+)([，。！？!?；;：:\n]*)")


@dataclass(frozen=True, slots=True)
class Said:
    """One item of the list: its name, and the words of the answer that speak for it; none where nothing does."""

    item: str
    words: str = ""

    @property
    def is_said(self) -> bool:
        """Whether the answer seems to say it."""
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The data, compiled."""

    empty: re.Pattern[str]
    signed: re.Pattern[str]
    user: re.Pattern[str]
    common: frozenset[str]
    without: dict[str, re.Pattern[str]]
    items: dict[str, re.Pattern[str]]


@cache
def _patterns() -> _Patterns:
    data = tomllib.loads(_DATA.read_text("utf-8"))
    return _Patterns(
        empty=re.compile("|".join(data["empty"])),
        signed=re.compile(data["signed"]),
        user=re.compile(data["user"]),
        common=frozenset(data["common"].split()),
        without={"basis": re.compile(data["not_basis"]["titles"]), "when": re.compile(data["not_when"]["laws"])},
        items={name: re.compile("|".join(f"(?:{one})" for one in ones)) for name, ones in data["items"].items()},
    )


def said_of(title: str, body: str, answer: str, basis: str = "") -> tuple[Said, ...]:
    """Return the items in order, each with the words that speak for it.

    Args:
        title, body: the request.
        answer: what is to be sent.
        basis: what was given as its basis beside it, if anything.
    """
    data = _patterns()
    matter = _matter(answer, title)
    found = {SUBJECT: _subject(title, body, matter)}
    for name, pattern in data.items.items():
        text = data.without[name].sub("", matter) if name in data.without else matter
        match = pattern.search(text)
        found[name] = match[0].strip() if match else ""
    found["basis"] = found["basis"] or basis.strip()
    return tuple(Said(item, found[item]) for item in ITEMS)


def _matter(answer: str, title: str) -> str:
    """Return the clauses of an answer that are about the matter: no greeting, no thanks, no date of signature, no title of
    the request repeated, no name of a user."""
    data = _patterns()
    text = data.user.sub("", data.signed.sub("", answer.strip()))
    if len(title) > _A_TITLE:
        text = text.replace(title, "")
    return "".join(clause + end for clause, end in _CLAUSE.findall(text) if not data.empty.search(clause.strip()))


def _subject(title: str, body: str, matter: str) -> str:
    """Return the words that an answer shares with the request, where there are enough of them."""
    told, named = fold(matter), set(_pairs(title))
    asked = _pairs(f"{title}\n{body}")
    shared = [pair for pair in asked if pair in told]
    enough = len(shared) >= min(_SHARED, max(1, len(asked) // 4)) or not named.isdisjoint(shared)
    return "、".join(shared[:3]) if enough else ""


def _pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring characters that say what a text is about, each once, in order."""
    runs = _CHINESE.findall(fold(text))
    pairs = dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run) - 1))
    return [pair for pair in pairs if pair not in _patterns().common]
