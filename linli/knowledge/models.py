"""Articles of knowledge with their versions, and what readers said of them (sourcebook C3, R5).

Like places and the catalog they are shared by a whole installation: a city's article holds in every community.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.catalog.models import Category
from linli.core import clock
from linli.core.fields import BlindIndexField
from linli.knowledge.domain.content import FIELDS, MOST, Content
from linli.people.models import Account, Organisation, Post
from linli.places.models import Division
from linli.search.models import Searchable


class State(models.TextChoices):
    """What residents see of an article."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤下")


class Article(models.Model):
    """An article: what residents read is `shown`, what staff wrote last is `latest`; both are versions of it."""

    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    shown = models.OneToOneField("Version", on_delete=models.PROTECT, null=True, blank=True, related_name="shown_of")
    latest = models.OneToOneField("Version", on_delete=models.PROTECT, null=True, blank=True, related_name="latest_of")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED, shown__isnull=False)
                | (~Q(state=State.PUBLISHED) & Q(shown__isnull=True)),
                name="what_is_published_is_shown",
            )
        ]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"article {self.pk}"


class Version(models.Model):
    """What an article said from one change to the next: who wrote it, who let residents read it, from when to when."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    question = models.CharField(max_length=MOST["question"])
    answer = models.TextField()
    documents = models.TextField(blank=True)
    phone = models.CharField(max_length=MOST["phone"], blank=True)
    source = models.CharField(max_length=MOST["source"])
    source_url = models.URLField(max_length=MOST["source_url"], blank=True)
    place = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    review_on = models.DateField()

    note = models.CharField(max_length=MOST["note"], blank=True, help_text="why it was changed")
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField(max_length=MOST["note"], blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="when its owner was told to look at it again")
    # Null and not "": what is imported has none, and a unique constraint lets nulls repeat.
    key = models.CharField(max_length=64, null=True, blank=True, unique=True)

    class Meta:
        ordering = ["article_id", "number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.number}"

    def content(self) -> Content:
        """Return what it says."""
        return Content(**{name: getattr(self, name) for name in FIELDS})


class Feedback(models.Model):
    """Whether a version was enough for one reader. Who it was is kept as a digest: enough to count each person once."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="feedback")
    who = BlindIndexField(null=False)
    enough = models.BooleanField()
    words = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "who"], name="feedback_once_per_person")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.enough}"


class ArticleTerms(Searchable):
    """By which words an article is found: those residents read, or of one that is not published those written last."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="terms")

    def __str__(self) -> str:
        return f"terms of {self.article_id}"
