"""A reading in brackets is taken out where it is one of the character before it, and nowhere else."""

from __future__ import annotations

import pytest

from linli.text.readings import without_readings


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("動(dòng)靜", "動靜"),
        ("醫（yī）院", "醫院"),
        ("長(cháng)沙(shā)", "長沙"),
        ("队长(zhǎng)", "队长"),
        ("银行(háng)行(xíng)长", "银行行长"),
        ("動(dong4)物", "動物"),
        ("綠(lǜ)化、女(nv3)", "綠化、女"),
        ("們(men)的(de)", "們的"),
        ("無( wú )人", "無人"),
        ("广(guɑ̌nɡ)", "广"),
        ("動(Dòng)", "動"),
    ],
)
def test_readings_of_the_character_go(written: str, meant: str) -> None:
    assert without_readings(written)[0] == meant


@pytest.mark.parametrize(
    "written",
    [
        "A(dong)",
        "医(yi1院)",
        "動(dong)",
        "動(xìng)",
        "長(cháng沙)",
        "（dòng）",
        "董事长邢(ze)",
        "C、D匝道（C,D匝道）",
        "酒精(G)",
    ],
)
def test_what_is_no_reading_of_it_stays(written: str) -> None:
    assert without_readings(written) == (written, 0)
