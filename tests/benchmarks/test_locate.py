"""What is measured also has to be right."""

from __future__ import annotations

import json

import pytest

from benchmarks.__main__ import main


def test_a_small_city_is_located_without_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--points", "2000", "--grids", "90", "--buildings", "200", "--sample", "100", "--json"]
    assert main(["locate", *options]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["grids"] == 90
    assert figures["sample"] == 100
    assert figures["sample_wrong"] == 0
    assert figures["found"] == 2000


def test_without_a_name_the_measurements_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "locate" in capsys.readouterr().out


def test_an_unknown_measurement_is_refused_with_the_list_of_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guess"]) == 2
    message = capsys.readouterr().err
    assert "no measurement 'guess'" in message
    assert "locate" in message
