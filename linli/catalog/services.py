"""Every write to the catalog: what ships, and what a place sets for itself."""

from __future__ import annotations

from django.db import transaction

from linli.catalog.models import Category, Channel, Revision, Route
from linli.catalog.seed import seed
from linli.core.ids import new_id


def catalog_seed() -> int:
    """Write the categories, channels and routes that ship with Linli and are missing; return how many.

    What is there stays as it is. Safe to run again.
    """
    with transaction.atomic():
        written = seed(Category, Channel, Route)
        if written:
            words_changed()
    return written


def words_changed() -> None:
    """Let every process read the words of categories and routes anew; call it with the change, in its transaction."""
    Revision.objects.update_or_create(name="words", defaults={"value": new_id()})
