"""Where cases meet knowledge: offers while somebody reports or answers, and an answer that becomes an article (C3, R5)."""

from __future__ import annotations

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.domain.keeping import Answered, kept
from linli.cases.models import Case
from linli.catalog.models import Category
from linli.knowledge.models import Article, Version
from tests.cast import Cast, at
from tests.knowledge.articles import published, written

ASKED = "我母亲今年五十岁，想问退休怎么办，要带哪些材料"
NAME, PHONE, DOOR = "王秀兰", "19900000001", "2976室"


def typed(page: str, name: str) -> str:
    """What stands in a text field of a page."""
    return html.unescape(page.split(f'name="{name}"', 1)[1].split(">", 1)[1].split("</textarea>", 1)[0]).strip()


@pytest.fixture
def case(cast: Cast) -> Case:
    with at():
        case = cast.submit(ASKED, reporter_name=NAME, reporter_phone=PHONE, address=DOOR)
        return cast.act(case, "accept", "grid_worker", category_id=Category.objects.get(code="civil-retire").pk)


def address(case: Case, rest: str = "") -> str:
    return f"/staff/cases/{case.community_id}/{case.id}/{rest}"


# --- while somebody writes ---


def test_a_resident_sees_what_fits_before_sending_and_nothing_that_is_not_published(cast: Cast) -> None:
    client = cast.client()
    client.get(f"/d/{cast.doors['one'].token}/")
    written(cast, question="五十岁怎么办退休，草稿")
    assert "草稿" not in client.post("/report/hint/", {"body": ASKED}).content.decode()
    article = published(cast)
    hint = client.post("/report/hint/", {"body": ASKED}).content.decode()
    assert f'href="/knowledge/{article.pk}/"' in hint
    assert "knowledge" not in client.post("/report/hint/", {"body": "楼道灯坏了三天"}).content.decode()


def test_a_form_that_lacks_something_shows_what_fits_without_a_script_too(cast: Cast) -> None:
    article = published(cast)
    client = cast.client()
    client.get(f"/d/{cast.doors['one'].token}/")
    page = client.post("/report/", {"body": ASKED, "key": "k", "kind": "no such kind", "where": "here"})
    assert page.status_code == 422
    assert f'href="/knowledge/{article.pk}/"' in page.content.decode()


# --- while somebody answers ---


def test_whoever_answers_is_offered_what_fits_and_puts_it_in_with_one_press_and_no_script(
    cast: Cast, case: Case
) -> None:
    article = published(cast)
    client, form = cast.client("grid_worker"), address(case, "do/answer/")
    page = client.get(form).content.decode()
    assert 'name="look"' in page and f'hx-get="{form}articles/"' in page
    assert "先打12333" not in page, "offers are not paid for before they are looked at"
    fragment = client.get(form + "articles/").content.decode()
    assert f'value="{article.pk}"' in fragment and "需要的材料" in fragment
    sent = {"answer": "您好，", "basis": "", "key": "k1", "version": str(case.version), "insert": str(article.pk)}
    page = client.post(form, sent).content.decode()
    said = typed(page, "answer")
    assert said.startswith("您好，\n\n先打12333")
    assert "1. 身份证\n2. 社保卡" in said and said.endswith("咨询电话：12333")
    assert typed(page, "basis") == "《中华人民共和国社会保险法》第十六条"
    assert f'value="{case.version}"' in page and 'value="k1"' in page
    assert Case.objects.get(id=case.id).state == "accepted", "nothing was done yet"


def test_looking_keeps_what_was_typed_and_what_was_chosen(cast: Cast, case: Case) -> None:
    case = cast.act(case, "contact", "grid_worker", how="phone", result="约好了")
    sent = {"answer": "写了一半", "basis": "我写的依据", "outcome": "partly", "look": "1", "key": "k", "version": "3"}
    page = cast.client("grid_worker").post(address(case, "do/resolve/"), sent).content.decode()
    assert typed(page, "answer") == "写了一半" and typed(page, "basis") == "我写的依据"
    assert 'value="partly"' in page.split("checked")[0].rsplit("<input", 1)[1]
    assert "没有合适的知识" in page


def test_an_article_that_was_not_offered_cannot_be_put_in(cast: Cast, case: Case) -> None:
    hidden = written(cast, question="五十岁怎么办退休，草稿", answer="还没公布的政策")
    sent = {"answer": "我写的", "key": "k", "version": str(case.version), "insert": str(hidden.pk)}
    page = cast.client("grid_worker").post(address(case, "do/answer/"), sent).content.decode()
    assert "还没公布" not in page and typed(page, "answer") == "我写的"


