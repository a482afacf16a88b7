"""How pages say a moment, a length of time, a state."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template

from linli.cases.models import State
from linli.core import clock
from linli.web import navigation, words

NOW = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)


def shown(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_a_moment_is_said_in_local_time_and_with_its_year_only_where_needed() -> None:
    with clock.at(NOW):
        assert words.moment(datetime(2026, 10, 3, 6, 20, tzinfo=UTC)) == "10月3日 14:20"
        assert words.moment(datetime(2025, 12, 31, 16, 5, tzinfo=UTC)) == "1月1日 00:05"
        assert words.moment(datetime(2025, 3, 1, 1, 0, tzinfo=UTC)) == "2025年3月1日 09:00"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(days=2, hours=3, minutes=20), "2 天 3 小时"),
        (timedelta(hours=2), "2 小时"),
        (timedelta(hours=2, minutes=5), "2 小时 5 分钟"),
        (59, "不到 1 分钟"),
        (3600.0, "1 小时"),
    ],
)
def test_a_length_of_time_is_said_in_its_two_largest_units(length: timedelta | float, said: str) -> None:
    assert words.duration(length) == said


def test_a_limit_says_what_is_left_and_what_is_over() -> None:
    with clock.at(NOW):
        assert words.time_left(NOW + timedelta(days=2)) == "还剩 2 天"
        assert words.time_left(NOW - timedelta(hours=3)) == "已超 3 小时"


def test_every_state_has_its_word_and_its_own_shape() -> None:
    assert set(words.STATUS) == set(State.values)
    assert len({status.icon for status in words.STATUS.values()}) == len(State)
    assert "已受理" in shown("{% status 'accepted' %}")
    assert "已超时" in shown("{% status 'accepted' True %}")


def test_languages_are_tagged_as_browsers_expect() -> None:
    assert [words.language_tag(code) for code in ("zh-hans", "zh-hant", "en")] == ["zh-Hans", "zh-Hant", "en"]


def test_a_phone_link_dials_digits_only() -> None:
    assert shown("{{ phone|dial }}", phone="027-8600 0011") == "02786000011"
    assert shown("{{ phone|dial }}", phone="+86 27 86") == "+862786"


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in shown("{% icon 'phone' %}")
    assert 'aria-label="电话"' in shown("{% icon 'phone' label='电话' %}")


def test_every_icon_that_a_page_or_a_state_names_is_in_the_sprite() -> None:
    linli = Path(words.__file__).parent.parent
    sprite = (linli / "web/static/web/vendor/tabler-icons/icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = {status.icon for status in (*words.STATUS.values(), words.OVERDUE)}
    named |= {entry.icon for entry in (*navigation.TABS, *navigation.STAFF)}
    for page in linli.glob("*/templates/**/*.html"):
        named |= set(re.findall(r"""{% icon ["']([a-z-]+)["']""", page.read_text()))
        named |= set(re.findall(r"""\bicon=["']([a-z-]+)["']""", page.read_text()))
    assert named <= known, f"add to scripts/vendor.toml: {sorted(named - known)}"


class Sample(forms.Form):
    name = forms.CharField(label="名字", help_text="怎么称呼")
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="同意")


def test_a_field_ties_its_help_and_its_error_to_the_input() -> None:
    page = shown("{% field form.name %}", form=Sample({"kind": "a"}))
    assert 'for="id_name"' in page
    assert "怎么称呼" in page
    assert 'id="id_name_errors"' in page
    assert 'aria-describedby="id_name_help id_name_errors"' in page
    assert 'aria-invalid="true"' in page


def test_radio_buttons_are_a_group_with_a_legend() -> None:
    page = shown("{% field form.kind %}", form=Sample())
    assert "<legend" in page
    assert page.count('type="radio"') == 2
    assert page.count("<label") == 2


def test_a_checkbox_stands_inside_its_label() -> None:
    page = shown("{% field form.agree %}", form=Sample())
    assert page.index("<label") < page.index("<input") < page.index("同意") < page.index("</label>")
