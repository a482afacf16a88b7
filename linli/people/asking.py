"""A code that goes to another person's phone and asks one thing of them: it signs nobody in and opens nothing else."""

from __future__ import annotations

from django.db import models


class AskedByCode(models.Model):
    """What waits until somebody else's phone has said yes: the code's digest, until when, how often it was typed wrong."""

    code_digest = models.BinaryField(max_length=32, default=bytes)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
