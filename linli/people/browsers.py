"""What kind of device asks, as far as it says so itself: enough for somebody to know their own, no more is kept."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# The first that stands in the header goes: browsers name those that they descend from as well.
_PROGRAMS = {
    "MicroMessenger": gettext_noop("微信"),
    "AlipayClient": gettext_noop("支付宝"),
    "HuaweiBrowser": gettext_noop("华为浏览器"),
    "MiuiBrowser": gettext_noop("小米浏览器"),
    "QQBrowser": gettext_noop("QQ浏览器"),
    "UCBrowser": gettext_noop("UC浏览器"),
    "Quark": gettext_noop("夸克"),
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "OpenHarmony": gettext_noop("鸿蒙"),
    "HarmonyOS": gettext_noop("鸿蒙"),
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": gettext_noop("安卓手机"),
    "Windows": gettext_noop("Windows 电脑"),
    "Macintosh": gettext_noop("苹果电脑"),
    "Linux": gettext_noop("Linux 电脑"),
}
WECHAT = "MicroMessenger"


def browser_of(header: str) -> str:
    """Return "program/system" of a User-Agent header, either side empty where it names none that is known."""
    program = next((name for name in _PROGRAMS if name in header), "")
    system = next((name for name in _SYSTEMS if name in header), "")
    return f"{program}/{system}"


def browser_words(browser: str) -> str:
    """Return what people call it: Chrome · Windows 电脑."""
    program, _slash, system = browser.partition("/")
    names = [_PROGRAMS.get(program, ""), _SYSTEMS.get(system, "")]
    return " · ".join(_(name) for name in names if name) or _("说不出名字的设备")
