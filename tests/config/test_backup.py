"""A backup is made while people work, and gives everything back; one that is damaged or another's is refused."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import ROOT, Installation, installed


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Where people work."""
    with installed(tmp_path_factory.mktemp("working")) as made:
        yield made


def _linli(installation: Installation, *arguments: str | Path, fine: bool = True) -> str:
    command = [sys.executable, "-m", "linli", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=installation.env, capture_output=True, text=True, timeout=120)
    assert (done.returncode == 0) is fine, done.stdout + done.stderr
    return done.stdout + done.stderr


def _worked(installation: Installation, round_: str, count: int = 3) -> set[str]:
    """Let people work, and return the keys of what was acknowledged."""
    process = installation.start("work", round_, str(count))
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return {line.split()[1] for line in out.splitlines() if line.startswith(("create", "accept", "contact"))}


def _store(installation: Installation, name: str, content: bytes) -> Path:
    path = Path(installation.env["LINLI_DATA"], "files", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_backup_made_while_people_work_gives_back_every_deed_acknowledged_before_it(
    installation: Installation, tmp_path: Path
) -> None:
    photo = _store(installation, "cases/2026/11/leak.jpg", b"water")
    acknowledged = _worked(installation, "before")
    busy = installation.start("work", "during", "500")
    assert busy.stdout is not None
    busy.stdout.readline()
    busy.stdout.readline()
    _linli(installation, "backup", tmp_path / "one.tar.gz")
    assert busy.poll() is None, "nobody was at work while the backup was made"
    busy.kill()
    busy.communicate()
    photo.unlink()

    told = _linli(installation, "restore", tmp_path / "one.tar.gz", "--replace")
    assert "另存" in told
    seen = installation.run("inspect")
    assert acknowledged <= set(seen["keys"])
    assert seen["findings"] == []
    assert seen["cases"] == seen["reporters"]
    assert photo.read_bytes() == b"water"


def test_what_a_restore_replaces_is_kept_and_can_be_had_back(installation: Installation, tmp_path: Path) -> None:
    _linli(installation, "backup", tmp_path / "one.tar.gz")
    later = _worked(installation, "later", 1)
    _linli(installation, "backup", tmp_path / "two.tar.gz")
    _linli(installation, "restore", tmp_path / "one.tar.gz", "--replace", "--no-verify")
    assert not later & set(installation.run("inspect")["keys"])
    _linli(installation, "restore", tmp_path / "two.tar.gz", "--replace", "--no-verify")
    assert later <= set(installation.run("inspect")["keys"])


def test_an_encrypted_backup_opens_with_the_secret_key_alone(installation: Installation, tmp_path: Path) -> None:
    told = _linli(installation, "backup", "--make-key", tmp_path / "secret")
    public = tmp_path / "public"
    public.write_text(told.strip().rpartition("：")[2])
    _linli(installation, "backup", "--make-key", tmp_path / "other")
    sealed = tmp_path / "sealed.tar.gz.age"
    _linli(installation, "backup", sealed, "--key", public)
    assert sealed.read_bytes().startswith(b"age-encryption.org/")

    assert "加密" in _linli(installation, "restore", sealed, "--replace", fine=False)
    assert "私钥" in _linli(installation, "restore", sealed, "--replace", "--key", public, fine=False)
    assert "打不开" in _linli(installation, "restore", sealed, "--replace", "--key", tmp_path / "other", fine=False)
    _linli(installation, "restore", sealed, "--replace", "--no-verify", "--key", tmp_path / "secret")


def test_a_damaged_backup_changes_nothing(installation: Installation, tmp_path: Path) -> None:
    whole = tmp_path / "whole.tar.gz"
    _linli(installation, "backup", whole)
    before = installation.run("inspect")
    content = whole.read_bytes()
    for name, damaged in {
        "cut": content[: len(content) // 2],
        "changed": content[:5000] + bytes(byte ^ 255 for byte in content[5000:5040]) + content[5040:],
        "empty": b"",
        "something else": b"PK\x03\x04 a spreadsheet",
    }.items():
        path = tmp_path / name
        path.write_bytes(damaged)
        assert "什么也没有改动" in _linli(installation, "restore", path, "--replace", fine=False), name
    assert installation.run("inspect") == before


def test_a_backup_of_other_master_keys_is_refused(installation: Installation, tmp_path: Path) -> None:
    _linli(installation, "backup", tmp_path / "one.tar.gz")
    other = Installation(Path(installation.env["LINLI_DATA"]), installation.env["DATABASE_URL"])
    other.env = {**installation.env, "LINLI_KEYS": f"1:{'A' * 43}="}
    assert "主密钥" in _linli(other, "restore", tmp_path / "one.tar.gz", "--replace", fine=False)


def test_nothing_is_replaced_unasked_nor_while_somebody_is_at_work(installation: Installation, tmp_path: Path) -> None:
    _linli(installation, "backup", tmp_path / "one.tar.gz")
    assert "--replace" in _linli(installation, "restore", tmp_path / "one.tar.gz", fine=False)
    busy = installation.start("work", "unasked", "500")
    assert busy.stdout is not None
    busy.stdout.readline()
    busy.stdout.readline()
    assert "还在运行" in _linli(installation, "restore", tmp_path / "one.tar.gz", "--replace", fine=False)
    busy.kill()
    busy.communicate()
    time.sleep(0.2)  # PostgreSQL takes a moment to notice
    assert installation.run("inspect")["findings"] == []


def test_a_backup_is_never_written_over_nor_left_half_written(installation: Installation, tmp_path: Path) -> None:
    target = tmp_path / "one.tar.gz"
    _linli(installation, "backup", target)
    assert target.stat().st_mode & 0o077 == 0
    assert "没有覆盖" in _linli(installation, "backup", target, fine=False)
    assert "没有完成" in _linli(installation, "backup", tmp_path / "absent" / "one.tar.gz", fine=False)
    assert [path.name for path in tmp_path.iterdir()] == ["one.tar.gz"]
