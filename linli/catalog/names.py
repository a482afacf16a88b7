"""The names that categories go by in lists from elsewhere."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from linli.catalog.models import Category
from linli.places.importing.columns import header_key


def category_names() -> dict[str, list[Category]]:
    """Return the categories by every name they go by."""
    found: dict[str, list[Category]] = {}
    for category in Category.objects.filter(active=True).select_related("parent"):
        for language in ("zh-hans", "zh-hant", "en"):
            with translation.override(language):
                names = {header_key(category.name), header_key(_(category.name)), header_key(category.code)}
            for name in names:
                if category not in found.setdefault(name, []):
                    found[name].append(category)
    return found
