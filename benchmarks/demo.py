"""How long do the demo's first start and a replay take? Seconds a stage, cases a second.

Works in a folder of its own, which is removed. `--messages FILE` replays that file on top.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from linli.config.running.environment import free_port


def _linli(environ: dict[str, str], *arguments: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "linli", *arguments], env=environ, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _first_page(environ: dict[str, str]) -> float:
    """Return the seconds until the demo shows its front page; stop it then."""
    port = free_port(18500)
    begun = time.perf_counter()
    command = [sys.executable, "-m", "linli", "demo", "--port", str(port)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as demo:
        try:
            while demo.poll() is None:
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                    return time.perf_counter() - begun
                time.sleep(0.05)
        finally:
            demo.terminate()
    raise SystemExit("the demo stopped before its first page")


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks demo", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000, help="requests of the demo's year; default 1000")
    parser.add_argument("--messages", type=Path, help="messages to replay, as `linli replay` reads them")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}
        environ = {**kept, "LINLI_DATA": folder}
        made = _linli(environ, "demo", "--no-serve", "--cases", str(options.cases))
        print(f"demo made            {made:7.1f} s   {options.cases / made:6.1f} cases/s")
        print(f"first page           {_first_page(environ):7.1f} s   static files collected")
        print(f"first page, again    {_first_page(environ):7.1f} s")
        if options.messages:
            subprocess.run([sys.executable, "-m", "linli", "replay", str(options.messages)], env=environ, check=True)
            print(f"the same again       {_linli(environ, 'replay', str(options.messages)):7.1f} s")
        print(f"verify               {_linli(environ, 'verify'):7.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
