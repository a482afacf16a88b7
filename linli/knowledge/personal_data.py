"""What this room holds about people: who wrote an article; of readers no more than a digest and their words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register, reviewed

register(
    Held(
        "knowledge.Version",
        ("written_by", "published_by", "ended_by", "note", "ended_why"),
        _("工作人员写了、发布了哪一版知识"),
        _("谁写的谁负责"),
        Basis.DUTY,
        (Reader.TERRITORY,),
        "history",
        After.KEPT,
    ),
    Held(
        "knowledge.Feedback",
        ("who", "words"),
        _("这条知识够不够用，以及您写的话"),
        _("把知识写得更好；每人只算一次"),
        Basis.CONSENT,
        (Reader.TERRITORY,),
        "message",
        After.DELETED,
    ),
)
_ARTICLE = "published knowledge, without personal data by its rules"
reviewed("knowledge.Version", ["question", "answer", "documents", "phone", "source"], _ARTICLE)
reviewed("knowledge.ArticleTerms", ["terms"], _ARTICLE)
