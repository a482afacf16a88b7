"""What seems to be meant is suggested with its reasons; people decide, and what they decide teaches the next version (R3)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from io import StringIO
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from linli.cases.models import Case, Event
from linli.cases.selectors.decided import categories_decided, learning_due
from linli.catalog import learning, selectors
from linli.catalog.learning import Decided, model_learn, model_use
from linli.catalog.models import Category, CategoryModel
from linli.catalog.services import words_changed
from linli.core.errors import Invalid, Missing
from linli.people.models import Post
from linli.text.sorting.certainty import promised
from linli.text.sorting.model import Model, Verdict
from tests.cast import Cast, at

WHERE = ("三号楼", "我们单元", "东边那栋", "九栋二单元", "西门旁边", "青和居", "老宿舍", "新小区", "五楼以上", "整栋楼")
LIFTS = (
    "的电梯又停了，老人下不了楼",
    "电梯困人，门打不开",
    "坐电梯时突然下坠，不敢再坐",
    "的电梯按钮失灵，等了半小时",
    "电梯检修一个月还没好",
    "的电梯门关不上，一直响",
    "电梯老旧，三天两头坏",
    "的轿厢灯不亮，电梯晃得厉害",
    "电梯维保没有人来",
    "的电梯停运，拎着菜爬楼梯",
)
NOISE = (
    "楼下烧烤店半夜吵闹",
    "隔壁装修电钻太响",
    "广场舞音响太大睡不着",
    "凌晨工地施工噪音",
    "的酒吧音乐开到两点",
    "楼上半夜拖椅子，吵得睡不着",
    "的空调外机嗡嗡响一夜",
    "有人深夜唱歌扰民",
    "早上五点卸货，声音太大",
    "的狗整夜叫，影响休息",
)
LIFT = "lift-fault"
KINDS = {LIFT: LIFTS, "noise-square": NOISE}


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Revisions begin anew with each test; what the process keeps by their number must not outlive it."""
    selectors._model = selectors._kept = None
    yield
    selectors._model = selectors._kept = None


def _decided() -> list[Decided]:
    """Return what people decided on two hundred letters about two of the catalog's categories, mixed."""
    pairs = [(place + text, code) for place in WHERE for code, texts in KINDS.items() for text in texts]
    rows = [Decided(code, text) for text, code in pairs]
    random.Random(20261123).shuffle(rows)
    return rows


def _taught() -> str:
    """Teach the categories; return the code of lifts."""
    model_learn(_decided())
    return LIFT


def test_with_no_model_the_catalogs_words_speak(db: None) -> None:
    found = selectors.suggest("电梯停了，把人困在里面")
    assert found.category is not None and found.version is None
    assert "电梯" in "".join(found.words)


def test_a_model_suggests_with_the_words_that_weighed_and_says_how_sure(db: None) -> None:
    lift = _taught()
    found = selectors.suggest("我们这栋电梯停了，老人下不了楼")
    assert found.category is not None and found.category.code == lift
    assert found.certain and found.version == CategoryModel.objects.get().pk
    assert any("电梯" in word or "下不了楼" in word for word in found.words)
    assert found.decides


def test_what_the_model_does_not_vouch_for_moves_nothing(db: None) -> None:
    _taught()
    found = selectors.suggest("请问孩子上小学在哪里报名")
    assert not (found.version and found.certain)
    category, _words = selectors.suggest_category("嗯")
    assert category is None


def test_the_reason_stands_on_the_event_and_on_the_page(cast: Cast) -> None:
    lift = _taught()
    with at(0):
        case = cast.submit("我们这栋电梯停了，老人下不了楼")
        assert case.category is not None and case.category.code == lift
        said = Event.objects.get(case_id=case.id, name="submit").content["said"]
        assert said["category_model"] == CategoryModel.objects.get().pk
        page = cast.client("grid_worker").get(f"/staff/cases/{case.community_id}/{case.id}/").content.decode()
        assert "版模型建议" in page
        form = cast.client("grid_worker").get(f"/staff/cases/{case.community_id}/{case.id}/do/accept/")
        assert "建议类别" in form.content.decode()


def test_whoever_writes_sees_what_it_seems_to_be(cast: Cast) -> None:
    _taught()
    with at(0):
        shown = cast.client().post("/report/hint/", {"body": "电梯停了，老人下不了楼"}).content.decode()
        assert "看起来是" in shown
        chosen = cast.client().post("/report/hint/", {"body": "电梯停了", "category_id": "1"}).content.decode()
        assert "看起来是" not in chosen, "whoever has chosen needs no suggestion"
        desk = cast.client("grid_worker").post("/staff/intake/hint/", {"body": "电梯停了，老人下不了楼"})
        assert "建议类别" in desk.content.decode()
        markup = cast.client().post("/report/hint/", {"body": "电梯<script>alert(1)</script>停了，老人下不了楼"})
        assert "<script>alert" not in markup.content.decode()


