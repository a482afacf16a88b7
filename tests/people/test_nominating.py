"""Leaders are proposed, posted for a time with objections, and chosen (G4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.people.models import Nomination, Objection, Post
from linli.people.selectors import standing_of
from linli.people.services import account_get_or_create
from linli.people.services.nominating import (
    nomination_choose,
    nomination_decline,
    nomination_make,
    nomination_post,
    nominations_leave,
    objection_decide,
    objection_make,
)
from linli.places.models import Neighbourhood
from linli.privacy.holdings import HOLDINGS
from linli.privacy.services.rotating import keys_rotate
from tests.cast import Cast

PHONE = "13900005555"


@pytest.fixture
def area(cast: Cast) -> Neighbourhood:
    """An area of the first grid."""
    return Neighbourhood.objects.create(community=cast.community, grid=cast.grids["one"], kind="area", name="东片")


def director(cast: Cast) -> Any:
    """Whoever decides."""
    return cast.acting("community_director").standing


def proposed(cast: Cast, area: Neighbourhood) -> Nomination:
    """The resident's neighbour, proposed by the resident."""
    return nomination_make(cast.resident, area, name="李热心", phone=PHONE, promise="有事找我。", by_self=False)


def test_a_neighbour_is_proposed_posted_and_chosen_and_holds_the_post(cast: Cast, area: Neighbourhood) -> None:
    row, now = proposed(cast, area), clock.now()
    with pytest.raises(Invalid, match="本人同意"):
        nomination_post(row, days=5, agreed=False, acting=director(cast))
    row = nomination_post(row, days=5, agreed=True, acting=director(cast))
    with pytest.raises(Invalid, match="公示期还没有结束"):
        nomination_choose(row, acting=director(cast))
    with clock.at(now + timedelta(days=6)):
        post = nomination_choose(row, acting=director(cast))
        assert (post.kind, post.public_name, post.promise, post.neighbourhood_id) == (
            "area_leader",
            "李热心",
            "有事找我。",
            area.pk,
        )
        assert standing_of(post.account).is_staff
    row.refresh_from_db()
    assert (row.state, row.name, row.phone, row.phone_index) == ("chosen", "", "", None)


def test_an_objection_is_answered_first_and_ends_it_where_upheld(cast: Cast, area: Neighbourhood) -> None:
    row, now = nomination_post(proposed(cast, area), days=3, agreed=True, acting=director(cast)), clock.now()
    objection = objection_make(row, cast.neighbour, "他常不在家")
    objection_make(row, cast.neighbour, "他常年不在家")
    assert Objection.objects.get().text == "他常年不在家"
    with clock.at(now + timedelta(days=4)):
        with pytest.raises(Refused, match="公示期已过"):
            objection_make(row, cast.resident, "太晚了")
        with pytest.raises(Invalid, match="没有答复"):
            nomination_choose(row, acting=director(cast))
        objection_decide(objection, upheld=True, reply="核实属实。", acting=director(cast))
        row.refresh_from_db()
        assert row.state == "declined"
        with pytest.raises(Invalid):
            nomination_choose(row, acting=director(cast))
    assert not Post.objects.filter(neighbourhood=area).exists()


def test_a_proposal_that_cannot_be_gets_words(cast: Cast, area: Neighbourhood) -> None:
    with pytest.raises(Invalid, match="自荐"):
        nomination_make(cast.resident, area, name="王秀兰", phone=cast.resident.phone, by_self=False)
    with pytest.raises(Invalid, match="手机号码"):
        nomination_make(cast.resident, area, name="某人", phone="12", by_self=False)
    proposed(cast, area)
    with pytest.raises(Invalid, match="已经有人提名"):
        nomination_make(cast.neighbour, area, name="李热心", phone=PHONE, by_self=False)
    row = nomination_make(cast.neighbour, area, name="李建国", by_self=True)
    with pytest.raises(Invalid, match="天之间"):
        nomination_post(row, days=1, agreed=False, acting=director(cast))
    assert nomination_post(row, days=3, agreed=False, acting=director(cast)).state == "posted"


