"""The messages of this room. They may stand on a locked screen: none says that somebody is a party member, or names a resident."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext

from linli.notify.services import message_send
from linli.people.models import Account, Organisation

KIND = "partners"


def account_tell(
    account: Account, community_id: int, words: str, link: str, *, sms: bool = False, **values: str
) -> None:
    """Write a message to one person, in their language.

    Args:
        words: the msgid; `values` fill it.
        link: a path on this site.
        sms: whether it goes out by text too.
    """
    with translation.override(account.language or translation.get_language()):
        text = gettext(words) % values
    message_send(community_id=community_id, kind=KIND, text=text, link=link, account=account, sms=sms)


def organisation_tell(organisation: Organisation, community_id: int, words: str, link: str, **values: str) -> None:
    """Write a message to everybody on a post of an organisation."""
    text = gettext(words) % values
    message_send(community_id=community_id, kind=KIND, text=text, link=link, organisation=organisation)
