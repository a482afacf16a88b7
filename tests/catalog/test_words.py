"""Which of the six routes, and which category, a text speaks of."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest

from linli.catalog import selectors, services
from linli.catalog.domain import Lexicon
from linli.catalog.models import Category

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "said",
    [
        "电梯停了，里面困着一个人",
        "我被困在电梯里了",
        "三楼着火了，快来",
        "楼道里闻到很浓的煤气味",
        "煤气泄露",
        "邻居家冒浓烟",
        "有人要跳楼",
        "老人昨天走丢了",
        "有人晕倒在楼下",
        "我爸摔倒了起不来",
        "电线掉下来了还在冒火花",
    ],
)
def test_who_is_in_danger_now_is_heard(said: str) -> None:
    assert "emergency" in selectors.words_of_routes(said)


@pytest.mark.parametrize(
    "said",
    [
        "电梯里有人抽烟",
        "万一着火了消防车进不来",
        "老旧小区老人上下楼困难，想加装电梯",
        "希望办一次防溺水讲座",
        "消防通道是救命通道，不能停车",
        "这部电梯经常困人，请检修",
        "路灯坏了",
        "再次反映楼道灯的问题",
        "想问五十岁怎样办退休",
    ],
)
def test_who_only_fears_or_tells_of_danger_is_ordinary_work(said: str) -> None:
    assert selectors.words_of_routes(said) == {}


@pytest.mark.parametrize(
    ("said", "route"),
    [
        ("法院判决我不服", "petition"),
        ("这是一份涉密文件", "secret"),
        ("朋友借钱不还，请社区帮我要回来", "outside_remit"),
        ("帮我开个假证明", "unlawful"),
    ],
)
def test_what_a_neighbourhood_cannot_do_is_noticed(said: str, route: str) -> None:
    assert list(selectors.words_of_routes(said)) == [route]


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("楼下的路灯坏了一个星期", "road-lamp"),
        ("我今年五十岁，想问怎么退休", "civil-retire"),
        ("自来水停水两天了", "utility-water"),
        ("楼上漏水，我家天花板湿了", "dispute-leak"),
        ("广场舞音响太大", "noise-square"),
        ("电动车在楼道里充电", "safety-ebike"),
        ("邻居遛狗不牵绳", "pets-dog"),
        ("公司拖欠工资三个月", "labour-wages"),
        ("小区井盖不见了", "road-cover"),
    ],
)
def test_a_category_is_suggested_with_the_words_that_spoke_for_it(said: str, category: str) -> None:
    found, words = selectors.suggest_category(said)
    assert found is not None
    assert found.code == category
    assert words


def test_a_text_that_says_nothing_known_gets_no_category() -> None:
    assert selectors.suggest_category("你好") == (None, [])


def test_a_changed_word_is_known_to_every_process_at_once() -> None:
    assert selectors.suggest_category("蓝鲸搁浅")[0] is None
    category = Category.objects.get(code="other-else")
    category.words = ["蓝鲸"]
    category.save()
    services.words_changed()
    assert selectors.suggest_category("蓝鲸搁浅") == (category, ["蓝鲸"])


def test_a_suggestion_costs_one_query_once_words_are_in_memory(django_assert_num_queries: object) -> None:
    selectors.suggest_category("路灯")
    with django_assert_num_queries(1):  # type: ignore[operator]
        selectors.suggest_category("路灯")


def test_two_thousand_characters_are_read_in_two_milliseconds() -> None:
    text = "楼道里的灯坏了，物业说要等维修资金，业委会不开会，垃圾也没有人清运。" * 60
    selectors.suggest_category(text)
    best = min(_seconds(text[:2000]) for _ in range(20))
    assert best < 0.004  # both lexicons and their queries; half of it each


def _seconds(text: str) -> float:
    start = time.perf_counter()
    selectors.suggest_category(text)
    selectors.words_of_routes(text)
    return time.perf_counter() - start


def test_a_word_with_a_gap_stays_within_its_sentence() -> None:
    lexicon = Lexicon.of({"lift": ["电梯…困"]})
    assert lexicon.found("电梯里困了人") == {"lift": ["电梯…困"]}
    assert lexicon.found("电梯坏了。老人很困") == {}
    assert lexicon.found("困在电梯") == {}


def test_a_hedge_takes_what_follows_it_up_to_the_comma() -> None:
    lexicon = Lexicon.of({"fire": ["着火了", "-万一…"]})
    assert lexicon.found("万一着火了怎么办") == {}
    assert lexicon.found("不是万一，真的着火了") == {"fire": ["着火了"]}


def test_words_that_an_operator_left_half_written_do_no_harm() -> None:
    assert Lexicon.of({"x": ["", "-", "…", " ", "(", "[a"]}).found("(一[a") == {"x": ["(", "[a"]}


def test_real_messages_of_a_citys_board_seldom_sound_like_an_emergency(shared_data: Path) -> None:
    with gzip.open(shared_data / "requests" / "messages.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [f"{row['title']}。{row['body']}" for row in map(json.loads, lines)]
    fired = [selectors.words_of_routes(text) for text in texts]
    assert sum("emergency" in each for each in fired) <= 3
    assert sum(bool(each) for each in fired) / len(texts) < 0.02
