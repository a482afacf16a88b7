"""What is hidden before an answer is published, and what is left alone."""

from __future__ import annotations

import pytest

from linli.cases.domain.redaction import redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812345678", "电话***"),
        ("电话138-1234-5678或027-87654321", "电话***或***"),
        ("身份证42010619800101123X", "身份证******"),
        ("车牌鄂A12345停在门口", "车牌***停在门口"),
        ("王建国先生反映", "某先生反映"),
        ("已联系欧阳女士", "已联系某女士"),
        ("联系人李明，请核实", "联系人某某，请核实"),
        ("3栋2单元1502室漏水", "3栋***漏水"),
        ("高层1200元补贴，第12345号", "高层1200元补贴，第12345号"),
        ("房屋产权问题请到3号窗口", "房屋产权问题请到3号窗口"),
    ],
)
def test_personal_data_is_hidden_and_the_matter_stays(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_hiding_twice_changes_nothing_more() -> None:
    text = "王建国先生（13812345678）住3栋1502室"
    assert redact(redact(text)) == redact(text)
