"""Who lives there is told that a vote is open, and what came of it: the same words to everybody, voted or not."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from linli.leaders.models import Vote
from linli.leaders.selectors.roll import accounts_in
from linli.notify.services import message_send


def vote_tell(vote: Vote, kind: str) -> None:
    """Write a message to everybody confirmed to live there.

    Args:
        kind: vote_opened, vote_called_off, vote_counted or vote_settled.
    """
    link = reverse("leaders:vote", args=[vote.community.code, vote.id])
    for account in accounts_in(vote.neighbourhood):
        with translation.override(account.language or settings.LANGUAGE_CODE):
            named = {"place": vote.neighbourhood.name, "kind": vote.get_kind_display()}
            words = {
                "vote_opened": _("%(place)s选%(kind)s，请您家投一票。一户一票，谁也看不到投给谁。"),
                "vote_called_off": _("%(place)s选%(kind)s的投票停止了，理由请打开查看。"),
                "vote_counted": _("%(place)s选%(kind)s，票数公布了。"),
                "vote_settled": _("%(place)s选%(kind)s，社区已经决定，理由请打开查看。"),
            }
            text = words[kind] % named
        message_send(community_id=vote.community_id, kind=kind, text=text, link=link, account=account)
