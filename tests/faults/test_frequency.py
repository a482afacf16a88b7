"""Limits on reports are one count for all processes, and outlive them - on the database the tests run on."""

from __future__ import annotations

import json
from pathlib import Path

from tests.faults.installation import installed


def test_two_processes_share_one_limit_and_a_new_one_finds_it_used_up(tmp_path: Path) -> None:
    with installed(tmp_path) as installation:
        installation.run("allow", "report_address", "15")
        both = [installation.start("often", name, "12") for name in ("one", "other")]
        said = []
        for process in both:
            out, err = process.communicate(timeout=180)
            assert process.returncode == 0, err
            said.append(json.loads(out.splitlines()[-1]))
        assert sum(each["taken"] for each in said) == 15
        assert sum(len(each["waits"]) for each in said) == 9
        later = installation.run("often", "later", "2")
        assert later["taken"] == 0, "a restart forgot the count"
        assert all(0 < wait <= 3600 for wait in later["waits"])
        seen = installation.run("inspect")
        assert seen["cases"] == 15
        assert seen["findings"] == []
