"""Which articles fit what somebody writes, and which are found by what somebody looks for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.config.demo.articles import TOLD
from linli.config.demo.texts import MATTERS
from linli.core import clock
from linli.knowledge.domain.ranking import Entry, Ranking, Topic, terms_of
from linli.knowledge.selectors import articles_fitting, articles_search
from linli.knowledge.services import article_withdraw
from tests.cast import Cast
from tests.knowledge.articles import published, written

# What the demo's residents say (by its beginning), and what they are to be offered first; "" for nothing.
OFFERED = {
    "我今年五十岁": "五十岁怎么办退休？要带什么材料",
    "父亲腿脚不便，想办老年公交卡": "老年优待证、老年公交卡怎么办",
    "我有高血压，想签家庭医生": "家庭医生怎么签约，签了有什么用",
    "在外地住院出院了": "去外地看病怎么报销，要不要先备案",
    "租房住在": "孩子上小学怎么报名，外地户口行不行",
    "早晨院子里遛狗不牵绳": "被狗咬了怎么办，遛狗不牵绳找谁",
    "感谢我们网格的网格员": "",
    "物业负责人给外来施工队": "",
}


@pytest.fixture(scope="module")
def demo() -> tuple[Ranking, list[str]]:
    told = [one for one in TOLD if not one.end]
    entries = []
    for key, one in enumerate(told):
        asked = terms_of(one.question)
        whole = asked | terms_of(one.answer) | terms_of("\n".join(one.documents))
        entries.append(Entry(key, asked, whole, hash(one.category), hash(one.category.split("-")[0])))
    return Ranking(tuple(entries)), [one.question for one in told]


@pytest.mark.parametrize("said", OFFERED)
def test_what_the_demo_s_residents_write_finds_its_article(demo: tuple[Ranking, list[str]], said: str) -> None:
    ranking, questions = demo
    body = next(body for matter in MATTERS for body in matter.bodies if body.startswith(said))
    found = [questions[key] for _fit, key in ranking.fitting(body, Topic(), lambda entry: True)]
    assert found[:1] == ([OFFERED[said]] if OFFERED[said] else [])


@given(text=st.text(max_size=400))
def test_any_text_may_be_compared(text: str) -> None:
    ranking = Ranking((Entry(1, terms_of("居住证怎么办"), terms_of("住满半年"), 1),))
    assert all(fit >= 0 for fit, _key in ranking.fitting(text, Topic(1, 2), lambda entry: True, 0.0))


def test_of_two_that_share_as_much_the_one_of_the_same_category_comes_first() -> None:
    asked = terms_of("电梯维修")
    ranking = Ranking((Entry(1, asked, asked, 10, 1), Entry(2, asked, asked, 20, 2)))
    assert [key for _fit, key in ranking.fitting("电梯维修找物业", Topic(20, 2), lambda entry: True)] == [2, 1]


def questions(found: list[object]) -> list[str]:
    return [article.shown.question for article in found]  # type: ignore[attr-defined]


ASKED = "我母亲今年五十岁，想问退休怎么办，要哪些材料"


def test_a_resident_is_offered_what_holds_where_they_are(cast: Cast) -> None:
    published(cast, question="五十岁怎么办退休")
    published(cast, "street_director", owner="street", place="street", question="五十岁怎么办退休呢")
    assert questions(articles_fitting(ASKED, cast.community)) == ["五十岁怎么办退休", "五十岁怎么办退休呢"]
    assert articles_fitting(ASKED, cast.places["other_community"]) == []
    assert articles_fitting(ASKED, None) == [], "who says nothing of where they are is offered a district's and city's"


def test_drafts_what_is_withdrawn_and_what_is_over_are_not_offered_nor_found(cast: Cast) -> None:
    written(cast, question="五十岁怎么办退休，草稿")
    published(cast, question="五十岁怎么办退休，去年的", valid_to=clock.today() - timedelta(days=1))
    withdrawn = published(cast, question="五十岁怎么办退休，撤下的")
    article_withdraw(withdrawn.pk, acting=cast.acting("community_director").standing, why="作废")
    assert articles_fitting(ASKED, cast.community) == []
    assert articles_search("退休", cast.community) == ([], False)


def test_what_is_published_is_offered_at_once(cast: Cast) -> None:
    assert articles_fitting(ASKED, cast.community) == []
    published(cast)
    assert len(articles_fitting(ASKED, cast.community)) == 1


@pytest.mark.parametrize("asked", ["退休", "tuixiu", "tx", "退休 五十", "五十歲怎麼辦退休", "社保卡", "社会保险法"])
def test_an_article_is_found_by_its_words_its_pinyin_and_its_initials(cast: Cast, asked: str) -> None:
    published(cast)
    published(cast, question="居住证签注", answer="每年一次", documents="", source="派出所")
    found, whole = articles_search(asked, cast.community)
    assert (questions(found), whole) == (["五十岁怎么办退休？"], True)


def test_a_whole_question_finds_what_comes_near_and_says_so(cast: Cast) -> None:
    published(cast, question="居住证签注，要带什么")
    found, whole = articles_search("请问我的居住证哪一天去签注才不会过期呢", cast.community)
    assert (questions(found), whole) == (["居住证签注，要带什么"], False)


def test_the_nearer_one_is_found_first(cast: Cast) -> None:
    published(cast, question="家庭医生怎么签约", answer="带身份证，也可以问老年优待证")
    published(cast, question="老年优待证怎么办", answer="带身份证")
    assert questions(articles_search("老年优待证", cast.community)[0]) == ["老年优待证怎么办", "家庭医生怎么签约"]


def test_three_articles_cost_as_many_queries_as_thirty(cast: Cast) -> None:
    counts = []
    for many in (3, 27):
        for number in range(many):
            published(cast, question=f"五十岁怎么办退休 {many}-{number}")
        articles_fitting(ASKED, cast.community)  # read into memory
        with CaptureQueriesContext(connection) as seen:
            assert articles_fitting(ASKED, cast.community)
            articles_search("退休", cast.community)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6
