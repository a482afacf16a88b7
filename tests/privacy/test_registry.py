"""Every field that holds something about a person is registered; the page of the docs says what the registry says."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from linli.core.fields import BlindIndexField, PersonalField
from linli.core.held import HELD, NOT_PERSONAL, Held, held_fields, register
from linli.people.models import Account
from linli.privacy.domain.terms import TERMS
from linli.search.fields import TermsField

ROOT = Path(__file__).resolve().parents[2]
PLAINLY = re.compile(
    r"name|phone|address|photo|picture|voice|audio|session|birth|email|identity|title|promise|door|contacts?$"
    r"|(?:^|_)ip(?:_|$)|words|note"
)
KINDS = (PersonalField, BlindIndexField, TermsField, models.FileField, models.TextField, models.JSONField)


def looks_personal(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Sealed, free text, a file, an account, or named like something of a person."""
    if isinstance(field, KINDS) or field.related_model is Account:
        return True
    if field.choices or not isinstance(field, (models.CharField, models.BinaryField, models.GenericIPAddressField)):
        return False
    return bool(PLAINLY.search(field.name))


def suspects() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if looks_personal(field):
                yield f"{model._meta.label}.{field.name}"


def test_every_field_that_looks_personal_is_registered_or_was_reviewed() -> None:
    unknown = [name for name in suspects() if name not in held_fields() and name not in NOT_PERSONAL]
    assert unknown == [], "say in that room's personal_data.py what it holds, or why it holds nothing"


def test_the_walk_finds_a_field_that_nobody_registered() -> None:
    class Visitor(models.Model):
        phone = PersonalField()
        photo = models.FileField()
        host = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
        colour = models.CharField(max_length=9)
        ip = models.CharField(max_length=40)

        class Meta:
            app_label = "nowhere"

    try:
        found = {field.name for field in Visitor._meta.local_fields if looks_personal(field)}
        assert found == {"phone", "photo", "host", "ip"}
    finally:
        del apps.all_models["nowhere"]
        apps.clear_cache()


def test_what_is_registered_exists_and_is_said_once() -> None:
    for name in [*held_fields(), *NOT_PERSONAL]:
        label, _dot, field = name.rpartition(".")
        apps.get_model(label)._meta.get_field(field)
    assert not set(held_fields()) & set(NOT_PERSONAL)
    with pytest.raises(ValueError, match="twice"):
        register(HELD[0])


@pytest.mark.parametrize("entry", HELD, ids=lambda entry: f"{entry.model}.{entry.fields[0]}")
def test_each_entry_says_why_who_and_how_long(entry: Held) -> None:
    assert str(entry.what)
    assert str(entry.purpose)
    assert entry.readers
    assert entry.term in TERMS
    assert (
        isinstance(apps.get_model(entry.model)._meta.get_field(entry.index), BlindIndexField) if entry.index else True
    )


def test_a_sealed_field_is_never_called_harmless() -> None:
    sealed = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, (PersonalField, BlindIndexField))
    }
    assert sealed <= set(held_fields())


def test_the_page_of_the_docs_is_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import privacy

    monkeypatch.setattr(sys, "argv", ["privacy.py", "--check"])
    privacy.main()
