"""Telling the owner of an article that its review date has passed: once for each lapse."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from linli.core import clock
from linli.knowledge.domain.validity import review_is_due
from linli.knowledge.models import Version
from linli.notify.services import message_send
from linli.people.models import Post


@transaction.atomic
def review_remind(version_id: int) -> bool:
    """Tell whoever keeps a version that it is to be looked at; return whether they were told now.

    Nothing happens where residents no longer read it, its day has not passed, or its owner was told: of two workers that
    run the same task one tells. A keeper who has left the post leaves it to the whole organisation.
    """
    version = Version.objects.filter(pk=version_id, reminded_at=None, shown_of__isnull=False).first()
    if version is None or not review_is_due(version.review_on, clock.today()):
        return False
    if not Version.objects.filter(pk=version_id, reminded_at=None).update(reminded_at=clock.now()):
        return False
    keeper = Post.objects.current().filter(pk=version.keeper_id or 0).select_related("account").first()
    with translation.override((keeper.account.language if keeper else "") or settings.LANGUAGE_CODE):
        text = _("知识“%(question)s”过了复核日期，请看看是否还适用") % {"question": version.question}
    message_send(
        community_id=version.owner.place_id,
        kind="article_review",
        text=text,
        link=reverse("knowledge:article", args=[version.article_id]),
        account=keeper.account if keeper else None,
        organisation=None if keeper else version.owner,
    )
    return True
