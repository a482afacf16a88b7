"""Every write to a case. One service for the first deed, one for all the others, one for what time does."""

from linli.cases.acting import Acting
from linli.cases.services.claiming import reports_claim
from linli.cases.services.deeds import case_act
from linli.cases.services.following import case_follow, case_unfollow
from linli.cases.services.frequency import Whence
from linli.cases.services.submitting import Draft, Submitted, case_submit
from linli.cases.services.sweeping import case_catch_up, case_sweep

__all__ = [
    "Acting",
    "Draft",
    "Submitted",
    "Whence",
    "case_act",
    "case_catch_up",
    "case_follow",
    "case_submit",
    "case_sweep",
    "case_unfollow",
    "reports_claim",
]
