"""Photos given once with the answer to many: each case has them as its own proof, or is not answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.cases.models import Attachment, AttachmentKind, Case, Event
from linli.cases.verify import verify_case
from linli.core.errors import Invalid
from linli.hot import services
from linli.hot.models import HotIssue, Member
from linli.notify.models import Message
from linli.people.selectors import standing_of
from tests.cast import Cast, account, at, photo
from tests.hot.test_issues import WATER, confirmed, many

Asked = tuple[Cast, HotIssue, list[Case]]


@pytest.fixture
def asked(cast: Cast, settings: Any, tmp_path: Any) -> Iterator[Asked]:
    """A confirmed issue of four cases in progress; two of them are of a category that asks for a photo of the work."""
    settings.MEDIA_ROOT = tmp_path
    for number in range(60, 66):
        cast.accounts[f"n{number}"] = account(f"邻居{number}", number)
    with at(0):
        cases = many(cast)
        proof = cast.category(proof_required=True)
        for n, case in enumerate(cases):
            category = proof.pk if n < 2 else case.category_id
            cast.act(case, "accept", "grid_worker", category_id=category)
            cast.act(case, "contact", "grid_worker", how="phone", result="已告知")
        yield cast, confirmed(cast), cases


def states(cases: list[Case]) -> list[str]:
    return [Case.objects.get(id=case.id).state for case in cases]


def proofs(case: Case) -> list[Attachment]:
    return list(case.attachments.filter(kind=AttachmentKind.PROOF))


def test_without_a_photo_the_cases_that_ask_for_one_are_not_answered_and_are_told_as_such(asked: Asked) -> None:
    cast, issue, cases = asked
    services.issue_answer(issue.pk, "solved", "水管修好了。", standing=standing_of(cast.grid_worker))
    assert states(cases) == ["in_progress", "in_progress", "resolved", "resolved"]
    refused = Member.objects.filter(issue=issue).exclude(refusal="")
    assert {member.case_id for member in refused} == {cases[0].id, cases[1].id}
    assert all("照片" in member.refusal for member in refused)
    page = cast.client("grid_worker").get(reverse("hot:deed", args=[issue.pk, "answer"])).content.decode()
    assert "其中 2 件办结要有照片" in page


def test_photos_given_once_are_the_proof_of_every_case_and_lie_in_storage_once(asked: Asked) -> None:
    cast, issue, cases = asked
    given = [photo(), photo(colour="navy")]
    services.issue_answer(issue.pk, "solved", "水管修好了。", standing=standing_of(cast.grid_worker), photos=given)
    assert set(states(cases)) == {"resolved"}
    kept = [proofs(case) for case in cases]
    assert [len(rows) for rows in kept] == [2, 2, 2, 2]
    assert len({row.file.name for rows in kept for row in rows}) == 2
    assert all(row.added_by == cast.grid_worker and row.sha256 and row.size for rows in kept for row in rows)
    assert all(not verify_case(Case.objects.get(id=case.id)) for case in cases)


def test_each_reporter_sees_the_photo_by_their_own_case_and_strangers_do_not(asked: Asked) -> None:
    cast, issue, cases = asked
    services.issue_answer(issue.pk, "solved", "修好了。", standing=standing_of(cast.grid_worker), photos=[photo()])
    [mine], [theirs] = proofs(cases[0]), proofs(cases[1])
    own, other = (reverse("cases:attachment", args=[row.community_id, row.id]) for row in (mine, theirs))
    assert cast.client("n60").get(own).status_code == 200
    assert cast.client("n60").get(other).status_code == 404
    assert cast.client("next_grid_worker").get(own).status_code in (403, 404)
    assert cast.client().get(own).status_code in (403, 404)


def test_one_photo_that_is_none_answers_nobody_stores_nothing_and_keeps_the_words(asked: Asked) -> None:
    cast, issue, cases = asked
    false = SimpleUploadedFile("修好了.jpg", b"<script>alert(1)</script>", "image/jpeg")
    with pytest.raises(Invalid) as refused:
        services.issue_answer(
            issue.pk, "solved", "修好了。", standing=standing_of(cast.grid_worker), photos=[photo(), false]
        )
    assert "修好了.jpg" in refused.value.fields["photos"]
    address = reverse("hot:deed", args=[issue.pk, "answer"])
    said = {"key": "k", "outcome": "solved", "answer": "今天修好了", "photos": [photo(), false]}
    again = cast.client("grid_worker").post(address, said)
    assert (
        again.status_code == 422
        and "今天修好了" in again.content.decode()
        and "不是能识别的照片" in again.content.decode()
    )
    issue.refresh_from_db()
    assert issue.state == "confirmed" and not issue.proofs and not Attachment.objects.exists()
    assert set(states(cases)) == {"in_progress"} and not default_storage.exists("cases")


def test_nine_photos_are_the_most(asked: Asked) -> None:
    cast, issue, cases = asked
    worker = standing_of(cast.grid_worker)
    ten = [photo(size=(40 + n, 40)) for n in range(10)]
    with pytest.raises(Invalid, match="最多 9 张"):
        services.issue_answer(issue.pk, "solved", "修好了。", standing=worker, photos=ten)
    assert set(states(cases)) == {"in_progress"}
    for file in ten:
        file.seek(0)
    services.issue_answer(issue.pk, "solved", "修好了。", standing=worker, photos=ten[:9])
    assert [len(proofs(case)) for case in cases] == [9, 9, 9, 9]


def test_pressed_twice_it_is_one_answer(asked: Asked) -> None:
    cast, issue, cases = asked
    page = cast.client("resident")
    page.post(reverse("hot:follow", args=[issue.pk]), {"follow": "1"})
    worker, address = cast.client("grid_worker"), reverse("hot:deed", args=[issue.pk, "answer"])
    key = worker.get(address).context["form"].initial["key"]
    for _ in range(2):
        said = {"key": key, "outcome": "solved", "answer": "修好了。", "photos": [photo()]}
        assert worker.post(address, said, follow=True).status_code == 200
    issue.refresh_from_db()
    assert issue.round == 1 and len(issue.proofs) == 1
    assert not Member.objects.filter(issue=issue).exclude(refusal="").exists()
    assert Message.objects.filter(kind="hot_answered", account=cast.resident).count() == 1
    assert Event.objects.filter(name="resolve", case_id__in=[case.id for case in cases]).count() == 4
    assert [len(proofs(case)) for case in cases] == [1, 1, 1, 1]


def test_what_is_tried_again_or_answered_later_has_the_same_photos(asked: Asked) -> None:
    cast, issue, cases = asked
    worker = standing_of(cast.grid_worker)
    cast.act(cases[0], "report_up", "grid_worker", why="社区统一答复")
    cast.act(cases[0], "accept", "community_officer", category_id=Case.objects.get(id=cases[0].id).category_id)
    services.issue_answer(issue.pk, "solved", "修好了。", standing=worker, photos=[photo()])
    assert states(cases)[0] == "in_progress" and not proofs(cases[0])
    services.issue_retry(issue.pk, standing=standing_of(cast.community_officer))
    assert states(cases)[0] == "resolved" and len(proofs(cases[0])) == 1
    late = cast.submit(WATER[0], "n65")
    services.case_add(issue.pk, late, standing=standing_of(cast.community_officer))
    issue.refresh_from_db()
    services.answer_carry_on(issue, worker)
    assert len(proofs(late)) == 1
    shown = cast.client("community_officer").get(issue.staff_address()).content.decode()
    assert "附 1 张照片" in shown


def test_a_photo_that_is_gone_from_storage_keeps_nobody_else_from_the_answer(asked: Asked) -> None:
    cast, issue, cases = asked
    issue.proofs = [{"name": "cases/2026/05/gone.jpg", "thumbnail": "", "mime": "image/jpeg", "suffix": "jpg"}]
    issue.save()
    services.issue_answer(issue.pk, "solved", "修好了。", standing=standing_of(cast.grid_worker))
    assert states(cases) == ["in_progress", "in_progress", "resolved", "resolved"]
