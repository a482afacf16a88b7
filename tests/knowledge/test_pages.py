"""The pages of the knowledge room, in plain forms as a browser without JavaScript sends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.core import clock
from linli.knowledge.models import Article, Feedback, Version
from linli.knowledge.selectors import article_shown
from linli.knowledge.services import article_withdraw, article_write, feedback_give
from linli.people.services import post_end
from tests.cast import Cast, at
from tests.knowledge.articles import content, fields, published, written

LIST, STAFF, NEW = "/knowledge/", "/staff/knowledge/", "/staff/knowledge/new/"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def came_by_door(cast: Cast, who: str | None = None):  # type: ignore[no-untyped-def]
    client = cast.client(who)
    client.get(f"/d/{cast.doors['one'].token}/")
    return client


# --- residents ---


def test_a_resident_goes_from_the_door_to_the_list_and_reads_an_article_with_source_and_date(cast: Cast) -> None:
    with at():
        article = published(cast)
        client = came_by_door(cast)
        assert f'href="{LIST}"' in client.get("/here/").content.decode()
        listed = client.get(LIST).content.decode()
        assert f'href="{LIST}{article.pk}/"' in listed and "民政与社保" in listed
        page = client.get(f"{LIST}{article.pk}/").content.decode()
    for words in (
        "先打12333",
        "<li>身份证</li>",
        'href="tel:12333"',
        "社会保险法",
        "2026-05-13",
        "第 1 版",
        "青和居社区居委会",
    ):
        assert words in page, words


def test_what_another_community_keeps_for_itself_is_not_listed(cast: Cast) -> None:
    published(cast, "other_community_director", owner="other_community", place="other_community", question="钢花的食堂")
    assert "钢花的食堂" not in came_by_door(cast).get(LIST).content.decode()
    assert "钢花的食堂" in cast.client().get(f"{LIST}?community={cast.places['other_community'].code}").content.decode()


def test_a_category_and_a_search_lead_to_it_too(cast: Cast) -> None:
    published(cast)
    client = came_by_door(cast)
    for query in ("?category=civil-retire", "?q=退休", "?q=tuixiu"):
        assert "办退休" in client.get(LIST + query).content.decode().replace("<mark>", "").replace("</mark>", "")
    assert "没有找到" in client.get(LIST + "?q=量子力学").content.decode()
    assert "这一类还没有知识" in client.get(LIST + "?category=pets-dog").content.decode()
    assert client.get(LIST + "?category=nothing").status_code == 404


def test_past_its_last_day_its_page_says_so_and_past_its_review_date_it_asks_to_call_first(cast: Cast) -> None:
    with at():
        over = published(cast, valid_to=clock.today() + timedelta(days=1))
        stale = published(cast, question="另一条", review_on=clock.today() + timedelta(days=1))
    with at(days=2):
        client = came_by_door(cast)
        assert "已经过期，请不要照着办" in client.get(f"{LIST}{over.pk}/").content.decode()
        assert "还没有核对过" in client.get(f"{LIST}{stale.pk}/").content.decode()
        listed = client.get(LIST).content.decode()
    assert "另一条" in listed and "五十岁怎么办退休" not in listed


def test_a_draft_and_a_withdrawn_article_are_nobody_s_to_read(cast: Cast) -> None:
    draft, gone = written(cast), published(cast, question="撤下的")
    article_withdraw(gone.pk, acting=cast.acting("community_director").standing, why="作废")
    for article in (draft, gone):
        for who in (None, "resident", "community_director"):
            assert cast.client(who).get(f"{LIST}{article.pk}/").status_code == 404


def test_a_reader_says_it_was_enough_once_with_and_without_signing_in(cast: Cast) -> None:
    article = published(cast)
    nobody, resident = cast.client(), cast.client("resident")
    for client in (nobody, nobody, resident, cast.client("resident")):
        assert client.post(f"{LIST}{article.pk}/enough/", {"enough": "yes"}).status_code == 302
    assert Feedback.objects.count() == 2
    assert "您说够用了" in nobody.get(f"{LIST}{article.pk}/").content.decode()


def test_who_lacks_something_may_report_it_with_their_words_kept(cast: Cast) -> None:
    article = published(cast)
    client = came_by_door(cast)
    words = "我在外地<b>交过</b>社保怎么算"
    client.post(f"{LIST}{article.pk}/enough/", {"enough": "no", "words": words})
    assert Feedback.objects.get().words == words
    assert 'href="/report/"' in client.get(f"{LIST}{article.pk}/").content.decode()
    form = client.get("/report/").content.decode()
    assert "五十岁怎么办退休？\n我在外地&lt;b&gt;交过&lt;/b&gt;社保怎么算" in form
    assert "我在外地" not in client.get("/report/").content.decode(), (
        "only once, and not for whoever takes the phone next"
    )


def test_an_answer_that_is_neither_yes_nor_no_gets_words(cast: Cast) -> None:
    article = published(cast)
    answer = cast.client().post(f"{LIST}{article.pk}/enough/", {"words": "缺照片要求"})
    assert answer.status_code == 422 and "缺照片要求" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_a_program_that_votes_is_stopped(cast: Cast) -> None:
    article = published(cast)
    answers = {cast.client().post(f"{LIST}{article.pk}/enough/", {"enough": "yes"}).status_code for _try in range(61)}
    assert answers == {302, 429}


@pytest.mark.parametrize("address", [LIST, LIST + "?q=%3Cscript%3E", LIST + "?category=civil-retire"])
def test_what_somebody_wrote_never_becomes_part_of_the_page(cast: Cast, address: str) -> None:
    hostile = dict.fromkeys(("question", "answer", "documents", "source"), HOSTILE) | {"phone": HOSTILE[:60]}
    article = published(cast, **hostile)
    feedback_give(article.pk, who="x", enough=False, words=HOSTILE)
    director = cast.client("community_director")
    pages = [came_by_door(cast).get(address), came_by_door(cast).get(f"{LIST}{article.pk}/")]
    pages += [director.get(STAFF), director.get(f"{STAFF}{article.pk}/"), director.get(f"{STAFF}{article.pk}/edit/")]
    pages += [director.get(f"{STAFF}{article.pk}/versions/"), director.get(f"{STAFF}?q=%3Cscript%3E")]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in text and "<img src=x" not in text


# --- staff ---


def test_a_grid_worker_drafts_and_a_head_publishes_with_one_press(cast: Cast) -> None:
    worker, director = cast.client("grid_worker"), cast.client("community_director")
    form = worker.get(NEW).content.decode()
    assert 'value="publish"' not in form, "who cannot publish is not offered it"
    assert worker.post(NEW, fields(cast, owner="one", do="save")).status_code == 302
    article = Article.objects.get()
    assert cast.client("resident").get(f"{LIST}{article.pk}/").status_code == 404
    assert 'action="' + f"{STAFF}{article.pk}/publish/" in director.get(f"{STAFF}{article.pk}/").content.decode()
    director.post(f"{STAFF}{article.pk}/publish/", {"seen": "1"})
    assert article_shown(article.pk)
    director.post(NEW, fields(cast, question="直接发布的", do="publish"))
    assert Article.objects.filter(state="published").count() == 2


def test_a_grid_worker_who_asks_for_publishing_all_the_same_has_written_a_draft(cast: Cast) -> None:
    answer = cast.client("grid_worker").post(NEW, fields(cast, owner="one", do="publish"), follow=True)
    assert Article.objects.get().state == "draft"
    assert "书记、主任发布" in answer.content.decode()


def test_what_is_missing_is_said_at_its_field_and_what_was_written_stays(cast: Cast) -> None:
    answer = cast.client("grid_worker").post(NEW, fields(cast, owner="one", source="", answer="写了很久的答复"))
    assert answer.status_code == 422
    assert "请填写“出处”" in answer.content.decode() and "写了很久的答复" in answer.content.decode()


def test_a_form_that_is_sent_twice_writes_once(cast: Cast) -> None:
    for _press in range(2):
        cast.client("grid_worker").post(NEW, fields(cast, owner="one", key="press-1"))
    assert Version.objects.count() == 1


def test_who_writes_over_a_colleague_is_shown_it_and_may_send_again(cast: Cast) -> None:
    article = published(cast)
    director = cast.client("community_director")
    officer = cast.acting("community_officer").standing
    article_write(content(cast, answer="同事改的"), acting=officer, article_id=article.pk)
    sent = fields(cast, answer="我改的", seen=1)
    answer = director.post(f"{STAFF}{article.pk}/edit/", sent)
    assert answer.status_code == 409
    assert "有人改过" in answer.content.decode() and "我改的" in answer.content.decode()
    assert director.post(f"{STAFF}{article.pk}/edit/", {**sent, "seen": "2"}).status_code == 302
    assert Version.objects.get(latest_of=article).number == 3


def test_the_history_says_who_changed_what_and_two_versions_can_be_compared(cast: Cast) -> None:
    article = published(cast)
    officer = cast.acting("community_officer").standing
    changed = content(cast, answer="先打12333查退休时间，再到街道申请。", phone="12345")
    article_write(changed, acting=officer, article_id=article.pk, note="窗口搬了")
    page = cast.client("grid_worker").get(f"{STAFF}{article.pk}/").content.decode()
    assert "改了答复、电话" in page and "窗口搬了" in page and "有改动未发布" in page
    compared = cast.client("grid_worker").get(f"{STAFF}{article.pk}/versions/?from=1&to=2").content.decode()
    assert "<del>由单位</del><ins>到街道</ins>" in compared
    for query in ("?to=99", "?from=x", "?from=2&to=1", ""):
        assert cast.client("grid_worker").get(f"{STAFF}{article.pk}/versions/{query}").status_code == 200


def test_a_head_withdraws_with_a_reason_and_confirms_a_review(cast: Cast) -> None:
    with at():
        article = published(cast, review_on=clock.today())
    director = cast.client("community_director")
    with at(days=2):
        assert "该复核" in director.get(f"{STAFF}?box=review").content.decode()
        assert director.post(f"{STAFF}{article.pk}/review/", {"review_on": "2020-01-01"}).status_code == 422
        assert director.post(f"{STAFF}{article.pk}/review/", {"review_on": "2027-05-01"}).status_code == 302
        assert "五十岁" not in director.get(f"{STAFF}?box=review").content.decode()
        assert director.post(f"{STAFF}{article.pk}/withdraw/", {"why": ""}).status_code == 422
        assert director.post(f"{STAFF}{article.pk}/withdraw/", {"why": "作废"}).status_code == 302
        assert "作废" in director.get(f"{STAFF}{article.pk}/").content.decode()


def test_somebody_whose_post_ends_is_out_in_the_same_second(cast: Cast) -> None:
    article = written(cast, "grid_worker", owner="one")
    client = cast.client("grid_worker")
    assert client.get(f"{STAFF}{article.pk}/").status_code == 200
    post_end(cast.posts["grid_worker"])
    assert client.get(f"{STAFF}{article.pk}/").status_code == 403
    assert client.post(NEW, fields(cast, owner="one")).status_code == 403


def test_a_unit_that_answers_for_nothing_is_offered_no_category(cast: Cast) -> None:
    choices = cast.client("water_contact").get(NEW).context["form"].fields["category"].choices
    assert [name for name, _below in choices] == [""]


@pytest.mark.parametrize(
    ("who", "address"),
    [(None, LIST), (None, LIST + "?category=civil-retire"), (None, LIST + "?q=退休"), ("community_director", STAFF)],
)
def test_three_articles_cost_as_many_queries_as_thirty(cast: Cast, who: str | None, address: str) -> None:
    client, counts = came_by_door(cast, who), []
    for many in (3, 27):
        for number in range(many):
            article = published(cast, question=f"五十岁怎么办退休 {many}-{number}")
            feedback_give(article.pk, who="x", enough=bool(number % 2), words="缺")
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_article_s_history_of_three_costs_as_many_queries_as_of_thirty(cast: Cast) -> None:
    article, client, counts = published(cast), cast.client("community_director"), []
    for many in (3, 27):
        for number in range(many):
            changed = content(cast, answer=f"答复 {many}-{number}")
            article_write(changed, acting=cast.acting("community_director").standing, article_id=article.pk)
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{STAFF}{article.pk}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
