"""Taking personal data out of a text before it is published: a help for the person who looks, not a guarantee.

PIPL art. 25 forbids publishing personal information without consent; what the patterns below do not know (a nickname,
a shop that only one person runs) is for the eyes of whoever publishes. What everybody needs stays: dates, amounts,
numbers of laws and documents, hotlines, the room of a counter. Every pattern is bounded, so that a hostile text costs
no more than a long one.
"""

from __future__ import annotations

import re

# Full-width digits, letters and hyphens are read as narrow ones, sign for sign; what is not hidden stays as written.
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_NARROW |= dict.fromkeys((0xFF0D, 0x2013, 0x2014, 0x2212), ord("-")) | {0x3000: ord(" "), 0x00A0: ord(" ")}

# The family names that cover almost everybody; two-character ones first, so that 欧阳 is not read as 欧.
_FAMILY = (
    "欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|司徒|夏侯|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤温康施文牛樊葛邢安"
    "殷翁阮詹尤祝涂祁舒耿靳欧阳裴屈鲍霍甘柯桂闵岳鲁滕佟苟蒙巩冼伍麦谌喻凌倪齐庄辛谷苗柳乔翟骆甄符包纪]"
)
_TITLES = "先生|女士|小姐|阿姨|大爷|大妈|大叔|奶奶|爷爷|婆婆|爹爹|师傅|老师|同志"
# Words before a title that are no name, though one of their characters can be: 高中老师, 保安师傅, 对于老师.
_NO_NAME = (
    "高[中校级低年段等一二三]|任[课教何职]|安[排装保全置]|施[工救]|许[多诺]|万[名余多人]|余[名个位人]|曾[在有是经给向找与和]"
    "|武[汉术警]|周[一二三四五六日末边]|白[班天发]|金融|文[化艺]|方[水的]|谢谢|马上|石油|江[西苏]|温[州和]|何[时人]|于是"
    "|史上|齐[全聚]|符合|包[括工含]|凌晨|纪[委检律]|祝[福愿]|严[格重禁]|田[径间]|林[业区]"
)
_NO_FAMILY = (
    "谢谢|感谢|答谢|多谢|保安|公安|治安|平安|西安|官方|校方|对方|双方|各方|地方|警方|院方|甲方|乙方|多方|物方|课程|工程|流程|历史"
    "|语文|中文|英文|作文|低段|学段|阶段|健康|设施|措施|实施|任何|如何|为何|允许|或许|也许|其余|多余|业余|由于|对于|关于|属于"
    "|从于|至于|处于|位于|鉴于|基于|等于|在于|每周|上周|下周|本周|一周|支付|交付|师范|规范|示范|江苏|照顾|回顾|长江|大陆"
    "|登陆|资金|基金|现金|租金|押金|奖金|黄金|收钱|交钱|给钱|付钱|要钱|价钱|退钱|花钱|太阳|夕阳|朝阳|沈阳|贵阳|衡阳|浏阳|汉阳"
    "|襄阳|青阳|洛阳|信阳|岳阳|邵阳|面包|外包|承包|打包|园林|森林|担任|主任|责任|新任|现任|前任|恐龙|山谷|整齐|一齐"
    "|明白|空白|世纪|年纪|百万|千万|几万|十万|提高|增高|升高|最高|过高|很高|较高|偏高"
)
_NAME = f"(?:{_FAMILY})[\u4e00-\u9fff]{{0,2}}?"

