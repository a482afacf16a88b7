"""What a table of terms looks like, whatever it stands for."""

from __future__ import annotations

from django.db import models

from linli.search.fields import TermsField
from linli.text.terms import RULES


class Searchable(models.Model):
    """Base of a table that says by which terms something is found: one row a thing, in the room the thing lives in.

    Its migration puts `linli.search.operations.TermsIndex` behind `CreateModel`. Rows are numbered in the order they
    come: an FTS5 index of neighbouring numbers is a third of one over the application's own ids.
    """

    id = models.BigAutoField(primary_key=True)
    rules = models.PositiveSmallIntegerField(default=RULES, help_text="by which rules the terms were made")
    terms = TermsField()

    class Meta:
        abstract = True
