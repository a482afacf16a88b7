"""What the demo decides before settings are read: its data folder, its port, that it is a demo.

Needs nothing but the standard library. Settings come from the environment alone; this fills in what is not set there.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import MutableMapping, Sequence
from pathlib import Path

FIRST_PORT = 8000
PORTS_TRIED = 50


def demo_environment(arguments: Sequence[str], environ: MutableMapping[str, str]) -> None:
    """Set LINLI_DEMO, LINLI_DATA, LINLI_PORT and LINLI_BASE_URL for `linli demo`.

    Args:
        arguments: what follows `demo` on the command line; what is wrong with them is said later, by the command.
        environ: the environment to fill in. The folder is --data, else LINLI_DATA, else one of the user's own.
    """
    environ["LINLI_DEMO"] = "1"
    if folder := _option(arguments, "--data") or environ.get("LINLI_DATA") or str(default_folder(environ)):
        environ["LINLI_DATA"] = folder
    if "--no-serve" in arguments:
        return
    wanted = _option(arguments, "--port")
    environ["LINLI_PORT"] = wanted or str(free_port(FIRST_PORT))
    environ.setdefault("LINLI_BASE_URL", f"http://127.0.0.1:{environ['LINLI_PORT']}")


def default_folder(environ: MutableMapping[str, str]) -> Path:
    """Return where the demo lives when nobody says: the user's data folder, or a temporary one where that is read-only."""
    base = Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    folder = base / "linli" / "demo"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.gettempdir()) / f"linli-demo-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


def port_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(first: int) -> int:
    """Return `first`, or the next port that is free, or any."""
    for port in range(first, first + PORTS_TRIED):
        if port_free(port):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _option(arguments: Sequence[str], name: str) -> str:
    for place, argument in enumerate(arguments):
        if argument == name and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return ""
