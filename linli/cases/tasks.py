"""Background work of cases."""

from __future__ import annotations

import logging
import subprocess
import sys

from django_tasks import task

LONGEST = 900  # seconds; 6,500 texts take one minute
logger = logging.getLogger("linli.cases")


@task()
def categories_learn() -> None:
    """Let the model of categories learn what people have decided, in a process of its own: what training needs goes with it."""
    done = subprocess.run(
        [sys.executable, "-m", "linli", "categories", "learn"], capture_output=True, text=True, timeout=LONGEST
    )
    logger.log(
        logging.INFO if done.returncode == 0 else logging.WARNING,
        "categories learn: %s",
        (done.stdout + done.stderr).strip(),
    )
