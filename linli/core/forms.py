"""What forms and buttons share: a refusal shown where the fault lies or above the page, and moments as browsers give them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from linli.core.errors import LinliError


def show_error(form: forms.BaseForm, error: LinliError) -> None:
    """Put the words of an error into a bound form: at its fields where the form has them, else above the form."""
    at_fields = {name: words for name, words in error.fields.items() if name in form.fields}
    for name, words in at_fields.items():
        form.add_error(name, words)
    if not at_fields:
        form.add_error(None, error.message)


@contextmanager
def telling(request: HttpRequest, done: str = "") -> Iterator[None]:
    """Tell whoever pressed a button what came of the deed within: why it is refused, else `done`, where there is more to say
    than the next page shows.
    """
    try:
        yield
    except LinliError as error:
        messages.error(request, error.message)
    else:
        if done:
            messages.success(request, done)


class MomentField(forms.DateTimeField):
    """Date and time in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(**kwargs)
