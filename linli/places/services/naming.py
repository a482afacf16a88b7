"""Keeps what places are found by, written with the place; made anew by `linli search rebuild`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import Value

from linli.places.models import Building, Compound, Division, Grid, PlaceTerms
from linli.search.marks import places_marks
from linli.search.naming import Name, names_index, names_put
from linli.search.rebuilding import Batch
from linli.text.terms import names_of, words_of

KINDS: dict[str, type[models.Model]] = {
    "division": Division,
    "compound": Compound,
    "grid": Grid,
    "building": Building,
}
"""What is found, in the order in which equally near names are shown."""


def places_name(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write by what rows that were created or changed are found, and what lies in them and has their name in its own."""
    kind = next((kind for kind, one in KINDS.items() if one is model), "")
    if not kind or not rows:
        return
    ids = [row.pk for row in rows]
    names_put(PlaceTerms, kind, ids, names_of_places(kind, ids))
    if kind == "compound":
        _again("building", Building.objects.filter(compound__in=ids))
    elif kind == "division":
        _again("grid", Grid.objects.filter(community__in=ids))


def _again(kind: str, rows: models.QuerySet[Any]) -> None:
    ids = list(rows.values_list("pk", flat=True))
    names_put(PlaceTerms, kind, ids, names_of_places(kind, ids))


def places_index(after: Any, most: int) -> Batch:
    """Make what is missing of the next places; see `search.rebuilding`."""
    return names_index(PlaceTerms, KINDS, names_of_places, after, most)


def names_of_places(kind: str, ids: Iterable[int]) -> dict[int, Name]:
    """Return by what places of one kind are found: one query."""
    rows = KINDS[kind]._default_manager.filter(pk__in=list(ids))
    if kind == "division":
        rows = rows.filter(active=True)  # a province's list has ten thousand that do not take part
    return {pk: _name(*parts) for pk, *parts in rows.values_list("pk", *_PARTS[kind])}


_NOTHING = Value("")
# Of each kind: its lineage, what is said first, its name, what else people call it, its address.
_PARTS: dict[str, tuple[Any, ...]] = {
    "division": ("path", _NOTHING, "name", _NOTHING, _NOTHING),
    "grid": ("community__path", "community__name", "name", _NOTHING, _NOTHING),
    "compound": ("community__path", _NOTHING, "name", "aliases", "address"),
    "building": ("grid__community__path", "compound__name", "name", "compound__aliases", "address"),
}


def _name(path: str, before: str | None, name: str, aliases: Sequence[str] | None, address: str) -> Name:
    full = f"{before} {name}" if before else name
    terms = names_of(full) | words_of(address) | places_marks(path)
    return Name(full, terms.union(*map(names_of, aliases or ())))
