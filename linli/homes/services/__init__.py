"""Every write of the homes room: where somebody lives, and who acts for whom."""

from linli.homes.services.family import (
    authorities_expire,
    authorities_know,
    authorities_leave,
    authority_ask,
    authority_confirm,
    authority_decline,
    authority_end,
    authority_prove,
)
from linli.homes.services.homes import (
    home_claim,
    home_decline,
    home_end,
    home_leave,
    homes_confirm,
    homes_expire,
    homes_leave,
    lease_end,
    readings_keep,
)

__all__ = [
    "authorities_expire",
    "authorities_know",
    "authorities_leave",
    "authority_ask",
    "authority_confirm",
    "authority_decline",
    "authority_end",
    "authority_prove",
    "home_claim",
    "home_decline",
    "home_end",
    "home_leave",
    "homes_confirm",
    "homes_expire",
    "homes_leave",
    "lease_end",
    "readings_keep",
]
