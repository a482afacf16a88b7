"""The choice that `linli.web` draws itself is the one that Django would draw."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html


class WithOneClosed(forms.Select):
    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        return option | {"attrs": option["attrs"] | {"disabled": option["value"] == "closed"}}


CHOICES = [("", "请选择"), ("路灯 <1>", [("a&b", '"灯"'), ("closed", "停用"), (7, "井盖")]), ("last", "其他")]


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple, WithOneClosed])
@pytest.mark.parametrize("chosen", [None, "", "a&b", 7, "closed", "nothing"])
def test_a_choice_has_the_groups_the_options_and_the_one_chosen(kind: type[forms.Select], chosen: Any) -> None:
    widget = kind(attrs={"required": True, "class": "form-select"}, choices=CHOICES)
    value = [chosen] if kind is forms.SelectMultiple else chosen
    own, djangos = (widget.render("category", value, {"id": "c"}, by) for by in (None, DjangoTemplates()))
    assert parse_html(own) == parse_html(djangos)
    assert own.count("<option") == 5
