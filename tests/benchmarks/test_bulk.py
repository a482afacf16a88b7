"""A full database is only worth measuring on if its cases are like those that the services make."""

import json
import subprocess
import sys


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
