"""Takes away what is past its time (PIPL art. 19, 47): each room its own, a little at a time, any number of machines at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from linli.audit.models import Chain
from linli.audit.services import audit_note, counts_cut, notes_cut
from linli.core import clock
from linli.people.models import Account, OneTimeCode, Post, SignedIn
from linli.people.services.tries import tries_clean
from linli.privacy.domain.terms import length
from linli.privacy.holdings import SWEEPERS
from linli.privacy.selectors.terms import longer_days_of
from linli.privacy.services.children import children_expire
from linli.privacy.services.mine import account_leave

MOST = 500


def retention_sweep(most: int = MOST, going: Callable[[], bool] = lambda: True) -> dict[str, int]:
    """Take away at most so many things of each kind, and return how many of each.

    Args:
        most: things of a kind in one turn; what is left waits for the next.
        going: asked between kinds whether to go on.
    """
    taken = {name: sweep(most) for name, sweep in SWEEPERS.items() if going()}
    if total := sum(taken.values()):
        with transaction.atomic():
            audit_note("retention_run", None, None, taken=total)
    return taken


def accounts_expire(most: int) -> int:
    """Delete the accounts that nobody has used for the term of an account and that no post needs."""
    lasts = length("account")
    assert lasts is not None
    before = clock.now() - lasts
    held = Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=before), account=OuterRef("pk"))
    unused = Account.objects.annotate(used=Coalesce("last_login", "created_at")).filter(
        ~Exists(held), is_active=True, used__lte=before
    )
    found = list(unused.order_by("used")[:most])
    for account in found:
        account_leave(account)
    return len(found)


def codes_expire(most: int) -> int:
    """Delete spent codes and old counts of tries."""
    lasts = length("code")
    assert lasts is not None
    old = OneTimeCode.objects.filter(sent_at__lt=clock.now() - lasts)
    return int(
        OneTimeCode.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:most])).delete()[0]
    ) + tries_clean(lasts)


def sessions_expire(most: int) -> int:
    """Delete what was noted of browsers in which nobody can be signed in any more."""
    lasts = length("session")
    assert lasts is not None
    old = SignedIn.objects.filter(seen_at__lt=clock.now() - lasts - timedelta(hours=1))
    return int(SignedIn.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:most])).delete()[0])


def log_expire(most: int) -> int:
    """Take away the oldest lines of the log, place by place, where they are past what holds in that place."""
    lasts = length("log")
    assert lasts is not None
    now, taken = clock.now(), 0
    for chain in Chain.objects.filter(first_at__lt=now - lasts).order_by("first_at"):
        longest = length("log", longer_days_of(chain.path, "log"))
        assert longest is not None
        taken += notes_cut(chain.path, now - longest, most - taken)
        if taken >= most:
            break
    return taken + counts_cut(now - lasts)


def sweepers_register() -> None:
    """Register what takes away what the rooms below keep."""
    SWEEPERS["log"] = log_expire
    SWEEPERS["accounts"] = accounts_expire
    SWEEPERS["codes"] = codes_expire
    SWEEPERS["children"] = children_expire
    SWEEPERS["sessions"] = sessions_expire
