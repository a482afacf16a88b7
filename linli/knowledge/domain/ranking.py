"""Which articles fit a text: by the pairs of characters they share, each worth more the fewer articles have it.

How much of an article's question a text speaks of decides; that its answer speaks of the same, and that words of the
text speak for its category, help. See docs/decisions/030-articles-that-fit.md.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from linli.text.folding import fold
from linli.text.terms import words_of

MOST_CHARACTERS = 2000
"""Of a text are read; whoever writes more has said by then what it is about."""

# What a fit is made of; chosen on the demo's matters so that at most one offer in twenty is beside the point
# (docs/performance.md), and tried there again by a test.
OF_ANSWER = 0.5
FEWEST = 60
"""Where there are fewer articles than this, that all of them have a term says little about the term."""
SAME_CATEGORY, SAME_SUBJECT = 0.2, 0.05
FITS = 0.3

# Words that ask, bind and greet: they stand in every question and say nothing of what it is about. Longer ones first.
_SAYING_NOTHING = """
什么时候 能不能 可不可以 是不是 行不行 有没有 要不要 怎么办 为什么 的时候 怎么 什么 时候 哪里 哪些 哪儿 多少 多久 几点 几个 可以 没有 如何
是否 请问 找谁 谁管 归谁 的话 我们 你们 他们 一个 一下 已经 不能 不会 自己 还是 这个 那个 起来 出来 过来 下来 一直 每天 天天 昨天 今天 晚上
早上 希望 建议 麻烦 谢谢 尽快 现在 因为 所以 但是 如果 或者 以后 之后 里面 旁边 附近 门口
"""
_SAYS_NOTHING = re.compile("|".join(_SAYING_NOTHING.split()))


def terms_of(text: str) -> frozenset[str]:
    """Return what of a text is compared: pairs of characters, and words of letters and digits."""
    said = _SAYS_NOTHING.sub(" ", fold(text[:MOST_CHARACTERS]))
    return frozenset(term for term in words_of(said) if len(term) > 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is compared: the terms of its question and of all it says, where (code, level) and when it holds."""

    key: int
    question: frozenset[str]
    whole: frozenset[str]
    category_id: int
    subject_id: int | None = None
    code: str = ""
    level: int = 0
    valid_from: date = date.min
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """The category that a text is about, and its subject; None where nobody knows."""

    category_id: int | None = None
    subject_id: int | None = None


@dataclass(slots=True)
class Ranking:
    """The articles to choose from, with how many have each term. Made once, asked often."""

    entries: tuple[Entry, ...]
    _having: Counter[str] = field(init=False)
    _where: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self._having = Counter(term for entry in self.entries for term in entry.whole)
        self._where = {}
        for place, entry in enumerate(self.entries):
            for term in entry.whole:
                self._where.setdefault(term, []).append(place)

    def weight(self, terms: Iterable[str]) -> float:
        """Return how much terms say together; one that no article has says most."""
        log, count, having = math.log, max(len(self.entries), FEWEST) + 1, self._having
        return sum(log(count / (having[term] + 0.5)) for term in terms)

    def fitting(
        self, text: str, topic: Topic, offered: Callable[[Entry], bool], least: float = FITS
    ) -> list[tuple[float, int]]:
        """Return (fit, key) of the articles that fit a text, the best first.

        Args:
            text: what somebody writes, or looks for.
            topic: what it is about.
            offered: whether an article may be chosen at all.
            least: a lower fit is left out.
        """
        asked = terms_of(text)
        whole = self.weight(asked)
        if not whole:
            return []
        found = []
        for place in {place for term in asked for place in self._where.get(term, ())}:
            entry = self.entries[place]
            if offered(entry) and (fit := self._fit(entry, asked, whole, topic)) >= least:
                found.append((fit, entry.key))
        return sorted(found, reverse=True)

    def _fit(self, entry: Entry, asked: frozenset[str], whole: float, topic: Topic) -> float:
        shared = entry.question & asked
        spoken_of = self.weight(shared) / self.weight(entry.question) if shared else 0.0
        fit = spoken_of + OF_ANSWER * self.weight(entry.whole & asked) / whole
        if spoken_of and topic.category_id is not None:
            if entry.category_id == topic.category_id:
                fit += SAME_CATEGORY
            elif entry.subject_id is not None and entry.subject_id == topic.subject_id:
                fit += SAME_SUBJECT
        return fit
