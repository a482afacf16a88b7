"""`linli text WHAT`: every module of the commands folder is a sub-command; mistakes get words."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

import pytest
from django.core.management import CommandError, call_command

from linli.core.errors import Invalid
from linli.text.management.commands import text


def stand_in(fault: Exception | None) -> ModuleType:
    def handle(options: Any, out: TextIO, err: TextIO) -> None:
        if fault:
            raise fault
        out.write(f"read {options['file']}")

    module = ModuleType("stand_in")
    module.HELP = "Stand in."  # type: ignore[attr-defined]
    module.add_arguments = lambda parser: parser.add_argument("file", type=Path)  # type: ignore[attr-defined]
    module.handle = handle  # type: ignore[attr-defined]
    return module


def test_a_module_is_a_sub_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(text, "sub_commands", lambda: {"stand": stand_in(None)})
    call_command("text", "stand", "letters.txt")
    assert capsys.readouterr().out == "read letters.txt", "exactly what was written, no line break added"


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Invalid("文件是空的。"), "文件是空的"), (FileNotFoundError(2, "No such file", "x.txt"), "x.txt: No such file")],
)
def test_a_mistake_gets_words(fault: Exception, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "sub_commands", lambda: {"stand": stand_in(fault)})
    with pytest.raises(CommandError, match=words):
        call_command("text", "stand", "x.txt")


def test_every_sub_command_says_what_it_is_for() -> None:
    for name, module in text.sub_commands().items():
        assert module.HELP.endswith("."), name
        assert callable(module.add_arguments) and callable(module.handle)
