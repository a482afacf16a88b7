"""Articles: who writes, who publishes, what residents read, and what is kept of what it said before (C3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.catalog.models import Category, Responsibility
from linli.core import clock
from linli.core.errors import Changed, Invalid, Missing, Refused
from linli.knowledge.models import Article, State, Version
from linli.knowledge.selectors import (
    article_for_staff,
    article_shown,
    articles_for_staff,
    articles_shown,
    versions_of,
)
from linli.knowledge.services import article_publish, article_review, article_withdraw, article_write
from tests.cast import MORNING, Cast, at
from tests.knowledge.articles import content, published, written


def questions(cast: Cast, place: str = "community") -> list[str]:
    return [article.shown.question for article in articles_shown(cast.places[place]) if article.shown]


def change(cast: Cast, article: Article, who: str, **changes: object) -> Version:
    said = Version.objects.get(latest_of=article).content()
    return article_write(replace(said, **changes), acting=cast.acting(who).standing, article_id=article.pk)


# --- who ---


@pytest.mark.parametrize(
    ("who", "owner", "place"),
    [
        ("grid_worker", "one", "community"),
        ("next_grid_worker", "two", "community"),
        ("community_officer", "community", "community"),
        ("community_director", "community", "community"),
        ("street_officer", "street", "street"),
        ("street_officer", "street", "community"),
        ("city_officer", "city", "city"),
    ],
)
def test_staff_write_for_their_own_place(cast: Cast, who: str, owner: str, place: str) -> None:
    article = written(cast, who, owner=owner, place=place)
    assert article.state == State.DRAFT
    assert Version.objects.get().written_for_id == cast.id_of(owner)
    assert questions(cast) == []


@pytest.mark.parametrize(
    ("who", "owner", "place"),
    [
        ("resident", "community", "community"),
        ("building_leader", "one", "community"),
        ("former_grid_worker", "one", "community"),
        ("grid_worker", "one", "street"),
        ("grid_worker", "one", "other_community"),
        ("community_director", "community", "street"),
        ("other_community_director", "other_community", "community"),
        ("other_street_officer", "other_street", "community"),
        ("property_manager", "property", "community"),
        ("water_contact", "water", "community"),
    ],
)
def test_nobody_writes_for_a_place_that_is_not_theirs_nor_a_unit_about_what_it_does_not_answer_for(
    cast: Cast, who: str, owner: str, place: str
) -> None:
    with pytest.raises(Refused):
        written(cast, who, owner=owner, place=place)
    assert not Article.objects.exists()


def test_a_unit_writes_about_what_it_answers_for_where_it_does_and_about_nothing_else(cast: Cast) -> None:
    subject = Category.objects.get(code="lift")
    property_company = cast.organisations["property"]
    Responsibility.objects.create(category=subject, place=cast.community, organisation=property_company)
    article = written(cast, "property_manager", owner="property", category="lift-fault")
    assert Version.objects.get().written_for == property_company
    for wrong in ({"category": "civil-retire"}, {"category": "lift-fault", "place": "street"}):
        with pytest.raises(Refused):
            written(cast, "property_manager", owner="property", **wrong)
    with pytest.raises(Refused):
        article_publish(article.pk, acting=cast.acting("property_manager").standing)
    article_publish(article.pk, acting=cast.acting("community_director").standing)
    assert questions(cast) == ["五十岁怎么办退休？"]


def test_the_next_grid_s_worker_reads_a_draft_but_does_not_change_it_and_the_community_may(cast: Cast) -> None:
    article = written(cast, "grid_worker", owner="one")
    assert article_for_staff(cast.acting("next_grid_worker").standing, article.pk)
    with pytest.raises(Refused):
        change(cast, article, "next_grid_worker", answer="改一改")
    assert change(cast, article, "grid_worker", answer="自己改").number == 2
    assert change(cast, article, "community_officer", answer="社区改").number == 3


@pytest.mark.parametrize(
    "who", ["grid_worker", "next_grid_worker", "community_officer", "street_officer", "city_officer"]
)
def test_who_is_no_head_publishes_nothing(cast: Cast, who: str) -> None:
    article = written(cast, "grid_worker", owner="one")
    with pytest.raises(Refused):
        article_publish(article.pk, acting=cast.acting(who).standing)


def test_a_head_of_another_place_neither_publishes_nor_withdraws(cast: Cast) -> None:
    article = published(cast)
    change(cast, article, "community_director", answer="新的答复")
    other = cast.acting("other_community_director").standing
    with pytest.raises(Refused):
        article_publish(article.pk, acting=other)
    with pytest.raises(Refused):
        article_withdraw(article.pk, acting=other, why="不喜欢")


def test_a_community_s_head_cannot_move_a_street_s_article_into_their_hands(cast: Cast) -> None:
    article = published(cast, "street_director", owner="street", place="street")
    director = cast.acting("community_director").standing
    with pytest.raises(Refused):
        article_write(content(cast), acting=director, article_id=article.pk)
    with pytest.raises(Refused):
        article_withdraw(article.pk, acting=director, why="归我们")


def test_a_secretary_of_a_grid_branch_is_no_head_of_the_community(cast: Cast) -> None:
    cast.posts["grid_worker"].kind = "secretary"
    cast.posts["grid_worker"].save()
    article = written(cast, "grid_worker", owner="one")
    with pytest.raises(Refused):
        article_publish(article.pk, acting=cast.acting("grid_worker").standing)


def test_only_a_head_puts_an_article_into_another_organisation_s_hands(cast: Cast) -> None:
    with pytest.raises(Invalid):
        written(cast, "grid_worker", owner="property")
    assert written(cast, "community_director", owner="property")
    with pytest.raises(Invalid):
        written(cast, "community_director", owner="other_community")
    with pytest.raises(Invalid):
        written(cast, "community_director", keeper_id=cast.posts["grid_worker"].pk)
    assert written(cast, "community_director", keeper_id=cast.posts["community_officer"].pk)


# --- what residents read, and when ---


def test_an_article_holds_in_its_place_and_below_and_nowhere_else(cast: Cast) -> None:
    published(cast, question="社区的")
    published(cast, "street_director", owner="street", place="street", question="街道的")
    assert sorted(questions(cast)) == ["社区的", "街道的"]
    assert questions(cast, "street") == ["街道的"]
    assert questions(cast, "other_community") == []


def test_residents_read_the_published_version_while_the_next_one_is_written(cast: Cast) -> None:
    article = published(cast)
    change(cast, article, "community_officer", answer="还没想好")
    assert article_shown(article.pk).shown.answer == "先打12333查退休时间，再由单位申请。"
    article_publish(article.pk, acting=cast.acting("community_director").standing)
    assert article_shown(article.pk).shown.answer == "还没想好"


def test_an_article_is_offered_from_its_first_day_to_its_last(cast: Cast) -> None:
    with at():
        first, last = clock.today() + timedelta(days=2), clock.today() + timedelta(days=4)
        article = published(cast, valid_from=first, valid_to=last)
        offered = {}
        for days in range(1, 7):
            with at(days=days):
                offered[days] = questions(cast) != []
        assert offered == {1: False, 2: True, 3: True, 4: True, 5: False, 6: False}
        with at(days=6):
            assert article_shown(article.pk), "its page is still there, to say that it is over"


def test_a_day_is_the_place_s_own(cast: Cast) -> None:
    with at():
        published(cast, valid_to=clock.today())
    for hour, expected in ((23, True), (25, False)):  # 23:00 and 1:00 the next morning in Wuhan
        with clock.at(MORNING.replace(hour=0) + timedelta(hours=hour)):
            assert bool(questions(cast)) is expected


def test_what_is_withdrawn_is_gone_for_residents_and_kept_for_staff(cast: Cast) -> None:
    article = published(cast)
    with pytest.raises(Invalid):
        article_withdraw(article.pk, acting=cast.acting("community_director").standing, why=" ")
    article_withdraw(article.pk, acting=cast.acting("community_director").standing, why="政策变了")
    assert questions(cast) == []
    with pytest.raises(Missing):
        article_shown(article.pk)
    kept = versions_of(
        article_for_staff(cast.acting("grid_worker").standing, article.pk), cast.acting("grid_worker").standing
    )
    assert [(version.answer[:2], version.ended_why) for version in kept] == [("先打", "政策变了")]
    article_publish(article.pk, acting=cast.acting("community_director").standing)
    assert questions(cast) == ["五十岁怎么办退休？"]


@pytest.mark.parametrize(
    "who", ["resident", "former_grid_worker", "building_leader", "other_community_director", "water_contact"]
)
def test_who_is_not_of_the_place_sees_no_draft(cast: Cast, who: str) -> None:
    article = written(cast, "grid_worker", owner="one")
    standing = cast.acting(who).standing
    assert list(articles_for_staff(standing)) == []
    with pytest.raises(Missing):
        article_for_staff(standing, article.pk)


def test_a_community_reads_the_city_s_article_without_what_the_city_is_still_writing(cast: Cast) -> None:
    cast.posts["city_officer"].kind = "director"
    cast.posts["city_officer"].save()
    article = published(cast, "city_officer", owner="city", place="city")
    change(cast, article, "city_officer", answer="下月起改为线上办理")
    for who, numbers in (("grid_worker", [1]), ("city_officer", [2, 1])):
        standing = cast.acting(who).standing
        found = article_for_staff(standing, article.pk)
        assert [version.number for version in versions_of(found, standing)] == numbers


# --- versions ---


def test_every_change_is_a_version_with_who_when_and_why(cast: Cast) -> None:
    with at():
        article = published(cast)
    with at(hours=2):
        said = Version.objects.get(latest_of=article).content()
        article_write(
            replace(said, answer="改为上门代办。"),
            acting=cast.acting("community_officer").standing,
            article_id=article.pk,
            note="网格员反映老人跑不动",
        )
    with at(hours=3):
        article_publish(article.pk, acting=cast.acting("community_director").standing)
    first, second = article.versions.order_by("number")
    assert (second.written_by, second.note) == (cast.community_officer, "网格员反映老人跑不动")
    assert (second.written_at - first.written_at).seconds == 2 * 3600
    assert (second.published_by, first.published_by) == (cast.community_director, cast.community_director)
    assert first.ended_at == second.published_at
    assert first.answer == "先打12333查退休时间，再由单位申请。", "what it said before stays readable"


def test_writing_the_same_again_makes_no_version(cast: Cast) -> None:
    article = published(cast)
    assert change(cast, article, "community_director", answer="先打12333查退休时间，再由单位申请。\r\n").number == 1


def test_the_same_key_writes_once(cast: Cast) -> None:
    for _press in range(2):
        article_write(content(cast, owner="one"), acting=cast.acting("grid_worker").standing, key="one-press")
    assert Version.objects.count() == Article.objects.count() == 1


def test_who_writes_on_what_somebody_changed_meanwhile_is_told(cast: Cast) -> None:
    article = published(cast)
    change(cast, article, "community_officer", answer="别人先改了")
    with pytest.raises(Changed):
        article_write(
            content(cast, answer="我也改"),
            acting=cast.acting("community_director").standing,
            article_id=article.pk,
            seen=1,
        )
    with pytest.raises(Changed):
        article_publish(article.pk, acting=cast.acting("community_director").standing, seen=1)


def test_an_article_without_source_or_with_a_script_for_a_link_gets_words_at_the_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        written(cast, source=" ", source_url="javascript:alert(1)")
    assert sorted(refused.value.fields) == ["source", "source_url"]


def test_looking_at_it_again_moves_the_review_date_and_nothing_else(cast: Cast) -> None:
    article = published(cast)
    director = cast.acting("community_director").standing
    with pytest.raises(Invalid):
        article_review(article.pk, clock.today(), acting=director)
    with pytest.raises(Refused):
        article_review(article.pk, clock.today() + timedelta(days=9), acting=cast.acting("grid_worker").standing)
    version = article_review(article.pk, clock.today() + timedelta(days=300), acting=director)
    assert (version.number, version.review_on) == (2, clock.today() + timedelta(days=300))
    assert article_shown(article.pk).shown == version
    change(cast, article, "community_officer", answer="有改动")
    with pytest.raises(Refused):
        article_review(article.pk, clock.today() + timedelta(days=301), acting=director)
