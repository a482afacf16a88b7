"""From "this is my home" to a report that carries the door; and a code on paper that leads to the state."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_journey import become, choose

pytestmark = pytest.mark.browser

DOOR = "1901"
SAID = "家门口的扶手松了，老人不敢扶"


def test_a_home_is_said_confirmed_and_carried_by_the_report(phone: Page, desk: Page, demo: Demo) -> None:
    become(phone, demo, "resident")
    phone.goto(demo.door)
    phone.get_by_role("link", name="这是我家").click()
    phone.locator("[name=door]").fill(DOOR)
    choose(phone.locator('[name=relation][value="owner"]'))
    phone.get_by_role("button", name="交给网格员核实").click()
    expect(phone.locator("main")).to_contain_text("等网格员核实")

    become(desk, demo, "grid_worker")
    desk.goto("/staff/homes/")
    card = desk.locator("section.card", has_text=DOOR)
    card.locator("input[type=checkbox]").check()
    desk.get_by_role("button", name="确认勾选的").click()
    expect(desk.locator("main")).to_contain_text("已确认 1 户住处")

    phone.goto("/report/")
    expect(phone.locator("[name=address]")).to_have_value(DOOR)


def test_a_code_on_paper_leads_to_the_state_and_not_to_the_words(phone: Page, desk: Page, demo: Demo) -> None:
    become(desk, demo, "grid_worker")
    desk.goto("/staff/intake/")
    desk.locator("[name=body]").fill(SAID)
    desk.get_by_role("button", name="提交").click()
    desk.get_by_role("button", name="打印纸质回执").click()
    expect(desk.locator(".paper-qr svg")).to_be_visible()
    number = desk.locator(".paper dd").first.inner_text()
    code = desk.locator(".paper .receipt-number").inner_text()

    phone.goto("/code/")
    phone.locator("[name=number]").fill(number)
    phone.locator("[name=code]").fill(code)
    phone.get_by_role("button", name="查看").click()
    expect(phone.locator("h1")).to_contain_text("办到哪一步了")
    assert SAID not in phone.locator("body").inner_text()
