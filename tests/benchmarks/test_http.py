"""The load program asks the real server; what it prints is what others compare with."""

import json
import subprocess
import sys


def test_the_real_server_is_asked_for_every_kind_of_page(filled):
    options = ["--data", filled["LINLI_DATA"], "--rounds", "1", "--seconds", "0", "--least", "3", "--json"]
    command = [sys.executable, "-m", "benchmarks", "http", *options]
    printed = subprocess.run(command, env=filled, check=True, capture_output=True, text=True).stdout
    rows = {row["name"]: row for row in json.loads(printed)["results"]}
    assert {"create", "form", "inbox", "detail", "search", "dashboard"} <= set(rows)
    for row in rows.values():
        assert row["app_cpu_ms"] > 0
        assert row["db_cpu_ms"] == 0
        assert row["queries"] > 0
        assert row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"]
