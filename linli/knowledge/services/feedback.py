"""Was this enough? Each reader says so once for a version; who it was is a digest, so that nobody's reading is kept."""

from __future__ import annotations

from linli.core import clock, personal
from linli.knowledge.models import Feedback
from linli.knowledge.selectors.shown import article_shown

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
