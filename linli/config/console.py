"""The one console command: `linli <sub-command> …`, a Django management command each."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the sub-command named on the command line with Linli's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    if sys.argv[1:2] == ["demo"]:
        from linli.config.running.environment import demo_environment

        demo_environment(sys.argv[2:], os.environ)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
