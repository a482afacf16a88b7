"""One process tree: the demo's pages and background work as children of one parent that stops them together."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from types import FrameType

from django.db import connections

PATIENCE = 25.0
"""Seconds that children have to finish what they do, before they are killed."""


def _start(work: Callable[[], None]) -> int:
    connections.close_all()
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        work()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
    except KeyboardInterrupt:
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def run_together(parts: Mapping[str, Callable[[], None]]) -> int:
    """Run each part in a process of its own until one ends or the parent is told to stop; then stop them all.

    Args:
        parts: what to run, by name.

    Returns:
        The exit code: 0 after SIGTERM, SIGINT or SIGHUP, else 1 (a part has died, whose name is printed).
    """
    told = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal told
        told = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    children = {_start(work): name for name, work in parts.items()}
    died = ""
    while children and not told and not died:
        died = _reap(children)
        if not died:
            time.sleep(0.2)
    for child in children:
        os.kill(child, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while children and time.monotonic() < deadline:
        _reap(children)
        time.sleep(0.05)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if died and not told:
        print(died, file=sys.stderr)  # noqa: T201 - the parent has no other voice
        return 1
    return 0


def _reap(children: dict[int, str]) -> str:
    """Forget a child that has ended; return its name, or "" where all run."""
    child, _ = os.waitpid(-1, os.WNOHANG)
    return children.pop(child, "") if child else ""
