"""A child's first sign-in on a phone, with the parent beside or elsewhere; with JavaScript and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Demo, open_page
from tests.browser.test_journey import choose
from tests.browser.test_pages import _serious, _sideways
from tests.browser.test_sign_in import texted

pytestmark = pytest.mark.browser


def code(demo: Demo, phone: str) -> str:
    """The code in the latest text, which went to this phone."""
    message = texted(demo)
    assert message["phone"] == phone
    found = re.search(r"(?:验证|确认)码 ?(\d{6})", message["text"])
    assert found
    return found[1]


def prove(page: Page, demo: Demo, phone: str) -> None:
    """As far as the first question."""
    page.goto("/sign-in/?next=/me/")
    page.locator("[name=phone]").fill(phone)
    choose(page.locator("[name=agree]"))
    page.get_by_role("button", name="发送验证码").click()
    page.locator("[name=code]").fill(code(demo, phone))
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("h1")).to_have_text("您满14周岁了吗")


def name_parent(page: Page, phone: str) -> None:
    page.get_by_role("button", name="还没满14周岁").click()
    page.locator("[name=phone]").fill(phone)
    page.get_by_role("button", name="发短信给家长").click()
    expect(page.locator("h1")).to_have_text("请家长看这一页")


def month_and_tick(page: Page) -> None:
    page.locator("[name=year]").select_option(index=3)
    page.locator("[name=month]").select_option("6")
    choose(page.locator("[name=agree]"))
    page.get_by_role("button", name="同意，开通孩子的账户").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "plain"])
def test_the_parent_beside_the_child_types_the_code(browser: Browser, demo: Demo, javascript: bool) -> None:
    child, mother = ("13600010001", "13600010002") if javascript else ("13600010003", "13600010004")
    page = open_page(browser, demo, PHONE, javascript=javascript)
    faults: list[str] = []

    def look() -> None:
        if javascript:
            faults.extend(_serious(page) + _sideways(page))

    prove(page, demo, child)
    look()
    name_parent(page, mother)
    look()
    assert "136****" in texted(demo)["text"]
    page.locator("[name=code]").fill(code(demo, mother))
    month_and_tick(page)
    expect(page.locator("main")).to_contain_text("家长同意的账户")
    page.goto("/report/")
    expect(page.locator("[name=body]")).to_be_visible()
    page.goto("/me/home/")
    expect(page.locator("main")).to_contain_text("满14周岁以后")
    assert faults == []
    assert page.faults == []  # type: ignore[attr-defined]
    page.context.close()


def test_the_parent_elsewhere_agrees_and_takes_it_back(browser: Browser, demo: Demo) -> None:
    child, father = "13600010005", "13600010006"
    phone, other = open_page(browser, demo, PHONE), open_page(browser, demo, PHONE)
    prove(phone, demo, child)
    name_parent(phone, father)

    prove(other, demo, father)
    other.get_by_role("button", name="满14周岁了", exact=True).click()
    other.goto("/me/family/")
    other.get_by_role("link", name="看说明，同意或不同意").click()
    assert _serious(other) + _sideways(other) == []
    month_and_tick(other)
    expect(other.locator("main")).to_contain_text("您同意的时间")

    phone.get_by_role("button", name="家长同意了，继续").click()
    expect(phone.locator("main")).to_contain_text("家长同意的账户")

    other.get_by_role("link", name="撤回同意，注销孩子的账户").click()
    choose(other.locator("[name=read]"))
    other.get_by_role("button", name="验证后注销").click()
    other.get_by_role("button", name="发送验证码").click()
    other.locator("[name=code]").fill(code(demo, father))
    other.get_by_role("button", name="确认").click()
    other.get_by_role("link", name="查看、下载、更正、撤回").click()
    other.get_by_role("link", name="撤回同意，注销孩子的账户").click()
    choose(other.locator("[name=read]"))
    other.get_by_role("button", name="撤回并注销").click()
    expect(other.locator("main")).to_contain_text("孩子的账户已注销")
    phone.goto("/me/")
    expect(phone.locator("h1")).to_have_text("用手机号码登录")
    for page in (phone, other):
        assert page.faults == []  # type: ignore[attr-defined]
        page.context.close()
