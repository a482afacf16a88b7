"""What this room holds about people: who follows an issue. Its words are written by staff about a matter, not a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register, reviewed

register(
    Held(
        "hot.Follower",
        ("account",),
        _("您关注了哪些热点问题"),
        _("把进展告诉您"),
        Basis.CONSENT,
        (Reader.SELF,),
        "account",
        After.DELETED,
    ),
)
_ISSUE = "about a matter of many, written or looked through by staff"
reviewed("hot.HotIssue", ["title", "description", "words", "reason", "answer", "basis", "question"], _ISSUE)
reviewed("hot.Step", ["name", "note"], _ISSUE)
reviewed(
    "hot.HotIssue", ["proofs"], "where the photos of the answer lie; each case has them as its own, and there they end"
)
