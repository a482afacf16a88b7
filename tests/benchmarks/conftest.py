"""A small full database, filled once for all who measure on it."""

import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="package")
def environ(tmp_path_factory):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}
    return {**kept, "LINLI_DATA": str(tmp_path_factory.mktemp("bulk"))}


@pytest.fixture(scope="package")
def filled(environ):
    command = [sys.executable, "-m", "benchmarks", "bulk", "--cases", "60", "--data", environ["LINLI_DATA"]]
    subprocess.run(command, env=environ, check=True, capture_output=True)
    return environ