def test_what_people_confirm_or_change_is_learnt_and_nothing_confidential(cast: Cast) -> None:
    other = cast.category()
    with at(0):
        confirmed, changed, untouched = (cast.submit(f"楼道灯坏了{n}，找13812345678") for n in range(3))
        secret = cast.submit("物业经理收钱", visibility="confidential")
        lead = {"grid": "grid_worker", "community": "community_director"}[secret.lead.kind]
        for case in (confirmed, changed):
            cast.act(case, "accept", "grid_worker", category_id=case.category_id or other.pk)
        cast.act(changed, "reclassify", "grid_worker", category_id=other.pk, why="其实是别的事")
        cast.act(secret, "accept", lead, category_id=other.pk)
        found = categories_decided(100)
    assert len(found) == 2
    assert {each.code for each in found if "灯坏了1" in each.text} == {other.code}
    assert "13812345678" not in str(found)
    assert not [each for each in found if "物业经理" in each.text]
    assert untouched.title not in str(found)


def test_a_category_left_empty_is_no_decision(cast: Cast) -> None:
    with at(0):
        case = cast.submit("电梯停了，把人困在里面")
        assert case.category is not None, "the catalog's words"
        cast.act(
            case, "accept", {"grid": "grid_worker", "community": "community_director"}[case.lead.kind], category_id=None
        )
        assert categories_decided(100) == []


def test_too_few_decisions_teach_nothing_and_say_so(db: None) -> None:
    with pytest.raises(Invalid, match="200"):
        model_learn([Decided("a", "电梯停了"), Decided("b", "太吵")])
    with pytest.raises(CommandError):
        call_command("categories", "learn", stdout=StringIO())
    assert not CategoryModel.objects.exists()
    assert not learning_due()


def test_the_next_version_is_due_when_people_have_decided_a_fifth_more_since_the_last(cast: Cast) -> None:
    with at(0):
        CategoryModel.objects.create(data=b"", decisions=10, figures={})
        before = cast.submit("楼道灯坏了")
        cast.act(before, "accept", "grid_worker", category_id=before.category_id)
        assert not learning_due(), "not twice on one day"
    with at(days=2):
        for n in range(3):  # accepted, and nothing said about the category
            cast.act(cast.submit(f"楼道灯坏了{n}"), "accept", "grid_worker", category_id=None)
        assert not learning_due()
        for n in range(2):
            assert not learning_due()
            case = cast.submit(f"单元门锁坏了{n}")
            cast.act(case, "accept", "grid_worker", category_id=cast.category().pk)
        assert learning_due()


def test_the_first_version_is_due_when_there_is_enough_to_learn_from(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "LEAST_DECISIONS", 4)
    monkeypatch.setattr(learning, "LEAST_EACH", 2)
    kinds = [cast.category(), cast.category(), cast.category()]
    with at(0):
        for kind in (kinds[0], kinds[0], kinds[1], kinds[2]):
            cast.act(cast.submit("楼道灯坏了"), "accept", "grid_worker", category_id=kind.pk)
        assert not learning_due(), "two categories were decided once each"
        cast.act(cast.submit("楼道灯又坏了"), "accept", "grid_worker", category_id=kinds[1].pk)
        assert learning_due()


def test_whoever_presses_is_told_from_how_many_decisions_or_how_many_are_wanted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Post.objects.filter(account=cast.accounts["city_officer"]).update(kind="director")
    head = cast.client("city_officer")
    kinds = [cast.category(), cast.category()]
    with at(0):
        for n in range(10):
            cast.act(cast.submit(f"楼道灯坏了{n}"), "accept", "grid_worker", category_id=kinds[n % 2].pk)
        assert "可以学习的有 10 件" in head.get("/staff/settings/categories/").content.decode()
        told = head.post("/staff/settings/categories/learn/", follow=True).content.decode()
        assert "还差 190 件" in told and not DBTaskResult.objects.exists()
        monkeypatch.setattr(learning, "LEAST_DECISIONS", 10)
        told = head.post("/staff/settings/categories/learn/", follow=True).content.decode()
        assert "从 10 件" in told and DBTaskResult.objects.count() == 1


