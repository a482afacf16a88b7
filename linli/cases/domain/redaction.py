"""Taking personal data out of a text before it is published: a help for the person who looks, not a guarantee.

PIPL art. 25 forbids publishing personal information without consent; what the patterns below do not know (a nickname,
a shop that only one person runs) is for the eyes of whoever publishes.
"""

from __future__ import annotations

import re

# The family names that cover almost everybody; two-character ones first, so that 欧阳 is not read as 欧.
_FAMILY = (
    "欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|司徒|夏侯|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安]"
)
_TITLES = "先生|女士|小姐|阿姨|大爷|大妈|大叔|奶奶|爷爷|婆婆|爹爹|师傅|老师|同志"
_NAME = f"(?:{_FAMILY})[\u4e00-\u9fff]{{0,2}}?"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])"), "******"),  # identity number, GB 11643
    (re.compile(r"(?<!\d)\d{15,19}(?!\d)"), "******"),  # bank card, old identity number
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "***"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"), "***"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "***"),
    (
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?[A-Z0-9]{5,6}(?![A-Z0-9])"
        ),
        "***",
    ),
    (re.compile(r"(?:[0-9一二三四五六七八九十]{1,3}单元)?(?<!\d)\d{3,4}(?:室|号房|房(?!屋|产|价|租|管))"), "***"),
    (re.compile(rf"{_NAME}({_TITLES})"), r"某\1"),
    (re.compile(rf"(?<=姓名[：:])\s*{_NAME}(?![\u4e00-\u9fff])"), "某某"),
    (re.compile(rf"((?:我叫|本人叫|联系人|户主|业主|住户)(?:是|为)?[：:]?){_NAME}(?=[，,。；;、\s（(]|$)"), r"\1某某"),
)


def redact(text: str) -> str:
    """Return `text` with phone, identity, card and plate numbers, addresses below the entrance and named people hidden."""
    for pattern, put in _RULES:
        text = pattern.sub(put, text)
    return text
