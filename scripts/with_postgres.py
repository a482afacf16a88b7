"""Run a command with a PostgreSQL of its own: a server in a temporary folder, gone when the command ends.

    python scripts/with_postgres.py pytest tests/cases
    python scripts/with_postgres.py --found     succeeds where PostgreSQL's programs are installed

The command finds the server in DATABASE_URL. Nothing has to run beforehand, no role or password is needed, and whatever
servers the machine has are left alone. It keeps its data for minutes, so it skips every write to disk that only
serves to survive a power cut.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HASTE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def programs() -> Path | None:
    """The folder of the newest installed PostgreSQL's programs; Debian and others keep them off the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    patterns = (
        "usr/lib/postgresql/*/bin",
        "usr/pgsql-*/bin",
        "opt/homebrew/opt/postgresql*/bin",
        "usr/local/opt/postgresql*/bin",
    )
    folders = [folder for pattern in patterns for folder in Path("/").glob(pattern) if (folder / "initdb").exists()]
    return max(folders, key=lambda folder: int("".join(re.findall(r"\d+", str(folder))) or 0), default=None)


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; where we are root, the name of somebody who is not."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def server(bin_folder: Path, options: str = HASTE) -> Iterator[str]:
    """Start a server with these options, give its URL, stop it and remove its data."""
    user, port = unprivileged_user(), free_port()
    with tempfile.TemporaryDirectory(prefix="linli-postgres-") as folder:
        if user:
            shutil.chown(folder, user)
        data, log = f"{folder}/data", f"{folder}/log"

        def run(program: str, *arguments: str) -> None:
            command = [str(bin_folder / program), "-D", data, *arguments]
            done = subprocess.run(
                command, user=user, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            if done.returncode:
                said = Path(log).read_text() if Path(log).exists() else ""
                sys.exit(f"{program} failed:\n{done.stdout}{said}")

        run("initdb", "--username=linli", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        run("pg_ctl", "-w", "-s", "-l", log, "-o", f"-p {port} -k {folder} -h 127.0.0.1 {options}", "start")
        try:
            yield f"postgresql://linli@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")


def main(arguments: list[str]) -> int:
    if not arguments:
        sys.exit(__doc__)
    bin_folder = programs()
    if arguments == ["--found"]:
        return 0 if bin_folder else 1
    if bin_folder is None:
        sys.exit("PostgreSQL's programs (initdb, pg_ctl) are not installed; on Debian: apt install postgresql")
    # ended from outside, it still stops the server
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server(bin_folder) as url:
        return subprocess.run(arguments, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
