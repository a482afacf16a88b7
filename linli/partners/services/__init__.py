"""Every write about double registration."""

from linli.partners.services.asking import asking_answer, asking_end, helper_ask, unit_ask
from linli.partners.services.members import (
    account_forget,
    member_decide,
    member_register,
    member_withdraw,
    members_pause,
    members_resume,
    offer_change,
)
from linli.partners.services.revealing import member_reveal
from linli.partners.services.skills import skill_add, skill_retire
from linli.partners.services.units import unit_decide, unit_end, unit_register

__all__ = [
    "account_forget",
    "asking_answer",
    "asking_end",
    "helper_ask",
    "member_decide",
    "member_register",
    "member_reveal",
    "member_withdraw",
    "members_pause",
    "members_resume",
    "offer_change",
    "skill_add",
    "skill_retire",
    "unit_ask",
    "unit_decide",
    "unit_end",
    "unit_register",
]
