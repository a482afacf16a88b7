"""`linli verify` finds a history that was changed, shortened or put in another order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.models import F

from linli.cases.models import Case, Event, Reporter
from linli.cases.verify import verify_all
from tests.cast import Cast, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case with a course: submitted, accepted, contacted, resolved, evaluated."""
    case = cast.submit()
    cast.act(case, "accept", "grid_worker")
    cast.act(case, "contact", "grid_worker", how="phone", result="已联系")
    cast.act(case, "resolve", "grid_worker", outcome="solved", answer="已修好")
    return cast.act(case, "evaluate", "resident", solved="yes", satisfied=True)


def found() -> set[tuple[int, str]]:
    return {(finding.seq, finding.what) for finding in verify_all()}


def test_an_untouched_history_is_clean(case: Case) -> None:
    assert found() == set()


def test_a_changed_event_is_named(case: Case) -> None:
    Event.objects.filter(case_id=case.id, seq=3).update(name="note")
    assert (3, "signature") in found()


def test_a_changed_actor_or_time_is_named(case: Case, cast: Cast) -> None:
    Event.objects.filter(case_id=case.id, seq=2).update(actor=cast.neighbour)
    assert (2, "signature") in found()


def test_a_missing_event_is_named(case: Case) -> None:
    Event.objects.filter(case_id=case.id, seq=3).delete()
    assert (3, "missing") in found()


def test_a_cut_off_end_is_named(case: Case) -> None:
    Event.objects.filter(case_id=case.id, seq=5).delete()
    assert (5, "head") in found()


def test_two_events_that_changed_places_are_named(case: Case) -> None:
    for old, new in ((2, 1002), (3, 2), (1002, 3)):
        Event.objects.filter(case_id=case.id, seq=old).update(seq=new)
    assert {(2, "signature"), (3, "signature")} <= found()


def test_a_case_that_its_events_do_not_amount_to_is_named(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(reopens=F("reopens") + 1)
    Reporter.objects.filter(case_id=case.id).update(satisfied=False)
    assert found() == {(0, "reopens"), (0, "reporters")}


def test_a_changed_request_text_is_named(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(body="什么事也没有")
    assert found() == {(0, "text")}


def test_somebody_who_has_the_database_but_not_the_key_cannot_sign_anew(case: Case) -> None:
    from linli.cases.services.recording import link_of
    from linli.core.chain import START, content_digest, sign

    key, previous = b"a guess", START
    for event in Event.objects.filter(case_id=case.id).order_by("seq"):
        event.digest = content_digest(key, event.content)
        event.signature = sign(key, previous, link_of(event))
        event.save(update_fields=["digest", "signature"])
        previous = event.signature
    Case.objects.filter(pk=case.pk).update(head=previous)
    assert {(seq, "signature") for seq in range(1, 6)} <= found()
