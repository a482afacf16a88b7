"""`python -m benchmarks NAME [OPTIONS]`: run one measurement; without a name, say which there are."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import benchmarks


def names() -> list[str]:
    """Return the measurements there are."""
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name[0] != "_")


def main(argv: list[str]) -> int:
    """Hand over to the measurement named first; return the exit status."""
    if argv and argv[0] in names():
        return int(import_module(f"benchmarks.{argv[0]}").main(argv[1:]))
    asked_for_help = argv[:1] in ([], ["-h"], ["--help"])
    out = sys.stdout if asked_for_help else sys.stderr
    if not asked_for_help:
        print(f"no measurement {argv[0]!r}", file=out)
    print("usage: python -m benchmarks NAME [OPTIONS]   (NAME --help says more)\n", file=out)
    for name in names():
        summary = (import_module(f"benchmarks.{name}").__doc__ or "").partition("\n")[0]
        print(f"  {name:<12} {summary}", file=out)
    return 0 if asked_for_help else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
