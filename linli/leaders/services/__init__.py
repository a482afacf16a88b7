"""Every write of the leaders room: votes of neighbours, and training."""

from linli.leaders.services.counting import vote_count, vote_settle, votes_count_due
from linli.leaders.services.leaving import rolls_expire, voters_leave
from linli.leaders.services.training import (
    attendance_set,
    leaders_list,
    training_cancel,
    training_here,
    training_make,
    training_sign_up,
)
from linli.leaders.services.votes import ballot_cast, paper_give, rule_set, vote_call_off, vote_open

__all__ = [
    "attendance_set",
    "ballot_cast",
    "leaders_list",
    "paper_give",
    "rolls_expire",
    "rule_set",
    "training_cancel",
    "training_here",
    "training_make",
    "training_sign_up",
    "vote_call_off",
    "vote_count",
    "vote_open",
    "vote_settle",
    "voters_leave",
    "votes_count_due",
]
