"""What cases are found by: made of them, and made again at any time."""

from __future__ import annotations

from django.db import models

from linli.places.models import Division
from linli.search.models import Searchable


class LikenessKey(models.Model):
    """A number by which texts like a case's are found (`linli.text.likeness.keys_of`); no confidential case has any.

    Derived from the case and made with it; `linli likeness` makes them anew. One index is all there is to the table: the
    newest cases of a community that share a number stand together in it.
    """

    pk = models.CompositePrimaryKey("community_id", "key", "day", "case_id")
    community = models.ForeignKey(Division, on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.IntegerField()
    day = models.IntegerField(help_text="when the case was submitted, in days since 1970")
    case_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.key} {self.case_id}"


class Findable(Searchable):
    """Base of the two tables by which cases are found; rows are made of cases and can be made again."""

    community = models.ForeignKey(Division, on_delete=models.PROTECT, db_index=False, related_name="+")
    case_id = models.BigIntegerField()
    at = models.DateTimeField(help_text="by which what is found is put in order")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["community", "case_id"], name="%(class)s_once")]


class CaseTerms(Findable):
    """The terms of a case as staff find it, and the marks of whose it is (`domain.finding`)."""


class AnswerTerms(Findable):
    """The terms of what was published of a case, by which everybody finds it, and the marks of its places."""
