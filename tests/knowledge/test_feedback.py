"""Was this enough? Said once by each reader, counted for the version that was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linli.core import clock
from linli.core.errors import Missing
from linli.knowledge.models import Feedback, Version
from linli.knowledge.selectors import counts_of, feedback_of
from linli.knowledge.services import article_publish, article_write, feedback_give
from linli.privacy.domain.terms import length
from linli.privacy.holdings import SWEEPERS
from tests.cast import Cast
from tests.knowledge.articles import published, written


def counts(article_id: int) -> dict[int, tuple[int, int]]:
    numbers = dict(Version.objects.filter(article=article_id).values_list("pk", "number"))
    return {numbers[pk]: found for pk, found in counts_of(numbers).items()}


def test_a_reader_is_counted_once_and_may_change_their_mind(cast: Cast) -> None:
    article = published(cast)
    for enough, words in ((True, ""), (True, ""), (False, "没写要不要预约")):
        feedback_give(article.pk, who="account 1", enough=enough, words=words)
    feedback_give(article.pk, who="session x", enough=True)
    assert counts(article.pk) == {1: (1, 1)}
    assert [one.words for one in feedback_of(Version.objects.get())] == ["没写要不要预约"]


def test_a_new_version_is_asked_about_anew_and_the_old_count_stays(cast: Cast) -> None:
    article = published(cast)
    feedback_give(article.pk, who="account 1", enough=False, words="材料没写全")
    said = Version.objects.get(shown_of=article).content()
    director = cast.acting("community_director").standing
    article_write(replace(said, documents="身份证\n社保卡\n照片"), acting=director, article_id=article.pk)
    article_publish(article.pk, acting=director)
    feedback_give(article.pk, who="account 1", enough=True)
    assert counts(article.pk) == {1: (0, 1), 2: (1, 0)}


def test_who_read_what_cannot_be_told_from_what_is_kept(cast: Cast) -> None:
    one, other = published(cast), published(cast, question="另一条")
    for article in (one, other):
        feedback_give(article.pk, who="account 7", enough=True)
    kept = [bytes(row.who) for row in Feedback.objects.all()]
    assert len(set(kept)) == 2, "the same reader leaves another mark with each article"
    assert not any(b"account" in mark for mark in kept)


def test_nothing_is_kept_about_what_is_not_published(cast: Cast) -> None:
    draft = written(cast)
    with pytest.raises(Missing):
        feedback_give(draft.pk, who="account 1", enough=True)


def test_what_readers_said_goes_when_its_time_is_over(cast: Cast) -> None:
    article = published(cast)
    feedback_give(article.pk, who="account 1", enough=False, words="没写要不要预约")
    assert SWEEPERS["feedback"](10) == 0
    lasts = length("message")
    assert lasts is not None
    with clock.at(clock.now() + lasts):
        feedback_give(article.pk, who="account 2", enough=True)
        assert SWEEPERS["feedback"](10) == 1
    assert [row.enough for row in Feedback.objects.all()] == [True]
