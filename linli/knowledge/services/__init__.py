"""Every write to articles."""

from linli.knowledge.services.feedback import feedback_give
from linli.knowledge.services.publishing import article_publish, article_review, article_withdraw
from linli.knowledge.services.reminding import review_remind
from linli.knowledge.services.writing import article_write

__all__ = [
    "article_publish",
    "article_review",
    "article_withdraw",
    "article_write",
    "feedback_give",
    "review_remind",
]
