"""Staff see likely duplicates of a case with the reason, and merge those that are in one deed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from linli.cases.models import Case, LikenessKey
from linli.cases.services.likening import likeness_forget, likeness_rebuild
from linli.notify.models import Message
from tests.cases.resident import text
from tests.cast import Cast, at

LAMP = "楼道灯坏了三天，晚上看不见路"
AGAIN = "楼道的灯坏了，天黑以后看不见"
THIRD = "我们楼道灯坏了没人修"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with at(0):
        yield


def page(cast: Cast, case: Case, who: str) -> Any:
    return cast.client(who).get(reverse("cases:alike", args=[case.community_id, case.id]))


def numbers(answer: Any) -> list[str]:
    return [row.case.number for row in answer.context["rows"]]


def merge(cast: Cast, target: Case, *sources: Case, who: str = "grid_worker", **fields: Any) -> Any:
    address = reverse("cases:alike", args=[target.community_id, target.id])
    values = {"source": [source.id for source in sources], "why": "同一盏灯", "key": "one-form", **fields}
    return cast.client(who).post(address, values)


def test_the_lead_sees_the_duplicate_and_why(cast: Cast) -> None:
    case, other = cast.submit(LAMP), cast.submit(AGAIN, who="neighbour")
    cast.submit("小区门口有人摆摊卖菜")
    shown = page(cast, case, "grid_worker")
    assert numbers(shown) == [other.number]
    assert "同一栋楼" in text(shown) and "楼道" in text(shown) and "看不见" in text(shown)
    assert numbers(page(cast, other, "grid_worker")) == [case.number]


def test_the_case_page_loads_them_when_they_are_reached(cast: Cast) -> None:
    case = cast.submit(LAMP)
    shown = text(cast.client("grid_worker").get(reverse("cases:case", args=[case.community_id, case.id])))
    assert f'hx-get="{reverse("cases:alike", args=[case.community_id, case.id])}"' in shown
    address = reverse("cases:alike", args=[case.community_id, case.id])
    part = cast.client("grid_worker").get(address, headers={"HX-Request": "true"})
    assert "<html" not in text(part)


@pytest.mark.parametrize("who", ["next_grid_worker", "former_grid_worker", "water_contact", "neighbour"])
def test_whoever_may_not_read_the_case_sees_nothing_of_its_duplicates(cast: Cast, who: str) -> None:
    case = cast.submit(LAMP)
    cast.submit(AGAIN)
    assert page(cast, case, who).status_code in (403, 404)
    assert merge(cast, case, cast.submit(THIRD), who=who).status_code in (403, 404)


def test_a_duplicate_in_the_next_grid_is_not_shown_to_who_may_not_read_it(cast: Cast) -> None:
    case = cast.submit(LAMP)
    other = cast.submit(LAMP, grid="two")
    assert numbers(page(cast, case, "grid_worker")) == []
    assert numbers(page(cast, case, "community_officer")) == [other.number]


def test_a_confidential_case_is_nobodys_duplicate_not_even_its_leads(cast: Cast) -> None:
    case = cast.submit(LAMP)
    hidden = cast.submit(LAMP, visibility="confidential")
    for who in ("grid_worker", "community_officer", "street_officer"):
        assert numbers(page(cast, case, who)) == []
    assert page(cast, hidden, "grid_worker").status_code == 404
    likeness_rebuild()
    assert not LikenessKey.objects.filter(case_id=hidden.id).exists()


def test_two_are_merged_in_one_deed_and_everybody_stays_informed(cast: Cast) -> None:
    case = cast.submit(LAMP)
    again, third = cast.submit(AGAIN, who="neighbour"), cast.submit(THIRD, who=None, reporter_phone="19900000777")
    assert merge(cast, case, again, third).status_code == 302
    for source in (again, third):
        source.refresh_from_db()
        assert (source.state, source.merged_into_id) == ("merged", case.id)
    case.refresh_from_db()
    assert case.reporters.count() == 3
    cast.act(case, "answer", "grid_worker", answer="灯已换好，多谢反映。", basis="")
    told = Message.objects.filter(subject_id=case.id, kind="resolved")
    assert {cast.resident.pk, cast.neighbour.pk} <= set(told.values_list("account_id", flat=True))
    assert "19900000777" in [message.phone for message in told]


def test_one_that_cannot_be_merged_leaves_all_as_they_were(cast: Cast) -> None:
    case, again = cast.submit(LAMP), cast.submit(AGAIN)
    elsewhere = cast.submit(THIRD, grid="two")
    answer = merge(cast, case, again, elsewhere, who="community_officer")
    assert answer.status_code == 403 or answer.status_code == 409 or answer.status_code == 422
    again.refresh_from_db()
    assert again.state == "submitted"


def test_the_same_form_twice_merges_once(cast: Cast) -> None:
    case, again = cast.submit(LAMP), cast.submit(AGAIN, who="neighbour")
    assert merge(cast, case, again).status_code == 302
    assert merge(cast, case, again).status_code == 302
    assert case.reporters.count() == 2


def test_nothing_chosen_is_said(cast: Cast) -> None:
    case = cast.submit(LAMP)
    answer = merge(cast, case)
    assert "请选择要并入的件" in text(answer)
    assert answer.status_code >= 400


def test_the_other_way_round_the_form_has_the_target_already(cast: Cast) -> None:
    case, other = cast.submit(LAMP), cast.submit(AGAIN)
    address = reverse("cases:deed", args=[case.community_id, case.id, "merge"])
    assert f"{address}?target_id={other.id}" in text(page(cast, case, "grid_worker"))
    form = cast.client("grid_worker").get(address, {"target_id": other.id})
    assert f'value="{other.id}" selected' in text(form)


def test_old_keys_are_forgotten_and_made_anew(cast: Cast) -> None:
    cast.submit(LAMP)
    before = LikenessKey.objects.count()
    assert likeness_rebuild() == 1
    assert LikenessKey.objects.count() == before
    with at(days=61):
        assert likeness_forget() == before
        assert likeness_rebuild() == 0
        assert likeness_rebuild(everything=True) == 1
