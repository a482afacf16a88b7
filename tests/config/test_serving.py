"""The pages over HTTP, as `linli serve` gives them, until SIGTERM; and the worker beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.config.running.environment import free_port

PATIENCE = 60.0


def _linli(*arguments: str, environ: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "linli", *arguments]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation of its own, migrated, on SQLite."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_", "DJANGO_"))
    }
    made = {**kept, "LINLI_DATA": str(tmp_path_factory.mktemp("installation"))}
    subprocess.run([sys.executable, "-m", "linli", "migrate", "-v0"], env=made, check=True)
    return made


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    """Whatever a test starts is gone after it."""
    running: list[subprocess.Popen[str]] = []
    yield running
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _status(url: str) -> int:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _stopped(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    return process.returncode, output


def test_pages_and_static_files_are_served_until_told_to_stop(
    environ: dict[str, str], started: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    port = free_port(18000)
    started.append(_linli("serve", "--port", str(port), "--workers", "1", environ=environ))
    assert _status(f"http://127.0.0.1:{port}/") == 200
    assert _status(f"http://127.0.0.1:{port}/nowhere/") == 404
    collected = Path(environ["LINLI_DATA"]) / "static"
    name = next(path.name for path in (collected / "web").glob("tokens.*.css"))
    assert _status(f"http://127.0.0.1:{port}/static/web/{name}") == 200
    code, output = _stopped(started[0])
    assert code == 0, output


def test_a_taken_port_is_said_in_words(environ: dict[str, str], started: list[subprocess.Popen[str]]) -> None:
    port = free_port(18100)
    started.append(_linli("serve", "--port", str(port), environ=environ))
    _status(f"http://127.0.0.1:{port}/")
    second = _linli("serve", "--port", str(port), environ=environ)
    started.append(second)
    output, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert str(port) in output
    assert "Traceback" not in output


def test_a_database_that_was_not_migrated_is_not_served(
    environ: dict[str, str], started: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    started.append(_linli("serve", "--port", str(free_port(18200)), environ={**environ, "LINLI_DATA": str(tmp_path)}))
    output, _ = started[0].communicate(timeout=PATIENCE)
    assert started[0].returncode == 1
    assert "linli migrate" in output


def test_the_worker_stops_when_told(environ: dict[str, str], started: list[subprocess.Popen[str]]) -> None:
    started.append(_linli("worker", environ=environ))
    assert started[0].stdout is not None
    assert "后台工作已开始" in started[0].stdout.readline()
    code, output = _stopped(started[0])
    assert code == 0, output
    assert "Traceback" not in output
