"""Every write about hot issues."""

from linli.hot.services.answering import answer_carry_on, issue_answer, issue_retry
from linli.hot.services.deciding import (
    issue_assign,
    issue_close,
    issue_confirm,
    issue_describe,
    issue_dismiss,
    issue_hand_over,
)
from linli.hot.services.finding import issues_look, looks_begin
from linli.hot.services.following import issue_follow, issue_unfollow
from linli.hot.services.membership import case_add, case_remove, members_tell

__all__ = [
    "answer_carry_on",
    "case_add",
    "case_remove",
    "issue_answer",
    "issue_assign",
    "issue_close",
    "issue_confirm",
    "issue_describe",
    "issue_dismiss",
    "issue_follow",
    "issue_hand_over",
    "issue_retry",
    "issue_unfollow",
    "issues_look",
    "looks_begin",
    "members_tell",
]
