"""What staff see of articles: the drafts of their place, its history, and what readers said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.core.errors import Missing
from linli.knowledge.domain.rights import reads_drafts
from linli.knowledge.models import Article, Feedback, State, Version
from linli.people.domain import Right, Standing

_LISTED = ("latest", "latest__category", "latest__owner", "latest__place", "shown")


def articles_for_staff(standing: Standing) -> QuerySet[Article]:
    """Return the articles that somebody may look at as staff: those of their places with drafts, and what is published above."""
    hats = standing.hats_with(Right.DRAFT)
    known = Q(latest__owner__in=[hat.organisation_id for hat in hats])
    for hat in hats:
        if hat.is_desk:
            known |= Q(latest__place__path__startswith=hat.path)
    codes = {code for hat in hats for code in hat.path.split("/") if code}
    above = Q(state=State.PUBLISHED, shown__place__code__in=codes)
    if not hats:
        return Article.objects.none()
    found = Article.objects.filter(known | above).select_related(*_LISTED)
    return found.defer("latest__place__outline").order_by("-latest__written_at", "-pk")


BOXES = ("", "review", "over", *State.values)
"""The boxes of the list: everything, past its review date, past its last day, and the states."""


def counts_by_box(articles: QuerySet[Article], on: date) -> list[tuple[str, int]]:
    """Return (box, how many are in it) for every box: one query."""
    counted = {f"box_{box}": Count("pk", filter=_in(box, on)) for box in BOXES}
    found = articles.order_by().aggregate(**counted)
    return [(box, found[f"box_{box}"]) for box in BOXES]


def _in(box: str, on: date) -> Q:
    if box == "review":
        return Q(state=State.PUBLISHED, shown__review_on__lt=on)
    if box == "over":
        return Q(state=State.PUBLISHED, shown__valid_to__lt=on)
    return Q(state=box) if box in State.values else Q()


def in_box(articles: QuerySet[Article], box: str, on: date) -> QuerySet[Article]:
    """Return those in a box; of what is to be looked at again the longest overdue first."""
    found = articles.filter(_in(box, on))
    return found.order_by("shown__review_on", "pk") if box == "review" else found


def article_for_staff(standing: Standing, pk: int) -> Article:
    """Return an article somebody may look at as staff.

    Raises:
        Missing: none, or not theirs to see; both sound the same.
    """
    people = ("latest__written_by", "latest__written_for", "latest__keeper", "shown__owner", "shown__place")
    article = articles_for_staff(standing).filter(pk=pk).select_related(*_LISTED, *people).first()
    if article is None:
        raise Missing(_("没有这条知识，或您不能查看。"))
    return article


def versions_of(article: Article, standing: Standing) -> list[Version]:
    """Return an article's versions, the last one first; to whoever reads no drafts of it only those residents have read."""
    assert article.latest is not None
    found = article.versions.select_related(
        "place", "category", "owner", "keeper", "written_for", "published_for"
    ).defer("place__outline")
    if not reads_drafts(standing, article.latest.place.path, article.latest.owner_id):
        found = found.exclude(published_at=None)
    return list(found.order_by("-number"))


def counts_of(versions: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return version → (how many said it was enough, how many that it was not): one query."""
    rows = (
        Feedback.objects.filter(version__in=list(versions))
        .values("version")
        .annotate(said_yes=Count("id", filter=Q(enough=True)), said_no=Count("id", filter=Q(enough=False)))
    )
    return {row["version"]: (row["said_yes"], row["said_no"]) for row in rows}


def feedback_of(version: Version) -> QuerySet[Feedback]:
    """Return what those wrote to whom a version was not enough, the latest first."""
    return version.feedback.filter(enough=False).exclude(words="").order_by("-at", "-pk")
