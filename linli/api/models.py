"""Tokens, by which other systems act as somebody."""

from __future__ import annotations

from django.db import models

from linli.core import clock
from linli.people.models import Account


class Token(models.Model):
    """A key to the interfaces: shown once, kept as a digest, for some purposes, until some day.

    It acts as its owner: what the owner's posts allow at that moment, and no more. An ended post ends it as well.
    """

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, help_text="which system uses it, in its owner's words")
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="to the hour, so that reading writes nothing")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["owner", "-created_at"])]

    def __str__(self) -> str:
        return self.name