@pytest.mark.parametrize("who", ["other_community_director", "community_officer", "grid_worker", "resident"])
def test_only_a_head_of_the_place_posts_and_decides(cast: Cast, area: Neighbourhood, who: str) -> None:
    row, acting = proposed(cast, area), cast.acting(who).standing
    for deed in (
        lambda: nomination_post(row, days=5, agreed=True, acting=acting),
        lambda: nomination_decline(row, why="不合适", acting=acting),
        lambda: nomination_choose(row, acting=acting),
    ):
        with pytest.raises(Refused):
            deed()


def test_the_whole_way_on_the_pages_and_no_name_before_the_notice(cast: Cast, area: Neighbourhood) -> None:
    resident, head = cast.client("resident"), cast.client("community_director")
    public, staff = f"/leaders/{cast.community.code}/", f"/staff/leaders/{cast.community.code}/"
    given = {"who": "neighbour", "neighbourhood": area.pk, "name": "李热心", "phone": PHONE, "promise": "有事找我。"}
    assert resident.post(f"{public}nominate/", {**given, "phone": "1"}).status_code == 422
    assert resident.post(f"{public}nominate/", given).status_code == 302
    assert "李热心" not in cast.client().get(public).content.decode()
    shown = head.get(staff).content.decode()
    assert "李热心" in shown
    assert PHONE not in shown
    row = Nomination.objects.get()
    head.post(f"/staff/leaders/{row.pk}/post/do/", {"days": "5", "agreed": "1"})
    assert "李热心" in cast.client().get(public).content.decode()
    cast.client("neighbour").post(f"/leaders/posted/{row.pk}/object/", {"text": "我有意见"})
    assert "我有意见" not in resident.get(public).content.decode()
    assert "我有意见" in head.get(staff).content.decode()
    objection = Objection.objects.get()
    head.post(f"/staff/leaders/objections/{objection.pk}/answer/", {"upheld": "no", "reply": "已说明"})
    assert cast.client("other_community_director").post(f"/staff/leaders/{row.pk}/choose/do/").status_code == 403
    with clock.at(clock.now() + timedelta(days=6)):
        head.post(f"/staff/leaders/{row.pk}/choose/do/")
        assert Post.objects.get(neighbourhood=area).public_name == "李热心"


def test_a_proposal_is_known_again_after_keys_were_drawn_anew(cast: Cast, area: Neighbourhood) -> None:
    first = proposed(cast, area)
    keys_rotate(wait=0)
    with pytest.raises(Invalid, match="已经有人提名"):
        proposed(cast, area)
    nomination_decline(first, why="本人不愿意", acting=director(cast))
    proposed(cast, area)
    copied = {holding.name: holding for holding in HOLDINGS.values()}["nominations"]
    assert "我被提名" in [line[1] for line in copied.rows(account_get_or_create(PHONE))]


def test_somebody_reads_what_was_said_of_them_and_it_goes_with_their_account(cast: Cast, area: Neighbourhood) -> None:
    row = nomination_post(
        nomination_make(cast.resident, area, name="张热心", promise="有事找我。", by_self=True),
        days=5,
        agreed=True,
        acting=director(cast),
    )
    objection_make(row, cast.neighbour, "他常年不在家")
    copied = {holding.name: holding for holding in HOLDINGS.values()}["nominations"]
    assert [line[1:3] for line in copied.rows(cast.resident)] == [("我被提名", "东片")]
    assert [line[4] for line in copied.rows(cast.neighbour)] == ["他常年不在家"]
    assert list(copied.rows(cast.grid_worker)) == []
    nominations_leave(cast.neighbour)
    assert not Objection.objects.exists()
    nominations_leave(cast.resident)
    row.refresh_from_db()
    assert (row.state, row.name, row.phone, row.phone_index) == ("declined", "", "", None)
