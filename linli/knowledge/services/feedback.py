"""Was this enough? Each reader says so once for a version; who it was is a digest, so that nobody's reading is kept."""

from __future__ import annotations

from linli.core import clock, personal
from linli.knowledge.models import Feedback
from linli.knowledge.selectors.shown import article_shown
from linli.privacy.domain.terms import length

MOST_WORDS = 500


def feedback_give(article_id: int, *, who: str, enough: bool, words: str = "") -> Feedback:
    """Keep what a reader says of the version that is shown now; whoever says something else later has changed their mind.

    Args:
        article_id: the article read.
        who: what tells this reader from others, an account or a browser session; only its digest is kept.
        enough: whether it was.
        words: what was lacking.

    Raises:
        Missing: it is not published.
    """
    version = article_shown(article_id).shown
    assert version is not None
    said = {"enough": enough, "words": "" if enough else words.strip()[:MOST_WORDS], "at": clock.now()}
    digest = personal.digest(f"feedback:{version.pk}:{who}")
    return Feedback.objects.update_or_create(version=version, who=digest, defaults=said)[0]


def feedback_expire(most: int) -> int:
    """Delete at most so many verdicts of readers past their time (PIPL art. 19); return how many."""
    lasts = length("message")
    assert lasts is not None
    old = Feedback.objects.filter(at__lte=clock.now() - lasts).order_by("at").values_list("pk", flat=True)
    return Feedback.objects.filter(pk__in=list(old[:most])).delete()[0]