def test_words_that_agree_with_the_model_are_certain_only_where_unseen_decisions_have_shown_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "电梯停了，把人困在里面"
    monkeypatch.setattr(
        Model, "classify", lambda self, texts: (Verdict(LIFT, 0.6, False, "noise-square") for _ in texts)
    )
    made = model_learn(_decided())
    agreed = made.figures["agreed"]
    assert 0 < agreed["many"] < 100 and not agreed["certain"], "some dozen letters prove nothing"
    model_use(made.pk)
    found = selectors.suggest(text)
    assert found.category is not None and found.version is None and not found.certain and found.decides
    shown = {**made.figures, "agreed": {**agreed, "many": 400, "right": 400, "certain": True}}
    CategoryModel.objects.filter(pk=made.pk).update(figures=shown)
    selectors._model = None
    assert selectors.suggest(text).certain
    lift = Category.objects.get(code=LIFT)
    lift.words = [*lift.words, "爬楼"]
    lift.save()
    words_changed()
    assert not selectors.suggest(text).certain, "nobody has tried these words"


def test_agreeing_is_enough_at_ninety_seven_in_a_hundred_of_very_many() -> None:
    many = np.array([50, 95, 110, 2000, 2000])
    right = np.array([50, 95, 110, 1940, 1980])
    assert promised(right, many).tolist() == [False, False, True, False, True]


def test_no_version_learns_from_what_versions_are_compared_on(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[set[str]] = []
    real = learning._judged
    monkeypatch.setattr(
        learning, "_judged", lambda model, some: judged.append({each.text for each in some}) or real(model, some)
    )
    first = model_learn(_decided())
    again = model_learn([*_decided(), *(Decided(LIFT, f"北门{text}") for text in LIFTS)])
    learnt = {each.text for each in _decided() if not learning.held_out(each.text)}
    assert judged and not any(some & learnt for some in judged)
    assert 0.1 < first.figures["held_out"] / first.decisions < 0.3
    assert again.figures["running"]["version"] == first.pk and again.figures["running"]["accuracy"] <= 1


def test_a_copy_is_held_out_with_what_it_copies() -> None:
    for each in _decided():
        copy = "3 " + each.text.replace("，", " ,  ") + "！12"
        assert learning.held_out(copy) == learning.held_out(each.text)


def test_a_version_of_the_same_decisions_does_no_worse_and_is_used(db: None) -> None:
    first, again = model_learn(_decided()), model_learn(_decided())
    assert again.figures["candidate"]["accuracy"] == again.figures["running"]["accuracy"]
    assert again.in_use and not CategoryModel.objects.get(pk=first.pk).in_use


def test_a_version_that_does_worse_is_kept_and_not_used(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _taught()
    good = CategoryModel.objects.get(in_use=True)
    shares = iter([{"accuracy": 0.5}, {"accuracy": 0.9}])
    monkeypatch.setattr(learning, "_judged", lambda model, decisions: next(shares))
    worse = model_learn(_decided())
    assert not worse.in_use and CategoryModel.objects.get(in_use=True) == good
    model_use(worse.pk)
    assert CategoryModel.objects.get(in_use=True) == worse
    model_use(good.pk)
    assert CategoryModel.objects.get(in_use=True) == good
    model_use(None)
    assert selectors.suggest("电梯停了").version is None
    with pytest.raises(Missing):
        model_use(999_999)


def test_the_highest_desks_heads_see_and_switch_versions_and_nobody_else(cast: Cast) -> None:
    _taught()
    version = CategoryModel.objects.get()
    Post.objects.filter(account=cast.accounts["city_officer"]).update(kind="director")
    page = cast.client("city_officer").get("/staff/settings/categories/").content.decode()
    assert "正在使用" in page
    cast.client("city_officer").post("/staff/settings/categories/use/", {"version": ""})
    assert not CategoryModel.objects.filter(in_use=True).exists()
    for who in ("community_director", "street_director", "grid_worker"):
        assert cast.client(who).get("/staff/settings/categories/").status_code == 403, who
        assert cast.client(who).post("/staff/settings/categories/use/", {"version": version.pk}).status_code == 403


def test_versions_are_listed_in_the_shell(db: None) -> None:
    _taught()
    out = StringIO()
    call_command("categories", "list", stdout=out)
    assert out.getvalue().startswith("*")
    assert "accuracy" in out.getvalue()


def test_a_case_is_made_with_one_query_more(cast: Cast, django_assert_max_num_queries: Any) -> None:
    with at(0):
        cast.submit("先有一件")
        _taught()
        cast.submit("再有一件")
        with django_assert_max_num_queries(40):
            cast.submit("电梯停了，老人下不了楼")
    assert Case.objects.count() == 3
