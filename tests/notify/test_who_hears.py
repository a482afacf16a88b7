"""What is new for an organisation is told to those who handle its cases, and to nobody else who holds a post in it."""

from __future__ import annotations

from datetime import timedelta

from linli.notify.models import Message
from linli.notify.selectors import messages_of, unread_count
from linli.people.selectors import holders_of, standing_of
from linli.people.services import post_start
from tests.cast import Cast, account


def test_a_building_leader_is_not_told_what_neighbours_report(cast: Cast) -> None:
    cast.submit("三楼的燃气灶漏气")
    assert "燃气灶" in messages_of(standing_of(cast.grid_worker)).get().text
    assert not messages_of(standing_of(cast.building_leader)).exists()
    assert (unread_count(standing_of(cast.grid_worker)), unread_count(standing_of(cast.building_leader))) == (1, 0)
    page = cast.client("building_leader").get("/messages/").content.decode()
    assert "燃气灶" not in page


def test_nor_of_a_confidential_request_by_name(cast: Cast) -> None:
    cast.submit("举报占用消防通道", kind="tip_off", visibility="confidential")
    told = set(Message.objects.values_list("account_id", flat=True))
    assert cast.grid_worker.pk in told
    assert cast.building_leader.pk not in told


def test_texts_go_to_those_who_handle_and_past_a_grid_that_has_only_leaders(cast: Cast) -> None:
    team = cast.id_of("one")
    assert holders_of(team) == [cast.grid_worker.pk]
    post = cast.posts["grid_worker"]
    post.ends_at = post.starts_at + timedelta(days=1)
    post.save()
    above = {cast.community_officer.pk, cast.community_director.pk}
    assert set(holders_of(team)) == above
    doctor = account("家庭医生", 801)
    post_start(organisation=cast.organisations["community"], kind="doctor", account=doctor, public_name="家庭医生")
    assert set(holders_of(team)) == above
