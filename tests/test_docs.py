"""The docs say what is so: links lead somewhere, tables are the program's, commands exist, snippets run."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.management import get_commands

from linli.people.models import Organisation, Post
from linli.places.models import Grid
from tests import cast as cast_module

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "scripts/README.md"]
OPERATORS = (ROOT / "docs/operators.md").read_text(encoding="utf-8")


def snippet(name: str) -> str:
    """Return the Python block that operators are told to paste."""
    found = re.search(rf"<!-- {name}: [^>]*-->\n```python\n(.*?)```", OPERATORS, re.DOTALL)
    assert found, name
    return found[1]


@pytest.fixture
def diagram(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that draws the case."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import diagram

    return diagram


def test_the_drawn_case_is_the_table_that_runs(diagram: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["diagram.py", "--check"])
    diagram.main()


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


def test_the_first_desks_are_made_as_operators_are_told(cast: cast_module.Cast) -> None:
    Post.objects.all().delete()
    community = Grid.objects.order_by("code").first().community  # type: ignore[union-attr]
    Organisation.objects.filter(grid__isnull=False).delete()
    source = snippet("first desks").replace("420107005008", community.code)
    names: dict[str, Any] = {}
    exec(source, names)
    (post,) = Post.objects.current()
    assert (post.public_name, post.kind, post.organisation.place) == ("李明", "director", community)
    exec(snippet("grid teams"), names)
    assert not Grid.objects.filter(active=True, organisation=None).exists()
