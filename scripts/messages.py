"""Collect what people read into the catalogs, make the traditional one, compile both. Needs no GNU gettext.

    python scripts/messages.py            bring linli/locale up to date; say what still wants a translator
    python scripts/messages.py --check    change nothing; fail when a catalog is not up to date and complete

The msgids are Simplified Chinese, so that language needs no catalog. English is translated by hand in its django.po.
The traditional catalog is made from the msgids (scripts/zh_hant.py) and is not edited: corrections go into
scripts/zh_hant.toml.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize
from zh_hant import traditional

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "linli"
WIDTH = 118

# Which arguments of a call hold (context, msgid, plural).
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# The same for Babel, which reads what templates become.
BABEL_CALLS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

# Named and plain placeholders of % and of str.format; "%%" is a per cent sign.
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%[sdf]|\{\w*\}")
HANZI = re.compile(r"[\u3400-\u9fff]")


@dataclass
class Text:
    """One string that people read: where it stands, and its plural where it counts."""

    context: str | None
    msgid: str
    plural: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, str]:
        return self.context or "", self.msgid


Found = tuple[str | None, str, str]


# --- collecting --------------------------------------------------------------------------------------------------


def in_python(source: str) -> Iterator[Found]:
    """Yield the strings of a Python file, whatever names it imports gettext's functions by."""
    tree = ast.parse(source)
    names = dict(zip(CALLS, CALLS, strict=True))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname: alias.name for alias in node.names if alias.asname and alias.name in CALLS}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in names:
            continue
        context, msgid, plural = (_literal(node, place) for place in CALLS[names[called]])
        if msgid:
            yield context, msgid, plural or ""


def _literal(call: ast.Call, place: int | None) -> str | None:
    node = call.args[place] if place is not None and place < len(call.args) else None
    if isinstance(node, ast.JoinedStr):
        raise SyntaxError(f"line {call.lineno}: an f-string cannot be translated; use %(name)s")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def in_template(source: str) -> Iterator[Found]:
    """Yield the strings of a Django template: its tags become calls of gettext, which Babel reads."""
    calls = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for _line, message, _comments, context in extract("python", io.BytesIO(calls.encode()), keywords=BABEL_CALLS):
        parts = (message,) if isinstance(message, str) else message
        yield context, parts[0], parts[1] if len(parts) > 1 else ""


def collect() -> list[Text]:
    """Return every string of the package, in the order of the files that hold them."""
    texts: dict[tuple[str, str], Text] = {}
    for path in sorted(PACKAGE.rglob("*")):
        read: Callable[[str], Iterator[Found]]
        if path.suffix == ".py" and "migrations" not in path.parts:
            read = in_python
        elif "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"}:
            read = in_template
        else:
            continue
        name = path.relative_to(ROOT).as_posix()
        try:
            for context, msgid, plural in read(path.read_text(encoding="utf-8")):
                text = texts.setdefault((context or "", msgid), Text(context, msgid))
                text.plural = text.plural or plural
                text.files.add(name)
        except SyntaxError as error:
            sys.exit(f"{name}: {error}")
    return sorted(texts.values(), key=lambda text: (min(text.files), text.key))


# --- catalogs ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Language:
    """A catalog: its plural forms, and how its translations come about."""

    locale: str
    plurals: int
    rule: str
    translate: Callable[[str], str] | None  # None: by hand

    @property
    def po(self) -> Path:
        return PACKAGE / "locale" / self.locale / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")


LANGUAGES = (
    Language("en", 2, "(n != 1)", None),
    Language("zh_Hant", 1, "0", traditional),
)


def read(language: Language) -> polib.POFile:
    """Return a language's catalog as it lies there; an empty one at first."""
    if language.po.exists():
        return polib.pofile(str(language.po), wrapwidth=WIDTH)
    return polib.POFile(wrapwidth=WIDTH)


