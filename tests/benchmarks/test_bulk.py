"""A full database is only worth measuring on if its cases are like those that the services make."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def environ(tmp_path_factory):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}
    return {**kept, "LINLI_DATA": str(tmp_path_factory.mktemp("bulk"))}


@pytest.fixture(scope="module")
def filled(environ):
    command = [sys.executable, "-m", "benchmarks", "bulk", "--cases", "60", "--data", environ["LINLI_DATA"]]
    subprocess.run(command, env=environ, check=True, capture_output=True)
    return environ


def linli(environ, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "linli", *arguments], env=environ, check=True, capture_output=True, text=True
    ).stdout


def test_every_copied_history_holds_together(filled):
    found = json.loads(linli(filled, "verify", "--json"))
    assert found["cases"] >= 60
    assert found["events"] > 3 * found["cases"]
    assert found["findings"] == []


def test_a_database_in_use_is_left_alone(filled):
    command = [sys.executable, "-m", "benchmarks", "bulk", "--cases", "60", "--data", filled["LINLI_DATA"]]
    again = subprocess.run(command, env=filled, capture_output=True, text=True)
    assert again.returncode == 1
    assert "empty" in again.stderr