@pytest.mark.parametrize(
    "who", ["resident", "former_grid_worker", "next_grid_worker", "other_community_director", "water_contact"]
)
def test_what_fits_a_case_is_shown_to_nobody_who_may_not_read_it(cast: Cast, case: Case, who: str) -> None:
    published(cast)
    for rest in ("do/answer/articles/", "do/note/articles/", "article/"):
        assert cast.client(who).get(address(case, rest)).status_code in (403, 404)


# --- an answer that is worth keeping ---


def resolved(cast: Cast, case: Case) -> Case:
    answer = f"王秀兰女士您好，您（{PHONE}，1栋1单元{DOOR}）可以先打12333查退休时间，再由单位申请。"
    with at(hours=1):
        return cast.act(case, "answer", "grid_worker", answer=answer, basis="《社会保险法》第十六条")


def test_a_good_answer_becomes_an_article_in_two_presses_without_the_person_it_was_about(
    cast: Cast, case: Case
) -> None:
    case = resolved(cast, case)
    director = cast.client("community_director")
    assert f'href="{address(case, "article/")}"' in director.get(address(case)).content.decode()
    page = director.get(address(case, "article/")).content.decode()
    assert Article.objects.count() == 0, "looking saves nothing"
    for secret in (NAME, PHONE, "2976", "王秀兰"):
        assert secret not in page
    form = director.get(address(case, "article/")).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert director.post("/staff/knowledge/new/", {**sent, "do": "publish"}).status_code == 302
    version = Version.objects.get()
    assert version.article.state == "published"
    assert "可以先打12333查退休时间" in version.answer
    assert (version.category, version.place, version.source) == (
        case.category,
        cast.community,
        "《社会保险法》第十六条",
    )


def test_a_grid_worker_s_press_makes_a_draft_of_their_own(cast: Cast, case: Case) -> None:
    case = resolved(cast, case)
    worker = cast.client("grid_worker")
    form = worker.get(address(case, "article/")).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    worker.post("/staff/knowledge/new/", sent)
    version = Version.objects.get()
    assert (version.article.state, version.owner) == ("draft", cast.organisations["one"])


def test_an_article_that_is_there_already_is_pointed_to(cast: Cast, case: Case) -> None:
    article = published(cast)
    page = cast.client("community_director").get(address(resolved(cast, case), "article/")).content.decode()
    assert f'href="/staff/knowledge/{article.pk}/"' in page


def test_of_a_private_case_the_reporter_s_words_are_not_used(cast: Cast) -> None:
    with at():
        case = cast.submit("我家老人走失过两次，想问定位手环怎么领", visibility="private")
        case = cast.act(case, "answer", "grid_worker", answer="到社区登记领取。")
        page = cast.client("community_director").get(address(case, "article/")).content.decode()
    assert "走失" not in page and "到社区登记领取" in page


def test_for_a_confidential_case_the_way_does_not_exist(cast: Cast) -> None:
    with at():
        case = cast.submit("举报物业", kind="tip_off", visibility="confidential")
        case = cast.act(case, "answer", "grid_worker", answer="已经核实处理。")
        for who in ("grid_worker", "community_director"):
            page = cast.client(who).get(address(case))
            assert "整理成知识" not in page.content.decode()
            assert cast.client(who).get(address(case, "article/")).status_code == 404


def test_an_open_case_has_nothing_to_keep(cast: Cast, case: Case) -> None:
    assert "整理成知识" not in cast.client("grid_worker").get(address(case)).content.decode()
    assert cast.client("grid_worker").get(address(case, "article/")).status_code == 404


def test_the_offer_to_keep_it_costs_a_case_s_page_no_query(cast: Cast, case: Case) -> None:
    client, counts = cast.client("community_director"), []
    for _time in range(2):
        client.get(address(case))
        with CaptureQueriesContext(connection) as seen:
            client.get(address(case))
        counts.append(len(seen))
        if _time == 0:
            published(cast)
    assert counts[0] == counts[1]


@given(
    name=st.text(alphabet="王李张秀兰建国", min_size=2, max_size=4),
    phone=st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    door=st.from_regex(r"[1-9]\d{2,3}室", fullmatch=True),
    before=st.text(max_size=30),
)
def test_what_a_case_holds_of_people_is_in_no_article(name: str, phone: str, door: str, before: str) -> None:
    said = f"{before}{name}，电话{phone[:3]} {phone[3:7]} {phone[7:]}，住{door}。"
    words = kept(Answered(said, said, said, False, (name, phone, door)))
    for text in (words.question, words.answer, words.basis):
        assert name not in text and phone not in text.replace(" ", "") and door not in text
    assert kept(Answered(said, said, said, True, ())).question == ""
