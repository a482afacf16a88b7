"""Ask another person's phone: a code of its own, with what it is for in its words; few texts to one phone, few wrong tries."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Invalid
from linli.people.asking import AskedByCode
from linli.people.services.codes import text_send
from linli.people.services.tries import try_count

log = logging.getLogger(__name__)
MOST_A_DAY = 3
"""Texts that ask anything of one phone, whoever asks: nobody's phone is flooded."""
MOST_WRONG = 5
LIFE = timedelta(minutes=30)
DAY = timedelta(days=1)


def ask_by_code(row: AskedByCode, phone: str, text: Callable[[str], str]) -> None:
    """Send a fresh code for a row to a phone; the one before it is worth nothing any more.

    Args:
        row: saved, and locked or of nobody else's concern.
        text: the words around the code.

    Raises:
        Invalid: the text could not be handed over.
        TooMany: three were sent to this phone within a day.
    """
    try_count("asked_phone", phone, most=MOST_A_DAY, window=DAY)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row.code_digest, row.code_until, row.code_tries = _digest(row, code), clock.now() + LIFE, 0
    row.save(update_fields=["code_digest", "code_until", "code_tries"])
    try:
        text_send(phone, text(code))
    except Exception as error:  # a provider's library may raise anything, even with the number in its words
        log.error("a text could not be sent: %s", type(error).__name__)
        raise Invalid(_("短信没有发出去，请稍后再试。")) from None


def code_waits(row: AskedByCode) -> bool:
    """Whether the code of a row may still be typed."""
    in_time = row.code_until is not None and row.code_until > clock.now()
    return in_time and bool(row.code_digest) and row.code_tries < MOST_WRONG


def code_answers(row: AskedByCode, code: str) -> bool:
    """Whether a code is the row's, which is locked; a wrong one is counted, in a transaction that its caller lets stand."""
    if hmac.compare_digest(bytes(row.code_digest), _digest(row, personal.normal_phone(code)[-6:])):
        return True
    row.code_tries += 1
    row.save(update_fields=["code_tries"])
    return False


def code_wrong(row: AskedByCode) -> Invalid:
    """Say that a code is wrong, and how often another may be tried."""
    words = _("确认码不对，还可以试 %(left)s 次。") % {"left": MOST_WRONG - row.code_tries}
    return Invalid(words, {"code": words})


def _digest(row: AskedByCode, code: str) -> bytes:
    return personal.digest(f"{row._meta.model_name}:{row.pk}:{code}")
