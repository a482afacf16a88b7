"""What residents read: the version that a head of the place has published, until it is replaced or withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.catalog.services import revision_draw
from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.knowledge.models import Article, State, Version
from linli.knowledge.policies import publishing_required
from linli.knowledge.selectors.fitting import REVISION
from linli.knowledge.services.writing import article_lock, article_write, terms_write
from linli.people.domain import Standing


@transaction.atomic
def article_publish(article_id: int, *, acting: Standing, seen: int | None = None) -> Version:
    """Let residents read the last version of an article; one that is read already stays as it is.

    Args:
        seen: the number of the version that was looked at.

    Raises:
        Refused: they are no head where it holds, or where the version that is replaced held.
        Changed: somebody wrote after `seen`.
    """
    article = article_lock(article_id, seen)
    version, before = article.latest, article.shown
    assert version is not None
    hat = publishing_required(acting, version.place)
    if before is not None:
        publishing_required(acting, before.place)
    if before == version:
        return version
    now = clock.now()
    version.published_at, version.published_by_id, version.published_for_id = (
        now,
        acting.account_id,
        hat.organisation_id,
    )
    version.ended_at, version.ended_by, version.ended_why = None, None, ""
    if before is not None:
        _end(before, acting, "")
        if before.review_on == version.review_on:
            version.reminded_at = before.reminded_at  # the same lapse is told of once
    version.save()
    _show(article, version, State.PUBLISHED)
    _remind_when_due(version)
    audit_note("article_published", version.place, acting, article.pk, hat=hat, version=version.number)
    return version


@transaction.atomic
def article_withdraw(article_id: int, *, acting: Standing, why: str) -> Article:
    """Take an article away from residents; staff keep its history, and may publish it again.

    Raises:
        Refused: they are no head where it holds, or it is not published.
        Invalid: nobody says why.
    """
    article = article_lock(article_id)
    shown = article.shown
    if shown is None:
        raise Refused(_("这条知识没有发布，不用撤下。"))
    hat = publishing_required(acting, shown.place)
    if not why.strip():
        raise Invalid.at("why", _("请写明为什么撤下，以后接手的人才知道。"))
    _end(shown, acting, why.strip()[:200])
    _show(article, None, State.WITHDRAWN)
    audit_note("article_withdrawn", shown.place, acting, article.pk, hat=hat, version=shown.number)
    return article


@transaction.atomic
def article_review(article_id: int, review_on: date, *, acting: Standing, seen: int | None = None) -> Version:
    """Say that an article is still right, and when it is to be looked at next: a version that differs in that day alone.

    Raises:
        Refused: they are no head where it holds, or it is not published as it was written last.
        Invalid: the day does not lie ahead.
        Changed: somebody wrote after `seen`.
    """
    article = article_lock(article_id, seen)
    if article.shown is None or article.shown != article.latest:
        raise Refused(_("有还没发布的改动，请先发布或改回来，再确认复核。"))
    publishing_required(acting, article.shown.place)
    if review_on <= clock.today():
        raise Invalid.at("review_on", _("下次复核的日期要在今天以后。"))
    content = replace(article.shown.content(), review_on=review_on)
    article_write(content, acting=acting, article_id=article_id, note=_("复核过，仍然适用"))
    return article_publish(article_id, acting=acting)


def _end(version: Version, acting: Standing, why: str) -> None:
    version.ended_at, version.ended_by_id, version.ended_why = clock.now(), acting.account_id, why
    version.save(update_fields=["ended_at", "ended_by", "ended_why"])


def _show(article: Article, version: Version | None, state: State) -> None:
    article.shown, article.state = version, state
    article.save(update_fields=["shown", "state"])
    terms_write(article)
    revision_draw(REVISION)


def _remind_when_due(version: Version) -> None:
    """Leave a task for the morning after the review date; it is saved with the deed that causes it."""
    from linli.knowledge.tasks import review_remind

    due = timezone.make_aware(datetime.combine(version.review_on + timedelta(days=1), time(8, 30)))
    review_remind.using(run_after=max(due, clock.now())).enqueue(version.pk)
