"""`linli check --deploy` as an operator runs it: silent with the settings of the operators' page, loud without."""

from __future__ import annotations

import base64
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def documented(data: Path) -> dict[str, str]:
    """The environment file of docs/operators.md, its dots filled in as it says, its folder ours."""
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    block = page.split("# /etc/linli.env\n", 1)[1].split("```", 1)[0]
    lines = [line.split("#")[0].strip() for line in block.splitlines()]
    found = dict(line.split("=", 1) for line in lines if line)
    found["LINLI_SECRET_KEY"] = found["LINLI_SECRET_KEY"].replace("…", secrets.token_urlsafe(48))
    found["LINLI_KEYS"] = found["LINLI_KEYS"].replace("…", base64.b64encode(secrets.token_bytes(32)).decode())
    return {name: value.replace("/var/lib/linli", str(data)) for name, value in found.items()}


def composed() -> dict[str, str]:
    """What compose.yaml gives a server, with env.example filled in as its comments say."""
    folder = ROOT / "deploy" / "compose"
    given, made = {}, ""
    for line in (folder / "env.example").read_text(encoding="utf-8").splitlines():
        name, _equals, value = line.partition("=")
        if line.startswith("#"):
            asked = re.search(r"rand -(base64|hex) (\d+)", line)
            random = secrets.token_bytes(int(asked[2])) if asked else b""
            made = (random.hex() if asked[1] == "hex" else base64.b64encode(random).decode()) if asked else made
        else:
            given[name] = f"1:{made}" if value == "1:" else value or made
    page = yaml.safe_load((folder / "compose.yaml").read_text(encoding="utf-8"))
    environment = page["services"]["pages1"]["environment"]
    return {name: re.sub(r"\$\{(\w+)\}", lambda of: given[of[1]], value) for name, value in environment.items()}


def check(settings: dict[str, str]) -> tuple[int, str]:
    """Run it with these settings and nothing else."""
    command = [sys.executable, "-m", "linli", "check", "--deploy", "--fail-level", "WARNING"]
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **settings}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that nobody else opens."""
    tmp_path.chmod(0o700)
    return tmp_path


def test_the_documented_settings_are_sound(data: Path) -> None:
    status, said = check(documented(data))
    assert status == 0, said
    assert "no issues" in said or "0 silenced" in said


def test_the_composed_settings_are_sound(data: Path) -> None:
    status, said = check(composed() | {"LINLI_DATA": str(data)})
    assert status == 0, said


def test_without_settings_everything_unsafe_is_named(data: Path) -> None:
    status, said = check({"LINLI_DATA": str(data), "LINLI_DEBUG": "1", "LINLI_HOSTS": "*", "LINLI_DEMO": "1"})
    assert status != 0
    expected = {"linli.E001", "linli.E002", "linli.E003", "linli.E004", "linli.W002", "linli.W004", "notify.W001"}
    expected |= {"security.W004", "security.W008", "security.W012", "security.W016", "security.W018"}
    assert expected <= set(re.findall(r"\((\w+\.[EW]\d+)\)", said)), said


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ("LINLI_BASE_URL", "linli.E003"),
        ("LINLI_HOSTS", "linli.W001"),
        ("LINLI_KEYS", "linli.W002"),
        ("LINLI_SECRET_KEY", "linli.W002"),
        ("DATABASE_URL", "linli.W004"),
        ("LINLI_SMS_CHANNEL", "notify.W001"),
    ],
)
def test_each_setting_that_is_missing_is_missed(data: Path, missing: str, named: str) -> None:
    settings = documented(data)
    del settings[missing]
    status, said = check(settings)
    assert status != 0
    assert named in said
