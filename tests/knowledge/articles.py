"""Articles for the tests, written and published by the cast through the services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from linli.catalog.models import Category
from linli.core import clock
from linli.knowledge.domain.content import Content
from linli.knowledge.models import Article
from linli.knowledge.services import article_publish, article_write
from tests.cast import Cast


def content(cast: Cast, **changes: Any) -> Content:
    """What an article of the community says; anything may be said otherwise, `place`, `category` and `owner` by name."""
    category = Category.objects.get(code=changes.pop("category", "civil-retire"))
    values: dict[str, Any] = {
        "question": "五十岁怎么办退休？",
        "answer": "先打12333查退休时间，再由单位申请。",
        "documents": "身份证\n社保卡",
        "phone": "12333",
        "source": "《中华人民共和国社会保险法》第十六条",
        "place_id": cast.places[changes.pop("place", "community")].pk,
        "category_id": category.pk,
        "owner_id": cast.id_of(changes.pop("owner", "community")),
        "valid_from": date(2026, 1, 1),
        "review_on": clock.today() + timedelta(days=200),
    }
    return Content(**{**values, **changes})


def written(cast: Cast, who: str = "community_director", **changes: Any) -> Article:
    """An article that `who` has written and nobody published."""
    return article_write(content(cast, **changes), acting=cast.acting(who).standing).article


def published(cast: Cast, who: str = "community_director", **changes: Any) -> Article:
    """An article that residents read; `who` is a head where it holds."""
    article = written(cast, who, **changes)
    article_publish(article.pk, acting=cast.acting(who).standing)
    return Article.objects.get(pk=article.pk)


def fields(cast: Cast, **changes: Any) -> dict[str, Any]:
    """The form of an article as a browser sends it."""
    said = content(
        cast, **{name: value for name, value in changes.items() if name not in ("do", "seen", "key", "note")}
    )
    values = {
        "question": said.question,
        "answer": said.answer,
        "documents": said.documents,
        "phone": said.phone,
        "source": said.source,
        "source_url": said.source_url,
        "place": said.place_id,
        "category": said.category_id,
        "owner": f"organisation-{said.owner_id}",
        "valid_from": said.valid_from.isoformat(),
        "valid_to": said.valid_to.isoformat() if said.valid_to else "",
        "review_on": said.review_on.isoformat(),
    }
    return {**values, **{name: changes[name] for name in ("do", "seen", "key", "note") if name in changes}}
