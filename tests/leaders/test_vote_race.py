"""Two of one household press at the same moment; so do many households: each counts once, none is lost."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from linli.core import clock
from linli.core.errors import Changed
from linli.leaders.models import Roll
from linli.leaders.services import ballot_cast, vote_count
from tests import cast as cast_module
from tests.leaders.stories import OPENED, OVER, lives, street


@pytest.mark.only_on("postgresql")  # SQLite lets one writer in at a time
def test_of_two_members_of_a_household_one_casts_and_no_ballot_is_lost(transactional_db: Any) -> None:
    cast = cast_module.build()
    here = street(cast, doors=6)
    lives(cast.neighbour, here.doors[0])
    vote, told = here.open(), []
    people = [*here.people, cast.neighbour]
    start = threading.Barrier(len(people))

    def press(who: Any) -> None:
        try:
            start.wait()
            with clock.at(OPENED):
                ballot_cast(who, vote, choice=here.number(vote, 0), adult=True)
            told.append("cast")
        except Changed as error:
            told.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == sorted(["cast"] * 6 + ["这一户已经投过票，一户一票。"])
    assert Roll.objects.filter(way=1).count() == 6
    counted: list[Any] = []

    def count() -> None:
        try:
            with clock.at(OVER):
                counted.append(vote_count(vote).voted)
        except Exception as error:
            counted.append(str(error))
        finally:
            connection.close()

    twice = [threading.Thread(target=count) for _time in range(2)]
    for thread in twice:
        thread.start()
    for thread in twice:
        thread.join()
    assert sorted(map(str, counted)) == ["6", "已经计过票。"]
    vote.refresh_from_db()
    assert (vote.voted, vote.nones, vote.state) == (6, 0, "chosen")
