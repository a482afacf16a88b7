"""Whatever somebody types stays a word to both databases."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.search.fields import checked, for_fts5, for_tsquery
from linli.text.query import All, Any, Term, condition_of

ASKED = st.text(max_size=60) | st.text("电梯ab'\"\\*&|!:()_-~^{}\0\nNEARORNOT ", max_size=60)


def test_a_condition_is_written_for_each_database() -> None:
    condition = All((Term("电梯"), Any((Term("dt"), Term("dian_t", begins=True)))))
    assert for_fts5(condition) == '("电梯" AND ("dt" OR "dian_t"*))'
    assert for_tsquery(condition) == "('电梯' & ('dt' | 'dian_t':*))"


@pytest.mark.parametrize("term", ["", "a'b", 'a"b', "a b", "a\\b", "a\0b"])
def test_a_sign_of_the_query_language_is_no_term(term: str) -> None:
    with pytest.raises(ValueError, match="no term"):
        checked([term])


@given(ASKED)
def test_fts5_reads_whatever_was_typed(asked: str) -> None:
    condition = condition_of(asked)
    if condition is not None:
        database = sqlite3.connect(":memory:")
        database.execute("CREATE VIRTUAL TABLE t USING fts5(terms, tokenize=\"ascii tokenchars '_'\", detail=none)")
        assert database.execute("SELECT rowid FROM t WHERE t MATCH ?", [for_fts5(condition)]).fetchall() == []
        database.close()
