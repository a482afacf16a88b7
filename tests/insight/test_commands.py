"""The same figures from the shell, and a word for every mistake."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from linli.core import clock
from tests.cast import Cast
from tests.insight.rows import case, local

MAY = ["--from", "2026-05-01", "--to", "2026-05-20"]


def run(*words: str) -> str:
    out = StringIO()
    with clock.at(local(20, 12)):
        call_command("figures", *words, stdout=out)
    return out.getvalue()


def test_figures_of_a_community_as_json(cast: Cast) -> None:
    case(cast.community, cast.organisations["one"], cast.grids["one"])
    found = json.loads(run("--place", cast.community.code, *MAY, "--json"))
    assert (found["cases"], found["grids"], found["buildings"], found["households"]) == (1, 2, 2, 0)
    assert set(found["resolution_rate"]) == {"numerator", "denominator", "value", "low", "high"}
    grid = json.loads(run("--place", cast.community.code, "--grid", cast.grids["two"].code, *MAY, "--json"))
    assert grid["cases"] == 0 and grid["grid"]["code"] == cast.grids["two"].code


def test_a_period_that_still_runs_is_counted_up_to_today(cast: Cast) -> None:
    found = json.loads(run("--place", "420107005008", "--from", "2026-05-01", "--to", "2026-12-31", "--json"))
    assert found["to"] == "2026-05-20"


def test_figures_in_words(cast: Cast) -> None:
    case(cast.community, cast.organisations["one"], contact_by=local(11), contacted_at=local(11))
    out = run("--place", cast.places["city"].code, *MAY)
    assert "response_rate: 100.0% (1/1, 95%: 20.7%-100.0%)" in out and "resolution_rate: - (0/0)" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--place", "999", *MAY], "没有代码为“999”的区划"),
        (["--place", "420107005008", "--grid", "x", *MAY], "没有代码为“x”的网格"),
        (["--place", "420107005008", "--grid", "420107002003003", *MAY], "没有代码为"),
        (["--place", "420107005008", "--from", "2026-05-20", "--to", "2026-05-01"], "晚于结束日期"),
        (["--place", "420107005008", "--from", "2026-05-21", "--to", "2026-05-22"], "还没有到"),
        (["--place", "420107005008", "--from", "2026-02-30", "--to", "2026-05-01"], "不是日期"),
        (["--place", "420107005008", "--category", "x", *MAY], "没有代码为“x”的类别"),
        (["--place", "420107005008", "--unit", "x", *MAY], "没有编号为“x”的单位"),
    ],
)
def test_a_mistake_gets_words(cast: Cast, words: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(*words)
