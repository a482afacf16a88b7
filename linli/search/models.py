"""What a table of terms looks like, whatever it stands for."""

from __future__ import annotations

from django.db import models

from linli.search.fields import TermsField


class Searchable(models.Model):
    """Base of a table that says by which terms something is found: one row a thing, in the room the thing lives in.

    Its migration puts `linli.search.operations.TermsIndex` behind `CreateModel`. Rows are numbered in the order they
    come: an FTS5 index of neighbouring numbers is a third of one over the application's own ids.
    """

    id = models.BigAutoField(primary_key=True)
    rules = models.PositiveSmallIntegerField(help_text="of `linli.text.terms`, by which the terms were made")
    terms = TermsField()

    class Meta:
        abstract = True


class Named(Searchable):
    """Base of a table by which several kinds of thing are found by name; see `naming`."""

    kind = models.CharField(max_length=12)
    thing_id = models.BigIntegerField()
    name = models.CharField(max_length=150, help_text="by which the nearest of those found comes first")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["kind", "thing_id"], name="%(class)s_once")]
