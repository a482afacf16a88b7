"""Every write about people: accounts, sign-in codes, organisations, posts, and how often somebody tries."""

from linli.people.services.accounts import (
    account_close,
    account_get_or_create,
    account_phone_change,
    account_update,
    consent_give,
)
from linli.people.services.codes import code_prove, code_send
from linli.people.services.delegating import delegation_end, delegation_make
from linli.people.services.handing import HandOver, after_hand_over, post_hand_over, post_move
from linli.people.services.organisations import (
    desk_open,
    grid_post_start,
    grid_team,
    grid_teams,
    organisation_add,
    organisation_close,
    organisation_update,
)
from linli.people.services.posts import post_deputise, post_end, post_start, post_update
from linli.people.services.sign_in import after_sign_in, sign_in
from linli.people.services.signed_in import session_rotate, sessions_end_elsewhere, signed_in_end
from linli.people.services.tries import Try, tries_count, try_count, try_forget

__all__ = [
    "HandOver",
    "Try",
    "account_close",
    "account_get_or_create",
    "account_phone_change",
    "account_update",
    "after_hand_over",
    "after_sign_in",
    "code_prove",
    "code_send",
    "consent_give",
    "delegation_end",
    "delegation_make",
    "desk_open",
    "grid_post_start",
    "grid_team",
    "grid_teams",
    "organisation_add",
    "organisation_close",
    "organisation_update",
    "post_deputise",
    "post_end",
    "post_hand_over",
    "post_move",
    "post_start",
    "post_update",
    "session_rotate",
    "sessions_end_elsewhere",
    "sign_in",
    "signed_in_end",
    "tries_count",
    "try_count",
    "try_forget",
]
