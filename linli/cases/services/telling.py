"""Turns what a decision tells into messages, inside the deed's own transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from linli.cases.domain.facts import Case as Facts
from linli.cases.domain.facts import Tell, To
from linli.cases.models import Case, Exclusion, Follower, Reporter
from linli.cases.words import TELLINGS
from linli.core.batch import once_a_batch
from linli.notify.services import message_send
from linli.people.models import Organisation, Post

# Kinds of telling that go out by SMS to somebody who left only a phone number.
_BY_SMS = frozenset({"accepted", "asked", "resolved", "rejected", "reopened_for_you"})


def tell(case: Case, facts: Facts, tells: Iterable[Tell]) -> None:
    """Write the messages of a deed.

    Of a confidential case nobody but posts that may read it hears, person by person, and without its title.
    """
    tells = tuple(tells)
    if not tells:
        return
    title = gettext("（保密件）") if case.visibility == "confidential" else case.title
    values = {"number": case.number, "title": title, "lead": _name_of(facts.lead_id)}
    for item in tells:
        text = TELLINGS[item.text]
        if item.to == To.REPORTERS:
            _tell_reporters(case, item.text, text, values)
            continue
        organisation_id = {To.LEAD: facts.lead_id, To.ABOVE: facts.above_id}.get(item.to, item.organisation_id)
        if organisation_id is not None:
            _tell_organisation(case, organisation_id, item.text, gettext(text) % values)


@once_a_batch
def _name_of(organisation_id: int) -> str:
    return Organisation.objects.values_list("name", flat=True).get(pk=organisation_id)


def _tell_organisation(case: Case, organisation_id: int, kind: str, text: str) -> None:
    link = reverse("cases:case", args=[case.community_id, case.id])
    common = {"community_id": case.community_id, "kind": kind, "text": text, "link": link, "subject_id": case.id}
    if case.visibility != "confidential":
        message_send(organisation=Organisation(pk=organisation_id), **common)
        return
    named = Exclusion.objects.filter(community_id=case.community_id, case_id=case.id).values("account_id")
    posts = Post.objects.current().filter(organisation_id=organisation_id).exclude(account__in=named)
    for post in posts.select_related("account").distinct():
        message_send(account=post.account, **common)


def _tell_reporters(case: Case, kind: str, text: str, values: dict[str, str]) -> None:
    link = reverse("cases:my_case", args=[case.community_id, case.id])
    reporters = Reporter.objects.filter(community_id=case.community_id, case_id=case.id, withdrawn_at=None)
    told = {"community_id": case.community_id, "kind": kind, "link": link, "subject_id": case.id}
    for reporter in reporters.select_related("account"):
        if reporter.account:
            with translation.override(reporter.account.language or "zh-hans"):
                message_send(account=reporter.account, text=gettext(text) % values, **told)
        elif reporter.phone and kind in _BY_SMS:
            with translation.override("zh-hans"):
                message_send(phone=reporter.phone, text=gettext(text) % values, sms=True, **told)
    if kind not in _BY_SMS:
        return
    for follower in Follower.objects.filter(community_id=case.community_id, case_id=case.id).select_related("account"):
        message_send(account=follower.account, text=gettext(text) % values, **{**told, "link": ""})
