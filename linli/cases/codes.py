"""The number people read aloud, and the secret code that leads a reporter back to a case."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from linli.core import personal
from linli.core.keys import chain_key


def way_back(case_id: int, key: str) -> str:
    """Return the case's code: eight digits that only the form's key leads to, so that a lost page can be asked for again."""
    number = int.from_bytes(hmac.digest(chain_key(), f"{case_id}:{key}".encode(), hashlib.sha256)[:8])
    return f"{number % 10**8:08d}"


def code_digest(case_id: int, code: str) -> bytes:
    """Return what is stored of a case's code."""
    return personal.digest(f"case-code:{case_id}:{code}")


def draw_number(digits: int) -> str:
    """Draw a number of `digits` digits and append its check digit. Drawn by lot: a gap in the numbers tells nothing."""
    drawn = str(secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1))
    return drawn + check_digit(drawn)


def check_digit(digits: str) -> str:
    """Return the Luhn check digit (ISO/IEC 7812-1) of a string of digits: one misheard digit is noticed."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
