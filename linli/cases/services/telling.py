"""Turns what a decision tells into messages, inside the deed's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from linli.cases.domain.facts import Case as Facts
from linli.cases.domain.facts import Tell, To
from linli.cases.models import Case, Exclusion, Follower, Reporter
from linli.cases.selectors.behalf import actors_of
from linli.cases.selectors.reported import name_of, place_of
from linli.cases.services.following import case_is_shared
from linli.cases.words import FOLLOWED, TELLINGS
from linli.core.batch import once_a_batch
from linli.core.prepared import prepared
from linli.notify.services import message_send
from linli.people.domain import HANDLING_KINDS
from linli.people.models import Account, Organisation, Post

# Kinds of telling that go out by SMS to somebody who left only a phone number.
_MILESTONES = frozenset({"accepted", "asked", "resolved", "rejected", "reopened_for_you"})


def tell(case: Case, facts: Facts, tells: Iterable[Tell]) -> None:
    """Write the messages of a deed.

    Of a confidential case nobody but posts that may read it hears, person by person, and without its title.
    """
    for item in tells:
        if item.to == To.REPORTERS:
            _tell_reporters(case, facts, item.text)
            continue
        organisation_id = {To.LEAD: facts.lead_id, To.ABOVE: facts.above_id}.get(item.to, item.organisation_id)
        if organisation_id is not None:
            _tell_organisation(case, facts, organisation_id, item.text)


@once_a_batch
def _name_of(organisation_id: int) -> str:
    return _names(organisation_id)[0]


@prepared
def _names(organisation_id: int) -> QuerySet[Organisation, str]:
    return Organisation.objects.filter(pk=organisation_id).values_list("name", flat=True)


def _words(case: Case, facts: Facts, kind: str, language: str) -> str:
    with translation.override(language or settings.LANGUAGE_CODE):
        title = gettext("（保密件）") if case.visibility == "confidential" else case.title
        values = {"number": case.number, "title": title, "lead": _name_of(facts.lead_id)}
        return gettext(TELLINGS[kind]) % values


def _send(
    case: Case,
    facts: Facts,
    kind: str,
    *,
    link: str,
    account: Account | None = None,
    organisation: Organisation | None = None,
    phone: str = "",
) -> None:
    message_send(
        community_id=case.community_id,
        kind=kind,
        text=_words(case, facts, kind, account.language if account else ""),
        link=link,
        account=account,
        organisation=organisation,
        phone=phone,
        subject_id=case.id,
        sms=bool(phone),
    )


@cache
def _page(name: str) -> str:
    """Return the address of a case's page with its two numbers left open: to put one together takes a tenth of a deed."""
    return reverse(name, args=[0, 0]).replace("/0/0/", "/%d/%d/")


def _tell_organisation(case: Case, facts: Facts, organisation_id: int, kind: str) -> None:
    link = _page("cases:case") % (case.community_id, case.id)
    if case.visibility != "confidential":
        _send(case, facts, kind, link=link, organisation=Organisation(pk=organisation_id))
        return
    named = Exclusion.objects.filter(community_id=case.community_id, case_id=case.id).values("account_id")
    posts = Post.objects.current().filter(organisation_id=organisation_id, kind__in=HANDLING_KINDS)
    posts = posts.exclude(account__in=named)
    for account_id in set(posts.values_list("account_id", flat=True)):
        _send(case, facts, kind, link=link, account=_reader(account_id))


def _tell_reporters(case: Case, facts: Facts, kind: str) -> None:
    link = _page("cases:my_case") % (case.community_id, case.id)
    waiting = [reporter for reporter in facts.reporters.values() if reporter.withdrawn_at is None]
    for reporter in waiting:
        if reporter.account_id is not None:
            _send(case, facts, kind, link=link, account=_reader(reporter.account_id))
    for account_id in actors_of(
        case.community_id, case.id
    ):  # whoever acts for a relative hears what the relative hears
        if all(reporter.account_id != account_id for reporter in waiting):
            _send(case, facts, kind, link=link, account=_reader(account_id))
    if kind not in _MILESTONES:
        return
    if without := [reporter.id for reporter in waiting if reporter.account_id is None]:
        # Only somebody without an account is looked up: to write to an account no phone has to be opened.
        for phone in _phones(case.community_id, without):
            if phone:
                _send(case, facts, kind, link=link, phone=phone)
    followers_tell(case, kind)


@prepared
def _phones(community_id: int, reporter_ids: list[int]) -> QuerySet[Reporter, str]:
    return Reporter.objects.filter(community_id=community_id, id__in=reporter_ids).values_list("phone", flat=True)


def followers_tell(case: Case, kind: str) -> None:
    """Tell those who follow a case how it goes on, in no more words than neighbours may read (decision 023)."""
    if kind not in FOLLOWED:
        return
    followers = _followers(case.community_id, case.id)
    if not followers or not case_is_shared(case):
        return
    link = (
        reverse("cases:public_answer", args=[case.community_id, case.number])
        if case.published_at
        else reverse("cases:my_cases")
    )
    for account_id in followers:
        account = _reader(account_id)
        with translation.override(account.language or settings.LANGUAGE_CODE):
            text = gettext(FOLLOWED[kind]) % {"what": name_of(case), "where": place_of(case)}
        message_send(
            community_id=case.community_id,
            kind=kind,
            text=text,
            link=link,
            account=account,
            subject_id=case.id,
        )


@prepared
def _followers(community_id: int, case_id: int) -> QuerySet[Follower, int]:
    """Who follows a case and is not one of its reporters, who hear of it anyway."""
    told = Reporter.objects.filter(community_id=community_id, case_id=case_id, account_id__isnull=False)
    of_case = Follower.objects.filter(community_id=community_id, case_id=case_id)
    return of_case.exclude(account__in=told.values("account_id")).values_list("account_id", flat=True)


@once_a_batch
def _reader(account_id: int) -> Account:
    found: Account = _accounts(account_id)[0]
    return found


@prepared
def _accounts(account_id: int) -> QuerySet[Account]:
    return Account.objects.filter(pk=account_id).only("language")
