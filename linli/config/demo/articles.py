"""The demo's knowledge: written, corrected, published, withdrawn and judged through the services, each at its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from linli.catalog.models import Category
from linli.config.demo import places
from linli.config.demo.cast import Cast
from linli.config.demo.texts.article import Told
from linli.config.demo.texts.articles_home import AT_HOME_TOLD
from linli.config.demo.texts.articles_life import IN_LIFE_TOLD
from linli.config.demo.texts.articles_papers import PAPERS
from linli.core import clock
from linli.knowledge.domain.content import Content
from linli.knowledge.services import (
    article_publish,
    article_withdraw,
    article_write,
    feedback_give,
    review_remind,
)
from linli.people.domain import Right, Standing
from linli.people.models import Organisation
from linli.people.selectors import standing_of
from linli.places.models import Division

TOLD: tuple[Told, ...] = (*PAPERS, *AT_HOME_TOLD, *IN_LIFE_TOLD)
_PLACES = {
    "city": places.CITY,
    "district": places.DISTRICT,
    "street": places.STREET,
    "community": places.QINGHEJU_CODE,
}


def articles_make(cast: Cast, organisations: dict[str, Organisation], until: datetime) -> int:
    """Let the desks write the demo's articles; return how many."""
    divisions = {level: Division.objects.get(code=code) for level, code in _PLACES.items()}
    categories = dict(Category.objects.values_list("code", "pk"))
    heads = {
        level: _head(cast, organisations["city" if level == "city" else f"{level}:{code}"])
        for level, code in _PLACES.items()
    }
    today = timezone.localdate(until)
    for told in TOLD:
        desk = organisations["city" if told.level == "city" else f"{told.level}:{_PLACES[told.level]}"]
        content = Content(
            question=told.question,
            answer=told.first or told.answer,
            documents="\n".join(told.documents),
            phone=told.phone,
            source=told.source,
            source_url=told.url,
            place_id=divisions[told.level].pk,
            category_id=categories[told.category],
            owner_id=(organisations[told.owner] if told.owner else desk).pk,
            valid_from=today - timedelta(days=told.days_ago),
            valid_to=today + timedelta(days=told.valid_days) if told.valid_days is not None else None,
            review_on=today + timedelta(days=told.review_in),
        )
        _play(told, content, heads[told.level], until)
    return len(TOLD)


def _head(cast: Cast, desk: Organisation) -> Standing:
    standings = (standing_of(account) for account in cast.holders[desk.pk])
    return next(standing for standing in standings if standing.may(Right.PUBLISH))


def _play(told: Told, content: Content, head: Standing, until: datetime) -> None:
    """Let one article be written, published, corrected, judged, and withdrawn or forgotten."""
    begin = _morning(until - timedelta(days=told.days_ago))
    with clock.at(begin):
        article = article_write(content, acting=head).article
        if told.end == "draft":
            return
        version = article_publish(article.pk, acting=head)
    if told.first:
        with clock.at(_morning(begin + timedelta(days=told.days_ago / 3))):
            corrected = replace(content, answer=told.answer)
            article_write(corrected, acting=head, article_id=article.pk, note="按居民说的不够之处补充")
            version = article_publish(article.pk, acting=head)
    said = [(True, "")] * told.enough + [(False, words) for words in told.lacking]
    for reader, (enough, words) in enumerate(said):
        with clock.at(begin + timedelta(days=told.days_ago * (0.4 + 0.5 * reader / len(said)))):
            feedback_give(article.pk, who=f"demo reader {reader}", enough=enough, words=words)
    if told.end == "withdrawn":
        with clock.at(_morning(begin + timedelta(days=told.days_ago / 2))):
            article_withdraw(article.pk, acting=head, why=told.why)
    with clock.at(until):
        review_remind(version.pk)


def _morning(moment: datetime) -> datetime:
    """Return the same day's hour at which desks write."""
    return timezone.localtime(moment).replace(hour=9, minute=40)
