"""Errors for people: what is wrong, with what, and what to do. Pages and the shell show `str(error)` as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self


class LinliError(Exception):
    """Anything a person did that cannot be done, said in that person's language.

    Args:
        message: what is wrong and what to do, already translated.
        fields: messages by form field, where the fault lies in a field.
    """

    status = 400

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})


class Invalid(LinliError):
    """What was given cannot be used."""

    status = 422

    @classmethod
    def at(cls, field: str, words: str) -> Self:
        """An error of one field, in the same words beside it and alone."""
        return cls(words, {field: words})


class Refused(LinliError):
    """Who asks may not do this, or not now."""

    status = 403


class Missing(LinliError):
    """It does not exist, or whoever asks may not know that it does."""

    status = 404


class Changed(LinliError):
    """Somebody else was first; look at what changed and try again."""

    status = 409


class TooMany(LinliError):
    """Tried too often; wait.

    Args:
        retry_after: seconds until another try makes sense.
    """

    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
