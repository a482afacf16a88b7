"""What the log knows: one registry of deeds, what each is about and which facts it may carry.

A fact is a number, yes or no, or a code of ours; never a name, a number of a phone or what somebody wrote: the log says
who did what to which row, and the row itself, masked and erased by its own rules, says the rest (PIPL art. 6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Fact = int | bool | str | None
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,40}")
_PHONE = re.compile(r"\d{11}")


@dataclass(frozen=True, slots=True)
class Deed:
    """A kind of line in the log.

    Args:
        group: what it belongs to, a name in `words.GROUPS`.
        thing: the kind of row it is about, a name in `words.THINGS`; "" where it is about none.
        facts: names of the facts it may carry, of `words.FACTS`.
    """

    group: str
    thing: str = ""
    facts: tuple[str, ...] = ()


_LIMIT = ("clock", "urgency", "minutes", "days", "working")
_LIST = ("ledger", "created", "updated", "rejected", "grid")

DEEDS: dict[str, Deed] = {
    # posts and organisations
    "post_started": Deed("people", "post", ("kind", "organisation", "deputy_for")),
    "post_ended": Deed("people", "post", ("kind", "organisation")),
    "post_handed_over": Deed("people", "post", ("kind", "organisation", "to", "cases")),
    "post_moved": Deed("people", "post", ("kind", "organisation", "to")),
    "post_edited": Deed("people", "post", ("kind", "organisation")),
    "desk_opened": Deed("people", "organisation"),
    "organisation_added": Deed("people", "organisation", ("kind",)),
    "organisation_edited": Deed("people", "organisation", ("kind",)),
    "organisation_closed": Deed("people", "organisation", ("kind", "posts")),
    "team_made": Deed("people", "organisation", ("grid",)),
    "nomination_posted": Deed("people", "nomination", ("kind", "days")),
    "nomination_chosen": Deed("people", "nomination", ("kind", "post")),
    "nomination_declined": Deed("people", "nomination", ("kind",)),
    "objection_decided": Deed("people", "objection", ("nomination", "upheld")),
    "vote_opened": Deed("people", "vote", ("kind", "count", "households", "days")),
    "vote_paper": Deed("people", "vote", ("back",)),
    "vote_called_off": Deed("people", "vote"),
    "vote_counted": Deed("people", "vote", ("outcome", "count", "households")),
    "vote_settled": Deed("people", "vote", ("post",)),
    "vote_rule_set": Deed("settings", "", ("days", "turnout", "majority")),
    "training_made": Deed("people", "training", ("count",)),
    "training_cancelled": Deed("people", "training"),
    "training_listed": Deed("people", "training", ("count",)),
    "training_attended": Deed("people", "training", ("count",)),
    "right_lent": Deed("people", "delegation", ("right", "effect", "post", "kind")),
    "right_loan_ended": Deed("people", "delegation", ("right",)),
    "factors_reset": Deed("people", "account"),
    "factor_rule_set": Deed("settings", "", ("required",)),
    # residents' homes, papers, double registration
    "home_confirmed": Deed("residents", "", ("count",)),
    "home_declined": Deed("residents", "home"),
    "home_ended": Deed("residents", "home"),
    "authority_confirmed": Deed("residents", "authority", ("paper",)),
    "authority_declined": Deed("residents", "authority"),
    "paper_made": Deed("residents", "case"),
    "paper_withdrawn": Deed("residents", "case"),
    "unit_registered": Deed("residents", "unit"),
    "unit_decided": Deed("residents", "unit", ("decision",)),
    "unit_ended": Deed("residents", "unit"),
    "member_decided": Deed("residents", "member", ("agreed",)),
    "member_revealed": Deed("residents", "reveal"),
    "helper_asked": Deed("residents", "asking", ("purpose",)),
    "asking_ended": Deed("residents", "asking", ("outcome",)),
    "skill_added": Deed("residents", "skill"),
    "skill_retired": Deed("residents", "skill"),
    "partners_imported": Deed("residents", "", ("list", "created", "updated", "rejected")),
    # what holds in a place
    "limit_set": Deed("settings", "", _LIMIT),
    "limit_removed": Deed("settings", "", ("clock", "urgency")),
    "tries_set": Deed("settings", "", ("tries", "most")),
    "tries_removed": Deed("settings", "", ("tries",)),
    "hours_set": Deed("settings", "", ("own",)),
    "day_set": Deed("settings", "", ("date", "working")),
    "day_removed": Deed("settings", "", ("date",)),
    "responsibility_set": Deed("settings", "category", ("organisation",)),
    "responsibility_removed": Deed("settings", "category", ("organisation",)),
    "resource_kinds_set": Deed("settings", "", ("count",)),
    "term_set": Deed("settings", "", ("term", "days")),
    "model_learnt": Deed("settings"),
    "model_used": Deed("settings", "", ("version",)),
    # places
    "grids_drawn": Deed("places", "", ("created", "updated")),
    "places_imported": Deed("places", "", ("list", "created", "updated", "rejected")),
    "neighbourhood_set": Deed("places", "", ("households",)),
    "door_issued": Deed("places", "entrance"),
    "doors_issued": Deed("places", "", ("count",)),
    "door_revoked": Deed("places", "entrance"),
    # what is said to everybody
    "notice_posted": Deed("words", "notice", ("grid",)),
    "notice_ended": Deed("words", "notice"),
    "article_written": Deed("words", "article", ("version",)),
    "article_published": Deed("words", "article", ("version",)),
    "article_withdrawn": Deed("words", "article", ("version",)),
    "hot_step": Deed("words", "issue", ("step",)),
    # out and in
    "ledger_exported": Deed("data", "", ("rows", "grid", "since", "until")),
    "ledger_imported": Deed("data", "", ("created", "rejected")),
    "articles_exported": Deed("data", "", ("rows",)),
    "articles_imported": Deed("data", "", ("created", "updated", "rejected")),
    "log_exported": Deed("data", "", ("rows", "form")),
    "list_exported": Deed("data", "", ("ledger", "rows", "clear", "grid")),
    "list_sent": Deed("data", "", ("ledger", "grid")),
    "list_confirmed": Deed("data", "", ("ledger", "rows", "grid")),
    "list_imported": Deed("data", "", _LIST),
    "list_stopped": Deed("data", "", _LIST),
    "resource_added": Deed("data", "resource", ("kind",)),
    "resource_edited": Deed("data", "resource", ("kind",)),
    "resource_ended": Deed("data", "resource", ("date",)),
    # reading
    "signed_in": Deed("reading"),
    "case_revealed": Deed("reading", "case", ("step",)),
    "file_opened": Deed("reading", "case", ("file",)),
    "resource_contact_revealed": Deed("reading", "resource"),
    "confidential_asked": Deed("reading"),
    "confidential_decided": Deed("reading", "opening", ("agreed",)),
    "confidential_read": Deed("reading", "opening"),
    # programs
    "token_made": Deed("programs", "token", ("days",)),
    "token_revoked": Deed("programs", "token"),
    "token_read": Deed("reading", "token", ("since", "requests", "rows")),
    "hook_made": Deed("programs", "hook"),
    "hook_ended": Deed("programs", "hook"),
    "hook_replayed": Deed("programs", "hook", ("count",)),
    # the house
    "keys_rotated": Deed("house", "", ("sealed", "indexed")),
    "backup_made": Deed("house", "", ("files", "sealed_for")),
    "backup_restored": Deed("house", "", ("files", "made_at")),
    "retention_run": Deed("house", "", ("taken",)),
    "account_exposure_read": Deed("house", "account"),
}


def known_deed(name: str, facts: Mapping[str, Fact]) -> Deed:
    """Return a deed of the registry, once its facts are looked at.

    Raises:
        KeyError: no such deed.
        ValueError: a fact that the deed does not carry, or one that is neither a number nor a code.
    """
    deed = DEEDS.get(name)
    if deed is None:
        raise KeyError(f"the log knows no deed {name!r}; add it to linli.audit.domain.deeds")
    for fact, value in facts.items():
        if fact not in deed.facts:
            raise ValueError(f"{name} carries no {fact!r}; see linli.audit.domain.deeds")
        if value is None or isinstance(value, (bool, int)):
            continue
        if not isinstance(value, str) or not _CODE.fullmatch(value) or _PHONE.search(value):
            raise ValueError(f"{fact} of {name} is no number and no code: what people wrote is not for the log")
    return deed
