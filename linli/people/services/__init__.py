"""Every write about people: accounts, sign-in codes, organisations, posts, and how often somebody tries."""

from linli.people.services.accounts import (
    account_get_or_create,
    account_update,
    consent_give,
    sessions_end_elsewhere,
)
from linli.people.services.codes import code_check, code_send
from linli.people.services.organisations import (
    desk_open,
    grid_post_start,
    grid_team,
    grid_teams,
    organisation_add,
    organisation_close,
    organisation_update,
)
from linli.people.services.posts import post_deputise, post_end, post_start
from linli.people.services.sign_in import after_sign_in, sign_in
from linli.people.services.tries import try_count, try_forget

__all__ = [
    "account_get_or_create",
    "account_update",
    "after_sign_in",
    "code_check",
    "code_send",
    "consent_give",
    "desk_open",
    "grid_post_start",
    "grid_team",
    "grid_teams",
    "organisation_add",
    "organisation_close",
    "organisation_update",
    "post_deputise",
    "post_end",
    "post_start",
    "sessions_end_elsewhere",
    "sign_in",
    "try_count",
    "try_forget",
]