def renewed(language: Language, texts: list[Text]) -> polib.POFile:
    """Return the catalog that these strings ask for, with the translations there are.

    A translation by hand whose msgid has changed a little is kept for the new one and marked fuzzy, to be looked at.
    """
    old = {(entry.msgctxt or "", entry.msgid): entry for entry in read(language) if not entry.obsolete}
    staying = {text.key for text in texts}
    leaving = {key[1]: entry for key, entry in old.items() if key not in staying and entry.translated()}
    catalog = polib.POFile(wrapwidth=WIDTH)
    catalog.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "MIME-Version": "1.0",
        "Language": language.locale,
        "Plural-Forms": f"nplurals={language.plurals}; plural={language.rule};",
    }
    for text in texts:
        entry = polib.POEntry(msgctxt=text.context, msgid=text.msgid, msgid_plural=text.plural)
        entry.occurrences = [(name, "") for name in sorted(text.files)]
        if any(name[0] == "%" for name in placeholders(text.msgid)):
            entry.flags = ["python-format"]
        known = old.get(text.key)
        if language.translate:
            forms = [language.translate(text.msgid)] * language.plurals
        elif known:
            forms = translations(known, language)
            entry.flags += [flag for flag in known.flags if flag == "fuzzy"]
        else:
            near = difflib.get_close_matches(text.msgid, leaving, n=1, cutoff=0.75)
            forms = translations(leaving[near[0]], language) if near else [""] * language.plurals
            entry.flags += ["fuzzy"] * bool(near)
        if text.plural:
            entry.msgstr_plural = dict(enumerate(forms))
        else:
            entry.msgstr = forms[-1]
        catalog.append(entry)
    return catalog


def translations(entry: polib.POEntry, language: Language) -> list[str]:
    """Return an entry's forms, one for each plural of the language, also where it did not count before."""
    if entry.msgstr_plural:
        return [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]
    return [entry.msgstr] * language.plurals


def faults(catalog: polib.POFile, language: Language) -> Iterator[str]:
    """Yield, in words, each entry that people could not read as it is."""
    for entry in catalog:
        forms = translations(entry, language) if entry.msgid_plural else [entry.msgstr]
        if not all(forms):
            yield f"not translated: {entry.msgid!r}  ({entry.occurrences[0][0]})"
        elif "fuzzy" in entry.flags:
            yield f"fuzzy, look at it and take the mark away: {entry.msgid!r} → {forms[0]!r}"
        elif any(placeholders(form) != placeholders(entry.msgid) for form in forms):
            yield f"placeholders differ: {entry.msgid!r} → {forms!r}"
        elif any(map(breaks, forms)):
            yield f"a single % where %% is meant: {forms!r}"
        elif language.translate is None and any(map(HANZI.search, forms)):
            yield f"still Chinese: {entry.msgid!r} → {forms!r}"


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text, each once: a translation may repeat one, not lose or invent one."""
    return set(PLACEHOLDER.findall(text)) - {"%%"}


def breaks(text: str) -> bool:
    """Tell whether a text that is filled in with % holds a per cent sign that is not doubled."""
    return any(name[0] == "%" for name in placeholders(text)) and "%" in PLACEHOLDER.sub("", text)


def differences(language: Language, wanted: polib.POFile) -> Iterator[str]:
    """Yield, in words, how the files of a language differ from what they should be."""
    here = {(entry.msgctxt or "", entry.msgid): entry for entry in read(language)}
    there = {(entry.msgctxt or "", entry.msgid): entry for entry in wanted}
    for key in there.keys() - here.keys():
        yield f"missing: {key[1]!r}  ({there[key].occurrences[0][0]})"
    for key in here.keys() - there.keys():
        yield f"obsolete: {key[1]!r}"
    if here.keys() == there.keys() and (not language.po.exists() or language.po.read_text("utf-8") != f"{wanted}\n"):
        yield "django.po is not as this script writes it"
    if not language.mo.exists() or language.mo.read_bytes() != wanted.to_binary():
        yield "django.mo is stale"


def main() -> None:
    """Bring the catalogs up to date, or check that they are."""
    arguments = argparse.ArgumentParser(description="Collect the pages' strings and make the catalogs.")
    arguments.add_argument("--check", action="store_true", help="change nothing; fail when something is not up to date")
    check = arguments.parse_args().check
    texts, findings = collect(), []
    for language in LANGUAGES:
        catalog = renewed(language, texts)
        if check:
            findings += [f"{language.locale}: {line}" for line in sorted(differences(language, catalog))]
        else:
            language.po.parent.mkdir(parents=True, exist_ok=True)
            language.po.write_text(f"{catalog}\n", encoding="utf-8")
            language.mo.write_bytes(catalog.to_binary())
        findings += [f"{language.locale}: {line}" for line in faults(catalog, language)]
    for finding in findings:
        print(finding)
    print(f"{len(texts)} strings, {len(findings)} findings")
    if check and findings:
        sys.exit("Run .venv/bin/python scripts/messages.py, then translate what it names in linli/locale/en.")


if __name__ == "__main__":
    main()
