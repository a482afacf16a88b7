"""An article past its review date: its owner is told, once for each lapse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from linli.core import clock
from linli.knowledge.models import Article, Version
from linli.knowledge.services import article_publish, article_review, article_withdraw, article_write, review_remind
from linli.notify.models import Message
from linli.people.services import post_end
from tests.cast import Cast, at
from tests.knowledge.articles import content, published


@pytest.fixture
def article(cast: Cast) -> Article:
    with at():
        return published(cast, owner="property", review_on=clock.today() + timedelta(days=10))


def remind(article: Article) -> bool:
    return review_remind(Version.objects.get(shown_of=article).pk)


def test_the_task_is_saved_with_publishing_and_waits_for_the_morning_after(cast: Cast, article: Article) -> None:
    task = DBTaskResult.objects.get(task_path="linli.knowledge.tasks.review_remind")
    assert task.args_kwargs["args"] == [article.shown_id]
    assert timezone.localtime(task.run_after).isoformat()[:16] == "2026-05-24T08:30"


def test_nobody_is_told_before_the_day_has_passed_and_the_owner_once_after(cast: Cast, article: Article) -> None:
    with at(days=10):
        assert not remind(article)
    with at(days=11):
        assert remind(article)
        assert not remind(article), "the same task again, on another machine"
    with at(days=90):
        assert not remind(article)
    message = Message.objects.get(kind="article_review")
    assert (message.organisation, message.account) == (cast.organisations["property"], None)
    assert "五十岁怎么办退休" in message.text
    assert message.link == f"/staff/knowledge/{article.pk}/"


def test_a_new_review_date_is_a_new_lapse_and_a_corrected_word_is_not(cast: Cast, article: Article) -> None:
    director = cast.acting("community_director").standing
    with at(days=11):
        assert remind(article)
        said = Version.objects.get(shown_of=article).content()
        article_write(
            content(cast, owner="property", answer="改一个字", review_on=said.review_on),
            acting=director,
            article_id=article.pk,
        )
        article_publish(article.pk, acting=director)
        assert not remind(article), "the same day is still past"
        article_review(article.pk, clock.today() + timedelta(days=30), acting=director)
        assert not remind(article)
    with at(days=50):
        assert remind(article)
    assert Message.objects.filter(kind="article_review").count() == 2


def test_nobody_is_told_of_what_residents_no_longer_read(cast: Cast, article: Article) -> None:
    version = Version.objects.get(shown_of=article)
    article_withdraw(article.pk, acting=cast.acting("community_director").standing, why="作废")
    with at(days=20):
        assert not review_remind(version.pk)
    assert not Message.objects.filter(kind="article_review").exists()


def test_the_keeper_of_an_article_hears_of_it_alone_and_after_leaving_their_organisation_does(cast: Cast) -> None:
    keeper = cast.posts["community_officer"]
    with at():
        article = published(cast, keeper_id=keeper.pk, review_on=clock.today())
        later = published(cast, keeper_id=keeper.pk, review_on=clock.today() + timedelta(days=5), question="另一条")
    with at(days=1):
        assert remind(article)
        post_end(keeper)
    with at(days=9):
        assert remind(later)
    first, second = Message.objects.filter(kind="article_review").order_by("created_at")
    assert (first.account, first.organisation) == (cast.community_officer, None)
    assert (second.account, second.organisation) == (None, cast.organisations["community"])
