"""A place keeps longer what it may, with a reason that stands beside it, and never shorter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linli.core.errors import Invalid, Refused
from linli.people.selectors import standing_of
from linli.privacy.models import LongerTerm
from linli.privacy.selectors.terms import longer_days
from linli.privacy.services.terms import term_lengthen
from tests.cast import Cast, at


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


def test_a_head_lengthens_a_term_with_a_reason_for_the_place_and_all_below(cast: Cast) -> None:
    client = cast.client("street_director")
    assert client.get("/staff/settings/terms/").status_code == 200
    sent = {"term": "case", "years": "5", "why": "案件尚在诉讼中"}
    assert client.post("/staff/settings/terms/", sent).status_code == 302
    assert longer_days(cast.community, "case") == [5 * 365]
    assert longer_days(cast.places["other_community"], "case") == []
    below = cast.client("community_director").get("/staff/settings/terms/").content.decode()
    for words in ("案件尚在诉讼中", "5年", "胡军"):
        assert words in below
    with at(1):
        client.post("/staff/settings/terms/", {**sent, "years": "0", "why": "诉讼已结束"})
    assert longer_days(cast.community, "case") == [0]  # never shorter than the default: see `domain.terms.length`


@pytest.mark.parametrize(
    "wrong", [{"years": "2"}, {"years": "31"}, {"why": " "}, {"term": "code"}, {"term": "account"}, {"years": ""}]
)
def test_never_shorter_never_without_a_reason_and_not_every_term(cast: Cast, wrong: dict[str, str]) -> None:
    sent = {"term": "case", "years": "5", "why": "案件尚在诉讼中"} | wrong
    assert cast.client("community_director").post("/staff/settings/terms/", sent).status_code == 422
    assert not LongerTerm.objects.exists()


def test_only_within_one_s_own_place(cast: Cast) -> None:
    standing = standing_of(cast.community_director)
    with pytest.raises(Refused):
        term_lengthen(cast.places["street"], "case", 5, "理由", acting=standing)
    with pytest.raises(Invalid):
        term_lengthen(cast.community, "account", 5, "理由", acting=standing)
