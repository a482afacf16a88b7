"""Every read about cases. Who may see what is decided here and in `domain.roles`, nowhere else."""

from linli.cases.selectors.facts import facts_of
from linli.cases.selectors.files import attachment_files
from linli.cases.selectors.finding import FoundCases, answers_found, cases_found
from linli.cases.selectors.inbox import BOXES
from linli.cases.selectors.lapsed import cases_lapsed
from linli.cases.selectors.lines import Key, Line, case_lines
from linli.cases.selectors.listing import MOST_COUNTED, box_counts, box_newest, box_page
from linli.cases.selectors.mine import case_by_code, case_for_reporter, cases_of_account, reporter_of, wrote
from linli.cases.selectors.offers import deeds_offered
from linli.cases.selectors.opening import case_gather, case_opened, people_gather
from linli.cases.selectors.public import public_case, public_cases
from linli.cases.selectors.timeline import Entry, routing_of, suggested_of, timeline
from linli.cases.selectors.visible import case_for_staff, cases_visible, identity_visible

__all__ = [
    "BOXES",
    "MOST_COUNTED",
    "Entry",
    "FoundCases",
    "Key",
    "Line",
    "answers_found",
    "attachment_files",
    "box_counts",
    "box_newest",
    "box_page",
    "case_by_code",
    "case_for_reporter",
    "case_for_staff",
    "case_gather",
    "case_lines",
    "case_opened",
    "cases_found",
    "cases_lapsed",
    "cases_of_account",
    "cases_visible",
    "deeds_offered",
    "facts_of",
    "identity_visible",
    "people_gather",
    "public_case",
    "public_cases",
    "reporter_of",
    "routing_of",
    "suggested_of",
    "timeline",
    "wrote",
]
