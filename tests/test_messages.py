"""What people read stands in the catalogs: the script finds every string, and no page holds one that it cannot find."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import polib
import pytest
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "linli"
HANZI = re.compile(r"[\u3001-\u3011\u3400-\u9fff\uff01-\uff1f]")  # and their punctuation


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import messages

    return messages


def test_a_python_string_is_found_by_whatever_name_gettext_was_imported(messages: ModuleType) -> None:
    source = """
from django.utils.translation import gettext as _, ngettext_lazy as many, pgettext
_("门牌" "号")
many("%(n)s 天", "%(n)s 天", n)
pgettext("日期格式", "n月j日")
other("不是")
_(name)
"""
    assert list(messages.in_python(source)) == [
        (None, "门牌号", ""),
        (None, "%(n)s 天", "%(n)s 天"),
        ("日期格式", "n月j日", ""),
    ]


def test_an_f_string_is_refused_since_its_words_change(messages: ModuleType) -> None:
    with pytest.raises(SyntaxError, match="line 1: an f-string"):
        list(messages.in_python('gettext(f"共 {n} 件")'))


def test_a_template_s_tags_and_constants_are_found(messages: ModuleType) -> None:
    source = """
<p title="{% translate "提示" %}">{% translate "五月" context "月份" %} {{ _("常量") }}</p>
    {% include "x.html" with label=_("标签") %}
  {% blocktranslate trimmed count n=cases|length %}
    {{ n }} 件
    诉求
  {% plural %}{{ n }} 件诉求{% endblocktranslate %}
{% blocktranslate %}完成 100%{% endblocktranslate %}{# _("注释") #}
"""
    assert list(messages.in_template(source)) == [
        (None, "提示", ""),
        ("月份", "五月", ""),
        (None, "常量", ""),
        (None, "标签", ""),
        (None, "%(n)s 件 诉求", "%(n)s 件诉求"),
        (None, "完成 100%%", ""),
    ]


@pytest.mark.parametrize(
    ("msgid", "msgstr", "complaint"),
    [
        ("提交", "", "not translated"),
        ("共 %(n)s 件", "%(count)s in all", "placeholders differ"),
        ("共 {n} 件", "in all", "placeholders differ"),
        ("共 %(n)s%%", "%(n)s% in all", "a single %"),
        ("提交", "Submit 提交", "still Chinese"),
    ],
)
def test_a_translation_people_could_not_read_is_named(
    messages: ModuleType, msgid: str, msgstr: str, complaint: str
) -> None:
    english = messages.LANGUAGES[0]
    entry = polib.POEntry(msgid=msgid, msgstr=msgstr, occurrences=[("linli/x.py", "")])
    (line,) = messages.faults([entry], english)
    assert line.startswith(complaint)


def test_a_sound_translation_is_passed_over(messages: ModuleType) -> None:
    entry = polib.POEntry(msgid="共 %(n)s 件，100%%", msgstr="%(n)s in all, 100%%", occurrences=[("linli/x.py", "")])
    assert list(messages.faults([entry], messages.LANGUAGES[0])) == []


def test_a_changed_string_keeps_its_translation_as_fuzzy(messages: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    old = polib.POFile()
    old.append(polib.POEntry(msgid="请写下发生了什么。", msgstr="Please write down what happened."))
    monkeypatch.setattr(messages, "read", lambda language: old)
    new = messages.Text(None, "请写下发生了什么事。", files={"linli/x.py"})
    (entry,) = messages.renewed(messages.LANGUAGES[0], [new])
    assert (entry.msgstr, entry.fuzzy) == ("Please write down what happened.", True)


def test_traditional_characters_follow_the_meaning(messages: ModuleType) -> None:
    assert messages.traditional("街道办事处的网格员并案办理，请等回复") == "街道辦事處的網格員併案辦理，請等回覆"
    assert messages.traditional("按%(name)s程序办理 {n} 件") == "按%(name)s程序辦理 {n} 件"


def test_no_template_holds_words_outside_its_tags() -> None:
    bare = []
    for path in PACKAGE.rglob("templates/**/*.html"):
        inside = ""
        for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
            word = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
            if word in {"blocktranslate", "comment", "endblocktranslate", "endcomment"}:
                inside = "" if word.startswith("end") else word
            elif token.token_type == TokenType.TEXT and not inside and HANZI.search(token.contents):
                bare.append(f"{path.relative_to(ROOT)}:{token.lineno}: {token.contents.strip()}")
    assert bare == []


def test_no_script_or_stylesheet_of_ours_holds_words() -> None:
    bare = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in PACKAGE.rglob("static/**/*")
        if path.suffix in {".js", ".css"} and "vendor" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if HANZI.search(re.sub(r"/\*.*?\*/|//.*|^\s*\*.*", "", line))
    ]
    assert bare == []
