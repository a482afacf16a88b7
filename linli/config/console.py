"""The one console command: `linli <sub-command> …`, a Django management command each."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the sub-command named on the command line with Linli's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
