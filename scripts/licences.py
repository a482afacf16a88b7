"""Fail where something that Linli installs has a licence we have not agreed to. What is shipped is requirements.lock.

python scripts/licences.py           say what is wrong
python scripts/licences.py --list    list every package with its version and licence
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-s3.lock")

# Permissive ones, as packages spell them.
AGREED = {
    "0BSD",
    "AFL-2.1",
    "Apache Software License",
    "Apache-2.0",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CNRI-Python",
    "MIT",
    "MIT License",
    "MIT-0",
    "MIT-CMU",
    "PSF-2.0",
    "Python Software Foundation License",
    "Zlib",
}
# Single packages with another licence, and why that is no burden.
BY_NAME = {
    "certifi": "Mozilla Public License 2.0 (MPL 2.0)",  # a list of certificates, used unchanged
    # BSD-2-Clause; the list of public suffixes in it is MPL-2.0, used unchanged
    "fido2": "Apache Software License; BSD License; Mozilla Public License 2.0 (MPL 2.0)",
    "psycopg": "LGPL-3.0-only",  # used unchanged as a library
    "psycopg-binary": "LGPL-3.0-only",
    "pyrage": "UNKNOWN",  # MIT, as the LICENSE file in the package says; its metadata do not
}


def locked() -> set[str]:
    """Return the names of everything that is shipped."""
    names = set()
    for lock in LOCKS:
        names |= set(re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
    return {name.lower().replace("_", "-").replace(".", "-") for name in names}


def installed() -> dict[str, tuple[str, str]]:
    """Return name → (version, licence) of what is in this environment."""
    command = [str(Path(sys.executable).with_name("pip-licenses")), "--from=mixed", "--with-system", "--format=json"]
    rows = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {row["Name"].lower().replace("_", "-").replace(".", "-"): (row["Version"], row["License"]) for row in rows}


def agreed(name: str, licence: str) -> bool:
    """Whether each part of a licence is agreed to; of a choice ("A OR B"), one."""
    if BY_NAME.get(name) == licence:
        return True
    parts = [part.strip("() ") for part in re.split(r" AND |; |, ", licence)]
    return all(any(one.strip("() ") in AGREED for one in part.split(" OR ")) for part in parts)


def main() -> None:
    """Check, or list."""
    known = installed()
    shipped = {name: known[name] for name in sorted(locked()) if name in known}  # markers leave some out here
    if "--list" in sys.argv[1:]:
        for name, (version, licence) in shipped.items():
            print(f"{name} {version}: {licence}")
        return
    wrong = [
        f"{name} {version}: {licence}" for name, (version, licence) in shipped.items() if not agreed(name, licence)
    ]
    if wrong:
        sys.exit("licences that nobody agreed to (scripts/licences.py):\n  " + "\n  ".join(wrong))
    print(f"{len(shipped)} packages, all under licences that are agreed to")


if __name__ == "__main__":
    main()
