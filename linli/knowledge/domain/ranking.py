"""Which articles fit a text: by the pairs of characters they share, each worth more the fewer articles have it.

How much of an article's question a text speaks of decides; that its answer speaks of the same, and that words of the
text speak for its category, help. See docs/decisions/030-articles-that-fit.md.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from linli.text.folding import fold
from linli.text.terms import words_of

MOST_CHARACTERS = 2000
"""Of a text are read; whoever writes more has said by then what it is about."""

# What a fit is made of; chosen on what the demo's residents write (figures in docs/performance.md).
OF_ANSWER = 0.5
FEWEST = 60
"""Where there are fewer articles than this, that all of them have a term says little about the term."""
SAME_CATEGORY, SAME_SUBJECT = 0.2, 0.05
FITS, FITS_LONG = 0.3, 0.45
SHORT, LONG = 100, 300
"""Characters: a long text meets words of a question by chance, so that more is asked of it."""
BESIDE = 0.6
"""What fits so much worse than the best is not offered beside it: it shares a word, not the matter."""

# Words that ask, bind and greet: they stand in every question and say nothing of what it is about. Longer ones first.
_SAYING_NOTHING = """
什么时候 能不能 可不可以 是不是 行不行 有没有 要不要 怎么办 为什么 的时候 怎么 什么 时候 哪里 哪些 哪儿 多少 多久 几点 几个 可以 没有 如何
是否 请问 找谁 谁管 归谁 的话 我们 你们 他们 一个 一下 已经 不能 不会 自己 还是 这个 那个 起来 出来 过来 下来 一直 每天 天天 昨天 今天 晚上
早上 希望 建议 麻烦 谢谢 尽快 现在 因为 所以 但是 如果 或者 以后 之后 里面 旁边 附近 门口 材料 需要 要带 想问 问问 咨询 申请 办理 问题 情况
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


class Ranking:
    """The articles to choose from, with how much each term says among them. Made once, asked often.

    Terms are kept as numbers, some hundred bytes an article; an article is looked at where its question shares a term.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        ids: dict[str, int] = {}
        having: Counter[int] = Counter()
        self._entries: list[Entry] = []
        self._questions: list[array[int]] = []
        self._wholes: list[array[int]] = []
        self._where: dict[int, array[int]] = {}
        for place, entry in enumerate(entries):
            question = array("I", (ids.setdefault(term, len(ids)) for term in entry.question))
            whole = array("I", (ids.setdefault(term, len(ids)) for term in entry.whole))
            self._entries.append(replace(entry, question=frozenset(), whole=frozenset()))
            self._questions.append(question)
            self._wholes.append(whole)
            having.update(whole)
            for term in question:
                self._where.setdefault(term, array("I")).append(place)
        self._ids = ids
        count = max(len(self._entries), FEWEST) + 1
        self._unknown = math.log(count / 0.5)
        """What a term says that no article has."""
        self._weights = array("d", (math.log(count / (having[term] + 0.5)) for term in range(len(ids))))
        self._of_question = [sum(map(self._weights.__getitem__, question)) for question in self._questions]

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
        terms = terms_of(text)
        asked = {self._ids[term] for term in terms if term in self._ids}
        says = sum(map(self._weights.__getitem__, asked)) + self._unknown * (len(terms) - len(asked))
        found = []
        for place in set().union(*(self._where.get(term, ()) for term in asked)):
            entry = self._entries[place]
            if offered(entry) and (fit := self._fit(place, asked, says, topic)) >= least:
                found.append((fit, entry.key))
        return sorted(found, reverse=True)

    def offers(self, text: str, topic: Topic, offered: Callable[[Entry], bool], most: int) -> list[tuple[float, int]]:
        """Return (fit, key) of those to offer for a text: the best, and at most so many that fit nearly as well."""
        long = min(max(len(text) - SHORT, 0) / (LONG - SHORT), 1.0)
        found = self.fitting(text, topic, offered, FITS + (FITS_LONG - FITS) * long)
        return [pair for pair in found[:most] if pair[0] >= BESIDE * found[0][0]]

    def _fit(self, place: int, asked: set[int], says: float, topic: Topic) -> float:
        fit = self._says(self._questions[place], asked) / self._of_question[place]
        fit += OF_ANSWER * self._says(self._wholes[place], asked) / says
        entry = self._entries[place]
        if topic.category_id is not None:
            if entry.category_id == topic.category_id:
                fit += SAME_CATEGORY
            elif entry.subject_id is not None and entry.subject_id == topic.subject_id:
                fit += SAME_SUBJECT
        return fit

    def _says(self, terms: array[int], asked: set[int]) -> float:
        return sum(map(self._weights.__getitem__, asked.intersection(terms)))
