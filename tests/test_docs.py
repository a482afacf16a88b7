"""The docs say what is so: links lead somewhere, tables are the program's, commands exist, words are on the pages."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import polib
import pytest
from django.core.management import get_commands
from django.utils import translation

from linli.cases.models import Kind, Outcome, State, Visibility
from linli.cases.words import DEEDS
from linli.catalog.models import Urgency
from linli.people.models import OrganisationKind, PostKind

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "scripts/README.md", ROOT / "deploy/README.md"]
OPERATORS = (ROOT / "docs/operators.md").read_text(encoding="utf-8")


@pytest.fixture
def diagram(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that draws the case."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import diagram

    return diagram


def test_the_drawn_case_is_the_table_that_runs(diagram: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["diagram.py", "--check"])
    diagram.main()


def test_the_table_of_rights_is_the_registry_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import rights

    monkeypatch.setattr(sys, "argv", ["rights.py", "--check"])
    rights.main()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_house_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    assert [
        path.name for path in sorted(folder.glob("*.md")) if path.name not in listed and path.stem != "README"
    ] == []


def test_decisions_that_the_code_cites_exist() -> None:
    cited = {
        name
        for path in (ROOT / "linli").rglob("*.py")
        for name in re.findall(r"docs/[\w/-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert [name for name in sorted(cited) if not (ROOT / name).exists()] == []


def test_the_settings_table_lists_what_the_environment_may_say() -> None:
    read = set()
    for path in (ROOT / "linli").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"""environ(?:\.get|\.setdefault)?[(\[]\s*["'](LINLI_\w+|DATABASE_URL)""", source))
    listed = set(re.findall(r"`(LINLI_[A-Z_]+|DATABASE_URL)`", OPERATORS.split("## Settings")[1].split("## Keys")[0]))
    assert listed == read


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_that_are_named_exist(page: Path) -> None:
    named = re.findall(r"(?:^|`|&& |bin/)linli ([a-z_]+)\b", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(set(named) - set(get_commands())) == []


def test_the_glossary_has_the_words_the_program_uses() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    entries = polib.pofile(str(ROOT / "linli/locale/en/LC_MESSAGES/django.po"))
    english = {entry.msgid: entry.msgstr for entry in entries if not entry.msgctxt}
    words = list(DEEDS.items())
    with translation.override("zh-hans"):
        for choices in (State, Kind, Visibility, Outcome, OrganisationKind, PostKind, Urgency):
            words += [(code, str(label)) for code, label in choices.choices]
    missing = [code for code, zh in words if f"| {zh} | {english[zh]} | `{code}` |" not in glossary]
    assert missing == []


@pytest.mark.parametrize(
    ("page", "language"),
    [("docs/users.zh-CN.md", "zh"), ("README.zh-CN.md", "zh"), ("docs/users.md", "en"), ("README.md", "en")],
)
def test_what_users_are_told_to_press_is_on_the_pages(page: str, language: str) -> None:
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    entries = polib.pofile(str(ROOT / "linli/locale/en/LC_MESSAGES/django.po"))
    shown = {entry.msgid if language == "zh" else entry.msgstr for entry in entries}
    assert sorted(set(re.findall(r"\*\*(.+?)\*\*", text)) - shown) == []


def test_what_the_examples_of_deploying_set_is_explained() -> None:
    written = (path.read_text(encoding="utf-8") for path in (ROOT / "deploy").rglob("*") if path.is_file())
    named = {name for text in written for name in re.findall(r"\bLINLI_[A-Z_]+", text)}
    assert named
    assert [name for name in sorted(named) if f"`{name}`" not in OPERATORS] == []


def test_the_tests_that_the_threat_model_names_exist() -> None:
    for page in ("docs/security.md", "docs/faults.md"):
        file, missing = "", []
        for path, name in re.findall(
            r"`(tests/[\w/]+\.py)?(?:::(test_\w+))?`", (ROOT / page).read_text(encoding="utf-8")
        ):
            file = path or file
            if not (path or name):
                continue
            found = ROOT / file
            if not found.is_file() or (name and f"def {name}(" not in found.read_text(encoding="utf-8")):
                missing.append(f"{file}::{name}")
        assert missing == [], page
