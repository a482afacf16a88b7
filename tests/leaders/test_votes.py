"""Neighbours vote on who leads them: one household one ballot, nobody sees whose (G4, decision 043)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.audit.models import Note
from linli.core import clock
from linli.core.errors import Changed, Invalid, Refused
from linli.homes.services import home_leave
from linli.leaders.domain import NONE, Outcome, Rule, decided, empty_urn, urn_read, urn_write
from linli.leaders.models import Candidate, Roll, Urn, Vote
from linli.leaders.selectors.roll import household_mark
from linli.leaders.selectors.votes import May, may_vote
from linli.leaders.services import (
    ballot_cast,
    paper_give,
    rolls_expire,
    rule_set,
    vote_call_off,
    vote_count,
    vote_open,
    vote_settle,
    voters_leave,
    votes_count_due,
)
from linli.notify.models import Message
from linli.people.models import Nomination, Post
from linli.people.services import account_get_or_create
from linli.people.services.nominating import nomination_choose, nomination_decline, nominations_leave
from linli.privacy.holdings import HOLDINGS
from linli.privacy.services.mine import account_leave
from linli.privacy.services.rotating import keys_rotate
from tests import cast as cast_module
from tests.cast import Cast
from tests.leaders.stories import OPENED, OVER, Street, lives, street

NOON = OPENED + timedelta(hours=4)


@pytest.fixture
def here(cast: Cast) -> Street:
    """Ten doors and two nominees."""
    return street(cast)


def test_most_ballots_take_the_post_with_the_promise_and_the_others_names_go(here: Street) -> None:
    vote = here.open()
    one, two = here.number(vote, 0), here.number(vote, 1)
    here.cast_all(vote, [one, one, one, one, one, two, NONE])
    with clock.at(OVER):
        assert votes_count_due() == 1
        assert votes_count_due() == 0
        vote.refresh_from_db()
        assert (vote.state, vote.voted, vote.entitled, vote.nones) == ("chosen", 7, 10, 1)
        post = Post.objects.current().get(neighbourhood=here.area)
    assert (post.public_name, post.promise, vote.post_id) == ("李热心", "李热心的承诺", post.pk)
    assert {row.number: row.votes for row in Candidate.objects.all()} == {one: 5, two: 1}
    for row in Nomination.objects.all():
        assert (row.name, row.phone, row.phone_index, row.decided_by_id) == ("", "", None, None)
    assert not Urn.objects.exists()
    assert [note.account_id for note in Note.objects.filter(deed="vote_counted")] == [None]


def test_nobody_reads_a_count_before_the_end(here: Street) -> None:
    vote = here.open()
    here.cast_all(vote, [here.number(vote, 0)] * 6)
    assert set(Candidate.objects.values_list("votes", flat=True)) == {None}
    with clock.at(NOON):
        for acting in (here.head, None):
            with pytest.raises(Invalid, match="还没有到"):
                vote_count(vote, acting=acting)
        assert votes_count_due() == 0
        page = here.cast.client("community_director").get(f"/staff/leaders/{here.cast.community.code}/votes/")
        assert "谁也看不到票数" in page.content.decode()
    vote.refresh_from_db()
    assert (vote.voted, vote.nones) == (None, None)


def test_what_stands_in_the_database_joins_no_household_to_a_choice(here: Street) -> None:
    vote = here.open()
    before = list(Roll.objects.order_by("id").values_list("id", flat=True))
    sealed = _column("leaders_urn", "tally")
    lines, messages = Note.objects.count(), Message.objects.count()
    here.cast_all(vote, [here.number(vote, 0), here.number(vote, 1), NONE])
    # No row is added by a ballot: the roll was there, the urn is one row, and no log, message or count of tries tells of it.
    assert list(Roll.objects.order_by("id").values_list("id", flat=True)) == before
    assert (Urn.objects.count(), Note.objects.count(), Message.objects.count()) == (1, lines, messages)
    assert not [one.name for one in Roll._meta.concrete_fields if one.get_internal_type() == "DateTimeField"]
    assert {one.name for one in Roll._meta.concrete_fields} == {
        "community",
        "id",
        "vote_id",
        "household",
        "voter",
        "way",
    }
    # The urn's size is the same however full it is, and neither door nor account stands in the roll.
    assert len(_column("leaders_urn", "tally")) == len(sealed)
    assert len(urn_write({0: 0, 1: 0})) == len(urn_write({0: 999_999, 1: 7}))
    kept = {bytes(mark) for row in Roll.objects.values_list("household", "voter") for mark in row if mark}
    assert all(len(mark) == 32 for mark in kept)
    with clock.at(OVER):
        vote_count(vote)
    assert not Roll.objects.exclude(voter=None).exists()


def _column(table: str, name: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table}")
        return bytes(cursor.fetchone()[0])


def test_the_roll_is_not_in_the_order_of_the_doors(here: Street) -> None:
    orders = set()
    for _time in range(4):
        vote = here.open()
        marks = {bytes(mark): pk for pk, mark in Roll.objects.filter(vote_id=vote.id).values_list("id", "household")}
        orders.add(tuple(marks[household_mark(vote, door.id)] < 2**61 for door in here.doors))
        ids = [marks[household_mark(vote, door.id)] for door in here.doors]
        orders.add(tuple(sorted(range(len(ids)), key=ids.__getitem__)))
        with clock.at(NOON):
            vote_call_off(vote, why="再来", acting=here.head)
    assert len(orders) > 4


def test_one_household_one_ballot_whoever_of_it_is_first(here: Street) -> None:
    vote, second = here.open(), here.cast.neighbour
    lives(second, here.doors[0])
    with clock.at(NOON):
        assert may_vote(vote, second) == May.VOTE
        here.cast_all(vote, [here.number(vote, 0)])
        assert may_vote(vote, second) == May.VOTED
        for who in (second, here.people[0]):
            with pytest.raises(Changed, match="已经投过票"):
                ballot_cast(who, vote, choice=NONE, adult=True)
    with clock.at(OVER):
        assert vote_count(vote).voted == 1


def test_whoever_moves_away_leaves_the_ballot_and_brings_no_second_one(here: Street) -> None:
    vote, mover = here.open(), here.people[0]
    here.cast_all(vote, [here.number(vote, 0)])
    with clock.at(NOON):
        home_leave(mover, mover.homes.get().id)
        assert may_vote(vote, mover) == May.NO_HOME
        lives(here.cast.neighbour, here.doors[0])
        assert may_vote(vote, here.cast.neighbour) == May.VOTED
        here.people[9].homes.all().delete()
        lives(mover, here.doors[9])
        with pytest.raises(Changed, match="一人只能投一次"):
            ballot_cast(mover, vote, choice=NONE, adult=True)
        lives(here.cast.resident, here.doors[9])
        ballot_cast(here.cast.resident, vote, choice=NONE, adult=True)
    with clock.at(OVER):
        assert vote_count(vote).voted == 2


def test_who_may_not_vote_is_told_why(here: Street, cast: Cast) -> None:
    vote = here.open()
    with clock.at(NOON):
        assert may_vote(vote, cast.resident) == May.NO_HOME
        with pytest.raises(Refused, match="我家"):
            ballot_cast(cast.resident, vote, choice=NONE, adult=True)
        elsewhere = here.doors[0].__class__.objects.create(
            community=cast.community, entrance=cast.entrances["one"], door="9999"
        )
        lives(cast.neighbour, elsewhere)
        assert may_vote(vote, cast.neighbour) == May.ELSEWHERE
        with pytest.raises(Refused, match="名册"):
            ballot_cast(cast.neighbour, vote, choice=NONE, adult=True)
        for choice in (99, -1):
            with pytest.raises(Invalid):
                ballot_cast(here.people[0], vote, choice=choice, adult=True)
        with pytest.raises(Invalid, match="18岁"):
            ballot_cast(here.people[0], vote, choice=NONE, adult=False)
        # A child's account whose parents' home is confirmed speaks for no household, whatever it ticks (decision 055).
        here.people[1].child_until = OPENED.date() + timedelta(days=400)
        with pytest.raises(Refused, match="14周岁"):
            ballot_cast(here.people[1], vote, choice=NONE, adult=True)
    # The clock is looked at, and what is counted stays counted though the clock goes back.
    for moment in (OPENED - timedelta(hours=1), OVER):
        with clock.at(moment):
            assert may_vote(vote, here.people[0]) == May.OVER
            with pytest.raises(Refused, match="已经结束"):
                ballot_cast(here.people[0], vote, choice=NONE, adult=True)
    with clock.at(OVER):
        vote_count(vote)
    with clock.at(NOON):
        with pytest.raises(Refused, match="已经结束"):
            ballot_cast(here.people[0], vote, choice=NONE, adult=True)
        with pytest.raises(Invalid, match="已经计过票"):
            vote_count(vote)


def test_a_household_added_while_neighbours_vote_is_not_on_the_roll(here: Street, cast: Cast) -> None:
    vote = here.open()
    door = here.doors[0].__class__.objects.create(
        community=cast.community, entrance=cast.entrances["one"], door="8888", neighbourhood=here.area
    )
    lives(cast.neighbour, door)
    with clock.at(NOON):
        assert may_vote(vote, cast.neighbour) == May.ELSEWHERE


def test_paper_is_for_doors_that_have_not_voted_and_never_counts_more_than_was_given(here: Street) -> None:
    vote, entrance = here.open(), here.cast.entrances["one"]
    one, two = here.number(vote, 0), here.number(vote, 1)
    here.cast_all(vote, [one, one, one, one])
    with clock.at(NOON):
        with pytest.raises(Changed, match="已经投过票"):
            paper_give(vote, entrance, "101", acting=here.head)
        with pytest.raises(Invalid, match="没有这个门牌"):
            paper_give(vote, entrance, "777", acting=here.head)
        for door in ("501", "601室", "701"):
            paper_give(vote, entrance, door, acting=here.head)
        paper_give(vote, entrance, "701", back=True, acting=here.head)
        with pytest.raises(Changed, match="没有领"):
            paper_give(vote, entrance, "701", back=True, acting=here.head)
        assert may_vote(vote, here.people[4]) == May.PAPER
        with pytest.raises(Changed, match="纸质票"):
            ballot_cast(here.people[4], vote, choice=one, adult=True)
    with clock.at(OVER):
        assert votes_count_due() == 0
        for wrong in ({one: 2, two: 1}, {one: -1}, {9: 1}, None):
            with pytest.raises(Invalid):
                vote_count(vote, paper=wrong, acting=here.head)
        done = vote_count(vote, paper={one: 1, two: 1, NONE: 0}, acting=here.head)
    assert (done.voted, done.on_paper, done.state) == (6, 2, "chosen")


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ([1, 1, 1, 1, 1], "turnout"),
        ([1, 1, 1, 2, 2, 2], "tie"),
        ([0, 0, 0, 0, 1, 2], "none"),
        ([1, 1, 1, 0, 0, 2], "majority"),
    ],
)
def test_where_the_votes_do_not_decide_heads_do_with_a_reason(here: Street, choices: list[int], outcome: str) -> None:
    vote = here.open()
    here.cast_all(vote, choices)
    with clock.at(OVER):
        vote = vote_count(vote)
        assert (vote.state, vote.outcome) == ("undecided", outcome)
        assert {row.state for row in Nomination.objects.all()} == {"posted"}
        for deed in (
            lambda: nomination_choose(here.nominations[0], acting=here.head),
            lambda: nomination_decline(here.nominations[0], why="不", acting=here.head),
        ):
            with pytest.raises(Invalid, match="投票结果"):
                deed()
        with pytest.raises(Invalid, match="理由"):
            vote_settle(vote, number=1, why=" ", acting=here.head)
        with pytest.raises(Invalid):
            vote_settle(vote, number=7, why="好", acting=here.head)
        done = vote_settle(vote, number=2, why="票数接近，他常在家。", acting=here.head)
        assert done.post is not None
        with pytest.raises(Invalid):
            vote_settle(vote, number=1, why="再来", acting=here.head)
    assert {row.state for row in Nomination.objects.all()} == {"chosen", "declined"}


def test_a_vote_without_a_choice_is_over_with_the_next_one(here: Street) -> None:
    vote = here.open()
    with clock.at(OVER):
        vote_count(vote)
        again = vote_open(here.nominations, days=1, acting=here.head)
        vote.refresh_from_db()
        assert (vote.state, vote.why) == ("settled", "重新投票。")
        with pytest.raises(Invalid, match="已经在投票"):
            vote_open(here.nominations, days=1, acting=here.head)
        vote_call_off(again, why="门牌编错了。", acting=here.head)
        with pytest.raises(Invalid):
            vote_call_off(again, why="再停", acting=here.head)
        assert nomination_choose(here.nominations[0], acting=here.head).public_name == "李热心"


def test_a_vote_opens_after_the_notice_on_one_post_within_its_limits(here: Street, cast: Cast) -> None:
    with clock.at(OPENED - timedelta(days=3)), pytest.raises(Invalid, match="公示期"):
        vote_open(here.nominations, days=3, acting=here.head)
    with clock.at(OPENED):
        for days in (0, 16, -1):
            with pytest.raises(Invalid, match="天之间"):
                vote_open(here.nominations, days=days, acting=here.head)
        with pytest.raises(Invalid, match="至少选一位"):
            vote_open([], days=3, acting=here.head)
        Nomination.objects.filter(pk=here.nominations[0].pk).update(kind="group_leader")
        with pytest.raises(Invalid, match="一个岗位"):
            vote_open(here.nominations, days=3, acting=here.head)


def test_two_households_are_too_few(cast: Cast) -> None:
    few = street(cast, doors=2)
    with pytest.raises(Invalid, match="不能保密"):
        few.open()
    assert not Vote.objects.exists()


def test_a_community_sets_its_own_shares_and_what_runs_keeps_its_own(here: Street) -> None:
    vote = here.open()
    rule_set(here.cast.community, days=5, turnout=0, majority=0, acting=here.head)
    here.cast_all(vote, [1])
    with clock.at(OVER):
        assert vote_count(vote).outcome == "turnout"
    again = here.cast.community
    with clock.at(OVER):
        second = vote_open(here.nominations, days=2, acting=here.head)
        ballot_cast(here.people[0], second, choice=1, adult=True)
    with clock.at(OVER + timedelta(days=3)):
        assert vote_count(second).state == "chosen"
    for wrong in ({"days": 0}, {"turnout": 91}, {"majority": -1}):
        with pytest.raises(Invalid):
            rule_set(again, **{"days": 3, "turnout": 50, "majority": 50, **wrong}, acting=here.head)


@pytest.mark.parametrize(
    "who", ["other_community_director", "community_officer", "grid_worker", "next_grid_worker", "resident"]
)
def test_only_a_head_of_the_place_arranges_a_vote(here: Street, who: str) -> None:
    acting = here.cast.acting(who).standing
    with clock.at(OPENED), pytest.raises(Refused):
        vote_open(here.nominations, days=3, acting=acting)
    vote = here.open()
    with clock.at(OVER):
        for deed in (
            lambda: vote_count(vote, acting=acting),
            lambda: vote_call_off(vote, why="不", acting=acting),
            lambda: paper_give(vote, here.cast.entrances["one"], "101", acting=acting),
            lambda: rule_set(here.cast.community, days=3, turnout=50, majority=50, acting=acting),
            lambda: vote_settle(vote, number=1, why="好", acting=acting),
        ):
            with pytest.raises(Refused):
                deed()


def test_a_nominee_who_leaves_cannot_win_and_cannot_be_chosen_any_more(here: Street, cast: Cast) -> None:
    vote = here.open()
    number = here.number(vote, 0)
    here.cast_all(vote, [number] * 6)
    nominations_leave(account_get_or_create("13900005550"))
    with clock.at(NOON), pytest.raises(Invalid):
        ballot_cast(here.people[8], vote, choice=number, adult=True)
    with clock.at(OVER):
        vote = vote_count(vote)
    assert (vote.state, vote.outcome, vote.post_id) == ("undecided", "barred", None)
    assert sum(row.votes or 0 for row in Candidate.objects.all()) + (vote.nones or 0) == vote.voted == 6


def test_whoever_leaves_is_off_the_roll_and_the_household_has_voted(here: Street) -> None:
    vote, leaver = here.open(), here.people[0]
    here.cast_all(vote, [here.number(vote, 0)])
    copied = HOLDINGS["votes"]
    assert [line[3] for line in copied.rows(leaver)] == ["已经投票"]
    assert [line[3] for line in copied.rows(here.people[1])] == ["还没有投"]
    assert list(copied.rows(here.cast.resident)) == []
    account_leave(leaver)
    assert not Roll.objects.exclude(voter=None).exists()
    lives(here.cast.neighbour, here.doors[0])
    with clock.at(NOON):
        assert may_vote(vote, here.cast.neighbour) == May.VOTED
    voters_leave(here.cast.neighbour)
    with clock.at(OVER):
        assert vote_count(vote).voted == 1


def test_ballots_survive_keys_that_are_drawn_anew(here: Street) -> None:
    vote = here.open()
    here.cast_all(vote, [here.number(vote, 0)])
    keys_rotate(wait=0)
    with clock.at(NOON):
        assert may_vote(vote, here.people[0]) == May.VOTED
        ballot_cast(here.people[1], vote, choice=NONE, adult=True)
    with clock.at(OVER):
        done = vote_count(vote)
    assert (done.voted, done.nones) == (2, 1)


def test_rolls_go_and_sums_stay(here: Street) -> None:
    vote = here.open()
    with clock.at(OVER + timedelta(days=200)):
        assert rolls_expire(10) == 0
        vote_count(vote)
        assert rolls_expire(10) == 1
        assert rolls_expire(10) == 0
    assert not Roll.objects.exists()
    assert Vote.objects.get().voted == 0


def test_everybody_who_lives_there_is_told_the_same(here: Street) -> None:
    vote = here.open()
    here.cast_all(vote, [NONE])
    with clock.at(OVER):
        vote_count(vote)
    told = Counter(Message.objects.filter(kind__startswith="vote_").values_list("kind", flat=True))
    assert told == {"vote_opened": 10, "vote_counted": 10}
    assert len(set(Message.objects.filter(kind="vote_counted").values_list("text", flat=True))) == 1


def test_the_rules_of_counting() -> None:
    half = Rule()
    assert decided({0: 0, 1: 5, 2: 1}, 11, half) == (Outcome.CHOSEN, 1)
    assert decided({0: 0, 1: 5, 2: 1}, 12, half) == (Outcome.TURNOUT, None)
    assert decided({0: 0, 1: 0, 2: 0}, 5, Rule(turnout=0, majority=0)) == (Outcome.TURNOUT, None)
    assert decided({0: 3, 1: 3}, 6, half) == (Outcome.TIE, None)
    assert decided({0: 2, 1: 3, 2: 1}, 6, half) == (Outcome.MAJORITY, None)
    assert decided({0: 2, 1: 3, 2: 1}, 6, Rule(majority=0)) == (Outcome.CHOSEN, 1)
    assert urn_read(urn_write(empty_urn(3))) == {0: 0, 1: 0, 2: 0, 3: 0}


moves = st.lists(
    st.one_of(
        st.tuples(st.just("cast"), st.integers(0, 5), st.integers(-1, 3)),
        st.tuples(st.just("paper"), st.integers(0, 4), st.booleans()),
        st.tuples(st.just("move"), st.integers(0, 5), st.integers(0, 4)),
    ),
    max_size=25,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moves=moves, papers=st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_whatever_is_pressed_each_household_counts_once_and_the_sums_are_the_ballots(
    db: None, moves: list[tuple[str, int, int]], papers: tuple[int, int]
) -> None:
    try:
        with transaction.atomic():
            _pressed(cast_module.build(), moves, papers)
            raise _Undone
    except _Undone:
        pass


class _Undone(Exception):
    """What an example did is taken back."""


def _pressed(cast: Cast, moves: list[tuple[str, int, int]], papers: tuple[int, int]) -> None:
    here = street(cast, doors=5)
    people = [*here.people, cast.neighbour]
    vote, ballots, counted = here.open(), Counter[int](), set()
    with clock.at(NOON):
        for what, who, how in moves:
            try:
                if what == "cast":
                    home = people[who].homes.filter(ends_at=None).first()
                    ballot_cast(people[who], vote, choice=how, adult=True)
                    assert home is not None
                    assert home.door not in counted
                    counted.add(home.door)
                    ballots[how] += 1
                elif what == "paper":
                    paper_give(vote, cast.entrances["one"], here.doors[who].door, back=bool(how), acting=here.head)
                else:
                    people[who].homes.all().delete()
                    lives(people[who], here.doors[how])
            except (Invalid, Refused, Changed):
                continue
    given = Roll.objects.filter(way=2).count()
    with clock.at(OVER):
        try:
            done = vote_count(vote, paper={1: papers[0], 2: papers[1]}, acting=here.head)
        except Invalid:
            assert sum(papers) > given
            return
    tallies = {row.number: row.votes or 0 for row in Candidate.objects.all()}
    assert sum(tallies.values()) + (done.nones or 0) == done.voted == sum(ballots.values()) + sum(papers)
    assert done.voted <= done.entitled == 5
    assert tallies == {1: ballots[1] + papers[0], 2: ballots[2] + papers[1]}
    assert done.nones == ballots[0]
