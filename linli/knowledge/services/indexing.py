"""Makes anew by what articles are found, where that is missing or older than the program."""

from __future__ import annotations

from linli.knowledge.models import Article
from linli.knowledge.services.writing import terms_write
from linli.search.rebuilding import Batch
from linli.text.terms import RULES


def articles_index(after: int | None, most: int) -> Batch:
    """Make what is missing of the next articles; see `search.rebuilding`."""
    later = Article.objects.filter(pk__gt=after or 0).order_by("pk")
    ids = list(later.values_list("pk", flat=True)[:most])
    stale = Article.objects.filter(pk__in=ids).exclude(terms__rules=RULES)
    articles = list(stale.select_related("shown", "latest").select_for_update(of=("self",)))
    for article in articles:
        terms_write(article)
    return Batch(len(ids), len(articles), ids[-1] if len(ids) == most else None)
