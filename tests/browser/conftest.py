"""A real server with the demo neighbourhood, and a real Chromium to walk through it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
START_SECONDS = 120


@dataclass(frozen=True)
class Demo:
    """The running demo: its address, its data folder, and what a walk needs to know of it."""

    address: str
    data: Path
    door: str
    people: dict[str, int]

    def linli(self, *command: str) -> str:
        """Run a console command on the same data and return what it printed."""
        env = {**os.environ, "LINLI_DATA": str(self.data)}
        done = subprocess.run(
            [sys.executable, "-m", "linli", *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            assert process.poll() is None, "the demo ended before it answered"
            time.sleep(0.2)
    raise AssertionError(f"the demo did not answer within {START_SECONDS} s")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`linli demo`, as a newcomer starts it, with a small year."""
    data = tmp_path_factory.mktemp("demo")
    port = _free_port()
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "LINLI_DATA")}
    command = [sys.executable, "-m", "linli", "demo", "--data", str(data), "--port", str(port), "--cases", "40"]
    log = (data / "demo.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        facts = subprocess.run(
            [sys.executable, "-m", "tests.browser.facts"],
            cwd=ROOT,
            env={**env, "LINLI_DATA": str(data)},
            capture_output=True,
            text=True,
            check=True,
        )
        known: dict[str, Any] = json.loads(facts.stdout)
        yield Demo(address, data, known["door"], known["people"])
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, as `./dev test` found it."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("LINLI_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


def open_page(browser: Browser, demo: Demo, size: dict[str, int], *, javascript: bool = True) -> Page:
    """A fresh window of that size, in Chinese; a page that throws or logs an error fails the test that closes it."""
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        locale="zh-CN",
        base_url=demo.address,
        java_script_enabled=javascript,
        is_mobile=size is PHONE,
        has_touch=size is PHONE,
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.faults = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
    page.on(
        "console",
        lambda message: page.faults.append(message.text) if "Content Security Policy" in message.text else None,  # type: ignore[attr-defined]
    )
    return page


@pytest.fixture
def phone(browser: Browser, demo: Demo) -> Iterator[Page]:
    """A window as wide as a phone."""
    page = open_page(browser, demo, PHONE)
    yield page
    assert page.faults == []  # type: ignore[attr-defined]
    page.context.close()


@pytest.fixture
def desk(browser: Browser, demo: Demo) -> Iterator[Page]:
    """A window as wide as an office screen."""
    page = open_page(browser, demo, DESK)
    yield page
    assert page.faults == []  # type: ignore[attr-defined]
    page.context.close()
