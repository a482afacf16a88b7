"""What is past its time goes, and every figure and every history stays right."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from linli.cases.models import Attachment, Case, CaseTerms, Event, LikenessKey, Reporter
from linli.cases.services.erasing import case_erase, cases_erase
from linli.cases.verify import verify_all
from linli.insight.selectors import figures
from linli.insight.tallying.rebuilding import tallies_rebuild
from linli.insight.tallying.verifying import tallies_verify
from linli.notify.models import Message
from linli.people.models import Account
from linli.privacy.domain.terms import TERMS, length, past
from linli.privacy.models import LongerTerm
from linli.privacy.services.retention import retention_sweep
from tests.cast import MORNING, Cast, at, photo

SECRETS = ("漏水", "1502", "王秀兰", "约上门", "已修好", "谢谢小陈", "电话里说", "13900001111")


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def closed(cast: Cast) -> Case:
    case = cast.submit(
        "三楼漏水，滴到1502",
        address="2单元1502",
        reporter_phone="13900001111",
        reporter_name="王秀兰",
        photos=[photo()],
    )
    with at(1):
        cast.act(case, "accept", "grid_worker")
        cast.act(case, "reveal", "grid_worker", what="phone", why="约上门时间")
        cast.act(case, "contact", "grid_worker", how="phone", result="电话里说明天来")
        cast.act(case, "dispatch", "grid_worker", to=cast.id_of("property"), task="修漏水的管子")
        cast.act(case, "accept", "property_manager")
        cast.act(case, "resolve", "property_manager", outcome="solved", answer="已修好")
        return cast.act(case, "evaluate", "resident", solved="yes", satisfied=True, words="谢谢小陈")


def everything() -> str:
    """All that the tables of cases say, as text."""
    rows = [
        *Case.objects.values_list(),
        *Event.objects.values_list(),
        *Reporter.objects.values_list(),
        *CaseTerms.objects.values_list(),
        *Message.objects.values_list(),
    ]
    return " ".join(str(value) for row in rows for value in row)


def test_past_its_time_a_case_loses_its_words_and_figures_and_history_stay_right(closed: Case, cast: Cast) -> None:
    place, day = cast.places["street"], MORNING.date()
    tallies_rebuild()
    before = figures(place, day, day).as_dict()
    assert all(secret in everything() for secret in ("漏水", "王秀兰", "谢谢小陈"))
    file = str(Attachment.objects.get(case_id=closed.id).file)
    events = Event.objects.filter(case_id=closed.id).count()
    with at(days=3 * 365):
        assert cases_erase(10) == 0
    with at(hours=2, days=3 * 365):
        assert cases_erase(10) == 1
        assert cases_erase(10) == 0
    for secret in SECRETS:
        assert secret not in everything(), secret
    assert Event.objects.filter(case_id=closed.id).count() == events
    assert not Attachment.objects.filter(case_id=closed.id).exists()
    assert not LikenessKey.objects.filter(case_id=closed.id).exists()
    assert list(verify_all()) == []
    assert list(tallies_verify()) == []
    assert figures(place, day, day).as_dict() == before
    out = StringIO()
    call_command("verify", stdout=out)
    assert "历史完整" in out.getvalue()
    assert default_storage.exists(file)  # goes when the transaction is through; see below


def test_files_go_with_the_row(closed: Case, django_capture_on_commit_callbacks: object) -> None:
    file = str(Attachment.objects.get(case_id=closed.id).file)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert case_erase(closed.community_id, closed.id, "term")
    assert not default_storage.exists(file)


def test_an_erased_event_that_somebody_edits_is_named(closed: Case) -> None:
    case_erase(closed.community_id, closed.id, "term")
    event = Event.objects.get(case_id=closed.id, name="resolve")
    event.content["set"]["outcome"] = "cannot"
    event.save()
    assert (event.seq, "content") in {(one.seq, one.what) for one in verify_all()}


def test_an_event_cannot_be_emptied_without_the_key(closed: Case) -> None:
    event = Event.objects.get(case_id=closed.id, name="contact")
    event.content = {"erased": {"at": "2026-05-13T00:00:00+00:00", "why": "term", "seal": "00" * 32}}
    event.save()
    assert (event.seq, "content") in {(one.seq, one.what) for one in verify_all()}


def test_pages_of_an_erased_case_still_open(closed: Case, cast: Cast) -> None:
    case_erase(closed.community_id, closed.id, "term")
    page = f"{closed.community_id}/{closed.id}/"
    staff = cast.client("grid_worker").get(f"/staff/cases/{page}")
    assert staff.status_code == 200
    assert "内容已到期删除" in staff.content.decode()
    mine = cast.client("resident").get(f"/my/{page}")
    assert mine.status_code == 200
    assert "漏水" not in mine.content.decode() + staff.content.decode()


def test_what_is_open_is_never_erased(cast: Cast) -> None:
    case = cast.submit()
    assert not case_erase(case.community_id, case.id, "term")
    with at(days=4 * 365):
        assert cases_erase(10) == 0


def test_a_place_lengthens_a_term_for_all_below_it(closed: Case, cast: Cast) -> None:
    LongerTerm.objects.create(
        place=cast.places["street"], term="case", days=5 * 365, why="诉讼未结", post=cast.posts["street_director"]
    )
    with at(hours=2, days=4 * 365):
        assert cases_erase(10) == 0
    with at(hours=2, days=5 * 365):
        assert cases_erase(10) == 1


def test_messages_and_accounts_nobody_uses_go_and_whoever_is_on_a_post_stays(closed: Case, cast: Cast) -> None:
    assert Message.objects.exists()
    Account.objects.update(created_at=MORNING)
    with at(hours=2, days=365):
        assert retention_sweep()["messages"] > 0
        assert retention_sweep()["messages"] == 0
    with at(hours=2, days=3 * 365):
        assert retention_sweep()["accounts"] > 0
    assert not Account.objects.get(pk=cast.resident.pk).is_active
    assert Account.objects.get(pk=cast.resident.pk).phone == ""
    assert Account.objects.get(pk=cast.grid_worker.pk).is_active
    assert list(verify_all()) == []


def test_contact_left_with_an_open_case_goes_when_it_ends_and_its_owner_has_left(cast: Cast) -> None:
    from linli.privacy.services.mine import account_leave

    case = cast.submit(reporter_phone="19900000001", address="1502")
    account_leave(cast.resident)
    assert cases_erase(10) == 0
    assert Reporter.objects.get(case_id=case.id).phone == "19900000001"
    with at(1):
        cast.act(case, "accept", "grid_worker")
        cast.act(case, "contact", "grid_worker", how="phone", result="说过了")
        cast.act(case, "resolve", "grid_worker", outcome="solved", answer="好了")
    with at(days=30):
        call_command("sweep", stdout=StringIO())
        assert cases_erase(10) == 1
    assert Reporter.objects.get(case_id=case.id).phone == ""
    assert Case.objects.get(id=case.id).address == ""


def test_terms_are_never_shortened_and_only_some_may_be_longer() -> None:
    assert length("case", [10]) == length("case")
    assert length("case", [5000]).days == 5000  # type: ignore[union-attr]
    assert length("code", [5000]) == length("code")
    assert length("consent") is None
    assert past("code", MORNING, MORNING) is False
    assert past("consent", MORNING, MORNING) is False
    assert all(term.why and term.begins for term in TERMS.values())
