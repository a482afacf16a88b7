"""The log of a place is a chain: what is changed, taken out, moved or cut off by somebody without the key is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError

from linli.audit import words
from linli.audit.domain.deeds import DEEDS, known_deed
from linli.audit.models import Chain, Count, Note
from linli.audit.services import audit_note, count_add, notes_cut
from linli.audit.verify import verify_log
from linli.core import clock
from linli.people.domain import Standing
from linli.people.selectors import standing_of
from linli.privacy.models import LongerTerm
from linli.privacy.services.retention import log_expire, retention_sweep
from tests.cast import Cast, at

YEARS = 3 * 365


@pytest.fixture
def head(cast: Cast) -> Standing:
    return standing_of(cast.community_director)


@pytest.fixture
def five(cast: Cast, head: Standing) -> Iterator[str]:
    """Five lines of one place, a day between them, and one of another."""
    for day in range(5):
        with at(days=day):
            audit_note("notice_posted", cast.community, head, 100 + day)
    with at(days=5):
        audit_note("notice_posted", cast.places["other_community"], None, 7)
    yield cast.community.path


def found() -> set[tuple[int, str]]:
    return {(finding.seq, finding.what) for finding in verify_log()}


def test_an_untouched_log_is_clean_and_each_place_has_its_own(five: str, cast: Cast) -> None:
    assert found() == set()
    assert list(Note.objects.filter(path=five).order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert Note.objects.get(path=cast.places["other_community"].path).seq == 1
    first = Note.objects.get(path=five, seq=1)
    assert (first.account_id, first.post_id) == (cast.community_director.pk, cast.posts["community_director"].pk)


def test_a_changed_line_is_found(five: str, cast: Cast) -> None:
    Note.objects.filter(path=five, seq=2).update(thing_id=999)
    assert found() == {(2, "content")}
    Note.objects.filter(path=five, seq=3).update(account_id=cast.resident.pk)
    assert (3, "signature") in found()


def test_a_line_taken_out_is_found(five: str) -> None:
    Note.objects.filter(path=five, seq=3).delete()
    assert {(3, "missing"), (4, "signature")} <= found()


def test_a_cut_off_end_is_found(five: str) -> None:
    Note.objects.filter(path=five, seq=5).delete()
    assert found() == {(5, "head")}


def test_lines_in_another_order_are_found(five: str) -> None:
    Note.objects.filter(path=five, seq=2).update(seq=20)
    Note.objects.filter(path=five, seq=4).update(seq=2)
    Note.objects.filter(path=five, seq=20).update(seq=4)
    assert {(2, "signature"), (4, "signature")} <= found()


def test_a_line_of_another_place_and_one_of_no_chain_are_found(five: str) -> None:
    Note.objects.filter(path=five, seq=5).update(path="nowhere/")
    assert {(5, "head"), (5, "orphan")} <= found()


def test_a_beginning_cut_off_by_hand_is_found(five: str) -> None:
    second = Note.objects.get(path=five, seq=2)
    Note.objects.filter(path=five, seq__lte=2).delete()
    Chain.objects.filter(path=five).update(cut_seq=2, cut_head=bytes(second.signature), cut_seal=b"x" * 32)
    assert found() == {(2, "cut")}


def test_what_is_past_its_term_goes_and_the_rest_verifies(five: str, cast: Cast, head: Standing) -> None:
    with at(days=YEARS + 2):
        assert log_expire(500) == 2  # those of the first and the second day
        assert list(Note.objects.filter(path=five).order_by("seq").values_list("seq", flat=True)) == [3, 4, 5]
        assert found() == set()
        audit_note("notice_posted", cast.community, head, 1)
        assert found() == set()
    Note.objects.filter(path=five, seq=3).delete()  # and what stands first now cannot go unseen
    assert (3, "missing") in found()


def test_a_log_that_is_gone_whole_goes_on_where_it_was(five: str, cast: Cast, head: Standing) -> None:
    with at(days=2 * YEARS):
        assert log_expire(3) == 3  # a little at a time
        assert log_expire(500) == 3
        assert not Note.objects.exists()
        assert log_expire(500) == 0
        audit_note("notice_posted", cast.community, head, 1)
    assert Note.objects.get().seq == 6
    assert found() == set()


def test_a_place_keeps_its_log_longer(five: str, cast: Cast) -> None:
    post = cast.posts["community_director"]
    LongerTerm.objects.create(place=cast.community, term="log", days=10 * 365, why="审计要求", post=post)
    with at(days=YEARS + 30):
        assert log_expire(500) == 1
    assert Note.objects.filter(path=five).count() == 5


def test_nothing_younger_goes(five: str) -> None:
    assert notes_cut(five, clock.now() - timedelta(days=9000), 100) == 0
    assert Chain.objects.get(path=five).cut_seq == 0


def test_the_retention_says_that_it_ran(five: str) -> None:
    with at(days=2 * YEARS):
        retention_sweep()
    ran = Note.objects.get(deed="retention_run")
    assert ran.path == ""
    assert ran.facts["taken"] >= 6
    assert retention_sweep() is not None


def test_verify_tells_of_it(five: str) -> None:
    out = StringIO()
    call_command("verify", stdout=out)
    assert "工作日志 6 条，完整" in out.getvalue()
    Note.objects.filter(path=five, seq=3).update(deed="notice_ended")
    with pytest.raises(CommandError):
        call_command("verify", stdout=out)
    assert "第3条" in out.getvalue()


def test_only_deeds_of_the_registry_with_their_facts_are_noted(cast: Cast, head: Standing) -> None:
    with pytest.raises(KeyError, match="no deed"):
        audit_note("sang", cast.community, head)
    with pytest.raises(ValueError, match="carries no"):
        audit_note("notice_posted", cast.community, head, name="王秀兰")
    for personal in ("王秀兰", "13900001111", "3栋2单元501", "x" * 41):
        with pytest.raises(ValueError, match="no number and no code"):
            audit_note("post_started", cast.community, head, kind=personal)
    assert not Note.objects.exists()


@pytest.mark.parametrize("name", DEEDS)
def test_every_deed_its_thing_and_its_facts_have_words(name: str) -> None:
    deed = known_deed(name, {})
    assert str(words.DEEDS[name])
    assert deed.group in words.GROUPS
    assert not deed.thing or deed.thing in words.THINGS
    assert set(deed.facts) <= set(words.FACTS)


@pytest.mark.django_db(transaction=True)
def test_a_line_stands_in_the_transaction_of_its_deed() -> None:
    with pytest.raises(TransactionManagementError):
        audit_note("keys_rotated", None, None)
    with pytest.raises(RuntimeError), transaction.atomic():
        audit_note("keys_rotated", None, None)
        raise RuntimeError
    assert not Note.objects.exists()
    assert found() == set()


@pytest.mark.django_db
def test_wrong_codes_are_counted_by_the_day_and_go_with_the_term() -> None:
    with at(0):
        count_add("sign_in_failed")
        count_add("sign_in_failed")
    assert Count.objects.get().count == 2
    Count.objects.update(count=F("count") + 1)
    with at(days=YEARS + 2):
        log_expire(10)
    assert not Count.objects.exists()