_UNIT = r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?单元\s?)"
_QUANTITY = r"(?![\d%m㎡年月日时点元米个户多余名人吨平万亿千套间层栋号]|[-./:]\d)"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # identity number, GB 11643; also the one that somebody has set in groups
    (re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?(?:18|19|20)\d{6}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])"), "******"),
    (re.compile(r"(?<!\d)(?:\d{15,19}|\d{4}(?: \d{4}){3}(?: \d{1,3})?)(?!\d)"), "******"),  # bank card, old identity
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "***"),
    # landline with its area code, in brackets or not, and its extension; without one after the word for it
    (
        re.compile(r"(?<![\d-])[(（]?0(?:10|2\d|[3-9]\d\d)[)）]?[- ]{0,2}[2-9]\d{6,7}(?!\d)(?:[转-]\d{1,5}(?!\d))?"),
        "***",
    ),
    (re.compile(r"((?:电话|座机|固话|手机)(?:号码?)?(?:是|为)?[：: ]{0,2})[2-8]\d{6,7}(?![\d元])"), r"\1***"),
    (
        re.compile(
            r"(?<![\w.+%-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", re.A
        ),
        "***",
    ),
    # an account of a messenger: letters first, or a number that is no hotline
    (
        re.compile(
            r"((?<![A-Za-z])(?:微信|加微|薇信|威信|wechat|weixin|vx|QQ|支付宝)(?:账号|帐号|号码|号|ID)?(?:是|为)?[：: ]{0,3})"
            r"(?:[A-Za-z][A-Za-z0-9_-]{5,19}|\d{6,12})(?![A-Za-z0-9_])",
            re.I,
        ),
        r"\1***",
    ),
    (re.compile(rf"[{_PROVINCE}][A-HJ-Za-hj-z][·•. -]?[A-Za-z0-9]{{4,5}}[A-Za-z0-9挂学警港澳](?![A-Za-z0-9])"), "***"),
    # a door: with its entrance; of a building; by the word for a room, unless it is an office's
    (re.compile(rf"{_UNIT}-?\d{{3,4}}(?:号?[室房户](?![内外屋])|号)?{_QUANTITY}"), "***"),
    (
        re.compile(
            r"((?:[0-9A-Za-z一二三四五六七八九十][栋幢座]|[0-9]号楼)\s?-?)"
            rf"\d{{3,4}}(?:[-、,，/和]\d{{3,4}}){{0,5}}(?:号?[室房](?![内外屋])|号)?{_QUANTITY}"
        ),
        r"\1***",
    ),
    (
        re.compile(
            rf"{_UNIT}?(?<![\dA-Za-z.局院厅委所处科办])(?<!中心)(?:[A-Za-z]?\d{{3,4}}|[〇零一二三四五六七八九]{{3,4}})\s?"
            r"(?:室(?![内外])|号房[间屋]?|房(?![屋产价租管地子源贷补改客企市型交])间?)"
        ),
        "***",
    ),
    (re.compile(rf"(?!{_NO_NAME})(?:{_FAMILY})(?<!{_NO_FAMILY})[\u4e00-\u9fff]{{0,2}}?({_TITLES})"), r"某\1"),
    (re.compile(rf"(?<=姓名[：:])\s{{0,3}}{_NAME}(?![\u4e00-\u9fff])"), "某某"),
    (
        re.compile(
            r"((?:我叫|本人叫|名字叫|联系人|户主|业主|住户)(?:是|为)?[：: ]{0,2})"
            rf"(?!方|代表|孙子){_NAME}(?=[，,。；;、\s（(]|$)"
        ),
        r"\1某某",
    ),
)  # fmt: skip


def redact(text: str) -> str:
    """Return `text` with personal data hidden, in time that grows with its length alone.

    Hidden are phone, identity, card and plate numbers, e-mail addresses and messengers' accounts, addresses below the
    building, and people named with a title or where a name is asked for.
    """
    for pattern, put in _RULES:
        text = _hide(text, pattern, put)
    return text


def _hide(text: str, pattern: re.Pattern[str], put: str) -> str:
    """Find in the narrow text, replace in the written one: both have the same length."""
    kept, last = [], 0
    for found in pattern.finditer(text.translate(_NARROW)):
        kept += [text[last : found.start()], found.expand(put)]
        last = found.end()
    return "".join([*kept, text[last:]]) if kept else text
