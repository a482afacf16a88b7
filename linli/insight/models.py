"""Tallies: what the figures of the larger places are sums of, and the deeds that are not in them yet.

They can always be made anew from the cases (`linli figures rebuild`); see docs/decisions/031-tallies.md.
"""

from __future__ import annotations

from django.db import models

from linli.core import clock
from linli.core.ids import new_id
from linli.core.scoped import Scoped
from linli.insight.domain.tallies import Facet, Span


class Tally(Scoped):
    """What is counted in a place (of any level above the community) on a day or in a month, in one facet.

    `id` is made of span, facet, day and key, so that it is a primary key and the only index. `key` says which category,
    unit, smaller place … of the facet; `day` is counted from 1970.
    """

    span = models.PositiveSmallIntegerField(choices=[(span.value, span.name.lower()) for span in Span])
    facet = models.PositiveSmallIntegerField(choices=[(facet.value, facet.name.lower()) for facet in Facet])
    day = models.IntegerField()
    key = models.BigIntegerField()
    cases = models.IntegerField(default=0)
    due = models.IntegerField(default=0)
    contacted = models.IntegerField(default=0)
    resolved = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    evaluated = models.IntegerField(default=0)
    yes = models.IntegerField(default=0)
    partly = models.IntegerField(default=0)
    no = models.IntegerField(default=0)
    satisfied = models.IntegerField(default=0)
    unevaluated = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    merged = models.IntegerField(default=0)
    reopened = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    contacts = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{Facet(self.facet).name} {self.key} on {self.day}"


class Book(models.Model):
    """One row: whether the tallies are made, and who makes them. Where they are not, figures are counted from the cases."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    made = models.BooleanField(default=False)
    token = models.BigIntegerField(default=new_id, help_text="of whoever makes them; drawn anew at every step")
    touched_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return "made" if self.made else "not made"


class Change(Scoped):
    """What a deed changed for the figures, until it is folded into the tallies: the case's face before and after.

    Written with the deed, in its transaction, and only ever added to, so that two deeds never wait for each other here.
    """

    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="change_in_order")]

    def __str__(self) -> str:
        return f"change {self.id}"
