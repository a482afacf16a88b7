"""Keeps what organisations and posts are found by, written with them; made anew by `linli search rebuild`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import override

from linli.core import personal
from linli.people.models import Organisation, Post, PostKind, StaffTerms
from linli.search.marks import places_marks
from linli.search.naming import Name, names_index, names_put
from linli.search.rebuilding import Batch
from linli.text.terms import names_of, words_of

KINDS: dict[str, type[models.Model]] = {"organisation": Organisation, "post": Post}
_LANGUAGE = "zh-hans"  # the words of posts are found as they are written, whatever language whoever writes them reads


def organisations_name(organisations: Sequence[Organisation]) -> None:
    """Write by what organisations are found, and those on their posts, who are found by the organisation's name too."""
    ids = [organisation.pk for organisation in organisations]
    names_put(StaffTerms, "organisation", ids, names_of_staff("organisation", ids))
    posts_name(list(Post.objects.current().filter(organisation__in=ids).values_list("pk", flat=True)))


def posts_name(ids: Sequence[int]) -> None:
    """Write by what posts are found."""
    names_put(StaffTerms, "post", ids, names_of_staff("post", ids))


def staff_index(after: Any, most: int) -> Batch:
    """Make what is missing of the next organisations and posts; see `search.rebuilding`."""
    return names_index(StaffTerms, KINDS, names_of_staff, after, most)


def names_of_staff(kind: str, ids: Iterable[int]) -> dict[int, Name]:
    """Return by what organisations or posts are found: one query."""
    rows = KINDS[kind]._default_manager.filter(pk__in=list(ids))
    if kind == "organisation":
        columns = rows.values_list("pk", "place__path", "name", "duties", "phone")
        return {
            pk: Name(name, names_of(name) | words_of(duties) | _numbers(phone) | places_marks(path))
            for pk, path, name, duties, phone in columns
        }
    with override(_LANGUAGE):
        words = {value: str(label) for value, label in PostKind.choices}
    columns = rows.values_list(
        "pk", "organisation__place__path", "public_name", "kind", "organisation__name", "public_phone"
    )
    return {
        pk: Name(
            name,
            names_of(name) | words_of(f"{words[kind]} {organisation}") | _numbers(phone) | places_marks(path),
        )
        for pk, path, name, kind, organisation, phone in columns
    }


def _numbers(phone: str) -> set[str]:
    """A number that is posted for everybody, as it is dialled with and without the area's."""
    digits = personal.normal_phone(phone)
    local = personal.normal_phone(phone.partition("-")[2])
    return {number for number in (digits, local) if number}
