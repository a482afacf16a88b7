"""What ships with Linli: categories, channels and routes as plain data, and the one function that writes them."""

from __future__ import annotations

from typing import Any

from linli.catalog.seed.categories import CATEGORIES
from linli.catalog.seed.channels import CHANNELS
from linli.catalog.seed.routes import ROUTES


def seed(category: type[Any], channel: type[Any], route: type[Any]) -> int:
    """Write what is missing and leave what is there: a place may have changed its words or put a category to rest.

    Args:
        category, channel, route: the models, of today or as a migration sees them.

    Returns:
        How many rows were written.
    """
    written = 0
    known = dict(category.objects.values_list("code", "id"))
    parents = [subject for subject, _ in CATEGORIES if subject["code"] not in known]
    for order, (subject, children) in enumerate(CATEGORIES):
        if subject["code"] not in known:
            known[subject["code"]] = category.objects.create(**subject, order=order * 100).pk
        fresh = [
            category(**child, parent_id=known[subject["code"]], order=order * 100 + place)
            for place, child in enumerate(children, start=1)
            if child["code"] not in known
        ]
        written += len(category.objects.bulk_create(fresh))
    written += len(parents)
    tables: list[tuple[type[Any], list[dict[str, Any]]]] = [(channel, CHANNELS), (route, ROUTES)]
    for model, rows in tables:
        there = set(model.objects.values_list("code", flat=True))
        fresh = [model(**row, order=order) for order, row in enumerate(rows) if row["code"] not in there]
        written += len(model.objects.bulk_create(fresh))
    return written
