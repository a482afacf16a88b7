"""What is hidden before an answer is published, and what is left alone."""

from __future__ import annotations

import gzip
import json
import re
import time
from pathlib import Path

import pytest

from linli.cases.domain.redaction import redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812345678", "电话***"),
        ("电话138-1234-5678或027-87654321", "电话***或***"),
        ("打１３８１２３４５６７８或138 1234 5678", "打***或***"),
        ("家里座机：87654321，(0731)8555 7555不对，（0731）85557555转802", "家里座机：***，(0731)8555 7555不对，***"),
        ("身份证42010619800101123X", "身份证******"),
        ("身份证４２０１０６１９８００１０１１２３ｘ、420106 19800101 1232", "身份证******、******"),
        ("卡号6222 0213 0200 1234 567", "卡号******"),
        ("邮箱zhang.san@qq.com收", "邮箱***收"),
        ("微信：wang_xiulan88，QQ 123456789", "微信：***，QQ ***"),
        ("加wechat号lilei1990联系，支付宝账号lilei_pay", "加wechat号***联系，支付宝账号***"),
        ("车牌鄂A12345停在门口", "车牌***停在门口"),
        ("鄂ＡＤ１２３４５、湘A·8888挂和京a 12345", "***、***和***"),
        ("王建国先生反映", "某先生反映"),
        ("已联系欧阳女士", "已联系某女士"),
        ("感谢李老师和保安周师傅，殷军习同志答复", "感谢某老师和保安某师傅，某同志答复"),
        ("段婆婆、赵玉珍阿姨家", "某婆婆、某阿姨家"),
        ("联系人李明，请核实", "联系人某某，请核实"),
        ("我名字叫彭乔松,业主张菊业，", "我名字叫某某,业主某某，"),
        ("姓名：何艳银，", "姓名：某某，"),
        ("3栋2单元1502室漏水", "3栋***漏水"),
        ("3栋2单元1502漏水，1502 室也漏", "3栋***漏水，***也漏"),
        ("３栋２单元１５０２、九栋103、a座3707室", "３栋***、九栋***、a座***"),
        ("9栋106、108和12号楼601-608", "9栋***和12号楼***"),
        ("楼上304房东、411号房间、三单元706房", "楼上***东、***、***"),
        ("一五零二室", "***"),
    ],
)
def test_personal_data_is_hidden_and_the_matter_stays(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "高层1200元补贴，第12345号",
        "房屋产权问题请到3号窗口",
        "请拨打12345、110、119、120、12348、12320-5，或4001234567",
        "微信公众号A市水业96533，微信12345平台，微信群里说",
        "依据《物业管理条例》第57条、国发〔2018〕33号、GB 50016-2014",
        "2019年1月8日9时30分、2026-05-13 09:30、5栋2019年5月交房",
        "3栋1200户居民，1栋105m2户型，9栋和14栋的300吨水箱，整栋楼150多户",
        "总价0.85万元，13800元每平方米，1502.5元",
        "请到市人社局517室、政务中心305室办理",
        "2019房产税，300房源，阳光100房屋，1000室内球场",
        "高中老师、任课老师、许多老师、施工师傅、保安师傅、谢谢老师、对于老师、课程老师、公安同志",
        "业主方、开发商、业主代表，",
        "１２３４５市民热线，２０１９年５月２０日，１２００元",
        "Ａ市和Ｂ区",
    ],
)
def test_what_everybody_needs_stays(text: str) -> None:
    assert redact(text) == text


def test_hiding_twice_changes_nothing_more() -> None:
    text = "王建国先生（13812345678）住3栋1502室，微信wang_jianguo，鄂A12345，027-87654321"
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "piece",
    ["0", "１", "a", "a@", "a.", "1-", "单元", "1单元", "栋1", "3栋10", "王", "欧阳", "王李张先", "微信：", "vx ", "鄂A",
     "电话：", "138 ", "0731-", "业主 ", "姓名：", "（", "一二三", " "],
)  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 5000)[:5000]
    begun = time.process_time()
    redact(text)
    assert time.process_time() - begun < 0.25


# Dates, amounts, articles, document numbers and hotlines, as real letters and answers write them.
_NEEDED = re.compile(
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}[日号]|\d+(?:\.\d+)?[万亿千百]?元|第\d+条|[〔\[]\d{4}[〕\]]\d+号"
    r"|(?<![\d栋])(?:12345|110|119|120|12348|12319|12315|12333)(?!\d)"
)


def test_real_letters_and_answers_keep_their_dates_amounts_laws_and_hotlines(shared_data: Path) -> None:
    changed = 0
    for name in ("messages", "replies"):
        with gzip.open(shared_data / f"requests/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                for text in filter(None, (json.loads(line).get(part) for part in ("title", "body", "reply"))):
                    shown = redact(text)
                    changed += shown != text
                    assert _NEEDED.findall(shown) == _NEEDED.findall(text)
    assert changed > 300
