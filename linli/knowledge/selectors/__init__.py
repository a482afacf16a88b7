"""Every read about articles: what residents may read, what staff may see, which ones fit a text."""

from linli.knowledge.selectors.fitting import articles_fitting, articles_search
from linli.knowledge.selectors.shown import Shelf, article_shown, articles_shown, subjects_shown
from linli.knowledge.selectors.staff import (
    article_for_staff,
    articles_for_staff,
    counts_by_box,
    counts_of,
    feedback_of,
    in_box,
    versions_of,
)

__all__ = [
    "Shelf",
    "article_for_staff",
    "article_shown",
    "articles_fitting",
    "articles_for_staff",
    "articles_search",
    "articles_shown",
    "counts_by_box",
    "counts_of",
    "feedback_of",
    "in_box",
    "subjects_shown",
    "versions_of",
]
