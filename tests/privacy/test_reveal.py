"""Looking behind a mask is counted: nobody copies a street's numbers one by one."""

from __future__ import annotations

import pytest

from linli.cases.models import Event
from linli.catalog.models import TryLimit
from linli.catalog.services import words_changed
from linli.core.errors import TooMany
from tests.cast import Cast, at, key


def test_reveals_of_one_person_are_limited_by_the_hour_and_the_place_sets_how_many(cast: Cast) -> None:
    with at(0):
        TryLimit.objects.create(place=cast.community, kind="reveal", most=3)
        words_changed()
        cases = [cast.submit(f"第{number}件", reporter_phone="13900001111") for number in range(5)]
        for case in cases[:3]:
            cast.act(case, "reveal", "grid_worker", what="phone", why="核实")
        with pytest.raises(TooMany, match="一小时内"):
            cast.act(cases[3], "reveal", "grid_worker", what="phone", why="核实")
        assert Event.objects.filter(name="reveal").count() == 3
        page = f"/staff/cases/{cases[3].community_id}/{cases[3].id}/do/reveal/"
        sent = {"what": "phone", "why": "核实", "key": key(), "version": cases[3].version}
        refused = cast.client("grid_worker").post(page, sent)
        assert refused.status_code == 429
        assert "一小时内" in refused.content.decode()
        cast.act(cases[3], "reveal", "community_officer", what="phone", why="核实")
    with at(1.1):
        cast.act(cases[4], "reveal", "grid_worker", what="phone", why="核实")
