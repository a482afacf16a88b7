"""Write docs/openapi.json: the interface as it is, so that a change of it is seen in a review.

python scripts/openapi.py            write it
python scripts/openapi.py --check    change nothing; fail when it differs
"""

from __future__ import annotations

import json
import os
import sys

from pages import ROOT, write_or_check

PAGE = ROOT / "docs" / "openapi.json"


def described() -> str:
    """Return the OpenAPI document of the running code."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    django.setup()
    from linli.api.v1.api import api

    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, default=str) + "\n"


def main() -> None:
    """Write the document, or check it."""
    write_or_check(PAGE, described(), "openapi.py")


if __name__ == "__main__":
    main()
