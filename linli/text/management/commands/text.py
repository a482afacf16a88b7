"""`linli text WHAT …`: what the reading of Chinese does, from the shell; each WHAT is a module of `linli.text.commands`."""

from __future__ import annotations

import pkgutil
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol, TextIO, cast

from django.core.management.base import BaseCommand, CommandError

from linli.core.errors import LinliError
from linli.text import commands


class SubCommand(Protocol):
    """What a module of `linli.text.commands` offers."""

    HELP: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare its arguments."""

    def handle(self, options: Mapping[str, Any], out: TextIO, err: TextIO) -> None:
        """Do it."""


def sub_commands() -> dict[str, SubCommand]:
    """Return the sub-commands by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    return {name: cast(SubCommand, import_module(f"{commands.__name__}.{name}")) for name in names}


class Command(BaseCommand):
    """Hands over to the sub-command."""

    help = "Read Chinese text: clean it, and what else is done with it."
    requires_system_checks = []
    """None of them needs the database or the pages."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let each sub-command declare its own."""
        ways = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        for name, command in sub_commands().items():
            command.add_arguments(ways.add_parser(name, help=command.HELP, description=command.HELP))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; a mistake gets words and no traceback.

        Raises:
            CommandError: a file cannot be read, or what it holds cannot be used.
        """
        # Django's own wrapper ends each write with a line break, which a text that is handed on must not be given.
        out, err = options.get("stdout") or sys.stdout, options.get("stderr") or sys.stderr
        try:
            sub_commands()[options["what"]].handle(options, out, err)
        except LinliError as error:
            raise CommandError(error.message) from None
        except OSError as error:
            raise CommandError(f"{error.filename or options.get('file', '')}: {error.strerror or error}") from None
