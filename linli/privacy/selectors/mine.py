"""What the page of one's own data shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from linli.core.held import AFTERWARDS, BASES, HELD, READERS, Reader
from linli.people.models import Account, Consent
from linli.privacy.holdings import HOLDINGS, Reading, Stay
from linli.privacy.models import Choice, RightUsed
from linli.privacy.words import ARTICLES, consent_words, term_why, term_words

MOST_READINGS = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data in words: what, what for, on which basis, who reads it, how long and why, and then."""

    what: str
    purpose: str
    basis: str
    article: str
    readers: tuple[str, ...]
    term: str
    why: str
    after: str


def kept_of_residents() -> list[Kept]:
    """Return what is kept of residents, from the registry; no query."""
    return [
        Kept(
            str(entry.what),
            str(entry.purpose),
            str(BASES[entry.basis]),
            str(ARTICLES[entry.basis]),
            tuple(str(READERS[reader]) for reader in entry.readers),
            term_words(entry.term),
            term_why(entry.term),
            str(AFTERWARDS[entry.after]),
        )
        for entry in HELD
        if Reader.SELF in entry.readers
    ]


def readings_of(account: Account) -> list[Reading]:
    """Return who looked behind a mask of theirs and why, newest first (PIPL art. 45)."""
    found = [reading for holding in HOLDINGS.values() for reading in holding.readings(account)]
    return sorted(found, key=lambda reading: reading.at, reverse=True)[:MOST_READINGS]


def stays_of(account: Account) -> list[Stay]:
    """Return what stays when the account goes, with the rule."""
    return [stay for holding in HOLDINGS.values() for stay in holding.stays(account)]


def agreed(account: Account | None, purpose: str) -> bool:
    """Whether somebody lets a purpose be followed: yes, unless they took it back."""
    if account is None or not account.pk:
        return True
    latest = Choice.objects.filter(account=account, purpose=purpose).values_list("agreed", flat=True).first()
    return latest is not False


def consents_of(account: Account) -> Iterable[tuple[str, Consent]]:
    """Return what was agreed to, newest first, each with what it is called."""
    found = Consent.objects.filter(account=account).order_by("-given_at", "-pk")
    return [(consent_words(consent.purpose), consent) for consent in found]


def rights_used(account: Account, most: int = 20) -> list[Any]:
    """Return which rights somebody used, newest first."""
    return list(RightUsed.objects.filter(account=account)[:most])
