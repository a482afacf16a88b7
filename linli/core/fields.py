"""Model fields for personal data: sealed at rest, plain in Python."""

from __future__ import annotations

from typing import Any

from django.db import models

from linli.core import personal


class PersonalField(models.Field[str, str]):
    """Text that identifies or locates a person, sealed in the database (SM4-GCM, bound to table and column).

    It cannot be filtered on; keep a `BlindIndexField` beside it where an exact value must be found. An empty string
    is stored as such: there is nothing to hide.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        """Sealed values are bytes."""
        return "BinaryField"

    def context(self) -> str:
        """Return what a value of this column is bound to."""
        return f"{self.model._meta.label_lower}.{self.attname}"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        """Open the sealed bytes."""
        return personal.unseal(value, self.context()) if value else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Seal the text."""
        sealed = personal.seal(value, self.context()) if isinstance(value, str) and value else b""
        return connection.Database.Binary(sealed)

    def value_to_string(self, obj: models.Model) -> str:
        """A serialised dump carries no personal data in the clear."""
        return ""


class BlindIndexField(models.BinaryField[bytes | None, bytes | None]):
    """Keyed SM3 digest of a personal value: equal values have equal digests, nothing else can be learned."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 32)
        kwargs.setdefault("null", True)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)
