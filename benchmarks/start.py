"""How long does a server take to start, and how much memory do the demo's processes hold together?"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from benchmarks.http.processes import memory_mb, processor_ms, tree
from benchmarks.http.server import environment
from linli.config.running.environment import free_port

PAGES = ("/", "/report/", "/answers/", "/code/")
ROUNDS = 10
"""So often every page is asked for, over all workers and threads, before memory is looked at."""


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks start", description=__doc__)
    parser.add_argument("--data", type=Path, help="the data folder of a demo; without it one is made")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        environ = environment(options.data or Path(folder), "")
        if options.data is None:
            _linli(environ, "demo", "--no-serve", "--cases", "150")
        found = _started({**environ, "LINLI_DEMO": "1"}, "serve", "server")
        found |= _started(environ, "demo", "demo")
    if options.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:<28} {value:>10}")
    return 0


def _linli(environ: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "linli", *arguments], env=environ, check=True, stdout=subprocess.DEVNULL)


def _started(environ: dict[str, str], command: str, name: str) -> dict[str, float]:
    """Start twice, as the first start collects the static files; return what the second takes."""
    found: dict[str, float] = {}
    for _ in range(2):
        port = free_port(18700)
        begun = time.perf_counter()
        arguments = [sys.executable, "-m", "linli", command, "--port", str(port)]
        with subprocess.Popen(arguments, env=environ, stdout=subprocess.DEVNULL) as process:
            try:
                _asked(process, port, "/code/")
                found[f"{name}_seconds"] = round(time.perf_counter() - begun, 2)
                found[f"{name}_cpu_seconds"] = round(processor_ms(process.pid) / 1000, 2)
                for page in PAGES * ROUNDS:
                    _asked(process, port, page)
                found[f"{name}_memory_mb"] = round(memory_mb(process.pid), 1)
                found[f"{name}_processes"] = len(tree(process.pid))
            finally:
                process.terminate()
    return found


def _asked(process: subprocess.Popen[bytes], port: int, page: str) -> None:
    while process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=10) as answer:
            answer.read()
            return
        time.sleep(0.02)
    raise SystemExit(f"it stopped before it showed {page}: status {process.returncode}")
