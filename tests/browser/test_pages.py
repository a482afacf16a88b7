"""Every page of the main job, at a phone's and at a desk's width: nothing serious for axe, nothing sideways, large enough."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE, Demo, open_page
from tests.browser.test_journey import become

pytestmark = pytest.mark.browser

RESIDENT = (
    "/",
    "{door}",
    "/report/",
    "/answers/",
    "/knowledge/",
    "/knowledge/1/",
    "/knowledge/?q=%E7%94%B5%E6%A2%AF",
    "/code/",
    "/sign-in/",
    "/sign-in/password/",
    "/sign-in/passkey/",
    "/me/security/",
    "/my/",
    "/me/",
    "/messages/",
    "/me/home/",
    "/me/family/",
    "/me/home/?q=%E9%9D%92%E5%92%8C%E5%B1%85%E8%A5%BF%E8%8B%913%E6%A0%8B",
    "/me/data/",
    "/privacy/",
    "/privacy/children/",
    "/me/family/children/1/",
    "/me/family/children/1/withdraw/",
    "/hot/",
    "/topics/",
    "/organisations/420107005008/",
    "/me/partners/",
    "/me/partners/home/",
    "/me/partners/home/420107005008/",
    "/me/partners/work/",
    "/leaders/420107005008/",
    "/leaders/420107005008/nominate/",
    "{vote}",
    "{counted}",
    "/me/training/",
    "/404",
)
CHILD = ("/me/", "/me/family/", "/me/data/", "/me/home/")
STAFF = (
    "/staff/",
    "/staff/?box=place",
    "/staff/all/",
    "/staff/rights/mine/",
    "{case}",
    "{case}do/note/",
    "{case}do/reveal/",
    "/staff/homes/",
    "/staff/intake/",
    "/staff/dashboard/",
    "/staff/ledger/",
    "/staff/ledgers/",
    "/staff/ledgers/420107005008/leaders/",
    "/staff/resources/",
    "/staff/resources/420107005008/add/",
    "/staff/resources/420107005008/kinds/",
    "/staff/knowledge/",
    "/staff/knowledge/1/",
    "/staff/knowledge/1/versions/",
    "/staff/knowledge/new/",
    "/staff/knowledge/import/",
    "/staff/notices/",
    "/staff/posts/",
    "/staff/places/420107005008/",
    "/staff/places/420107005008/grids/",
    "/staff/places/420107005008/import/",
    "/staff/places/420107005008/doors/",
    "/staff/settings/limits/",
    "/staff/settings/calendar/",
    "/staff/settings/responsibilities/",
    "/staff/settings/categories/",
    "/staff/settings/terms/",
    "/staff/hot/",
    "/staff/organisations/",
    "/staff/partners/find/",
    "/staff/partners/asked/",
    "/staff/partners/units/",
    "/staff/partners/members/",
    "/staff/partners/figures/",
    "/staff/partners/skills/",
    "/staff/partners/import/",
    "/staff/neighbourhoods/420107005008/",
    "/staff/leaders/420107005008/",
    "/staff/leaders/420107005008/votes/",
    "/staff/leaders/420107005008/training/",
    "{training}",
    "/staff/confidential/",
    "/staff/hooks/",
    "/staff/log/",
    "/staff/log/?who=%E5%BC%A0&deed=reading&since=2025-01-01",
    "/staff/rights/",
    "{post}",
)


def _serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical")
    ]


def _sideways(page: Page) -> list[str]:
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [f"{page.url} is {wide} wide in a window of {window}"] if wide > window else []


def _walk(page: Page, demo: Demo, addresses: tuple[str, ...], who: str) -> list[str]:
    become(page, demo, who)
    case = ""
    if any("{case}" in address for address in addresses):
        page.goto("/staff/?box=place")
        case = page.locator('a[href*="/staff/cases/"]').first.get_attribute("href") or ""
    post = ""
    if any("{post}" in address for address in addresses):
        page.goto("/staff/posts/")
        links = page.locator("a").evaluate_all("nodes => nodes.map(node => node.getAttribute('href') || '')")
        post = next(link for link in links if re.fullmatch(r"/staff/posts/\d+/", link))
    votes, training = ["", ""], ""
    if any("{vote}" in address for address in addresses):
        page.goto("/leaders/420107005008/")
        votes = [one.get_attribute("href") or "" for one in page.locator('a[href*="/votes/"]').all()]
    if any("{training}" in address for address in addresses):
        page.goto("/staff/leaders/420107005008/training/")
        training = page.locator('main a[href*="/training/"]').first.get_attribute("href") or ""
    faults = []
    for address in addresses:
        found = {"door": demo.door, "case": case, "post": post, "training": training}
        found |= {"vote": votes[0], "counted": votes[1]}
        page.goto(address.format(**found))
        faults += _serious(page) + _sideways(page)
    return faults


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    ("who", "addresses"),
    [("resident", RESIDENT), ("child", CHILD), ("director", STAFF)],
    ids=["resident", "child", "staff"],
)
def test_no_page_is_hard_to_use(
    browser: Browser, demo: Demo, size: dict[str, int], who: str, addresses: tuple[str, ...]
) -> None:
    page = open_page(browser, demo, size)
    assert _walk(page, demo, addresses, who) == []
    assert page.faults == []  # type: ignore[attr-defined]
    page.context.close()


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_the_other_languages_fit_as_well(browser: Browser, demo: Demo, language: str) -> None:
    page = open_page(browser, demo, PHONE)
    page.context.add_cookies([{"name": "linli_language", "value": language, "url": demo.address}])
    assert _walk(page, demo, RESIDENT[:6] + STAFF[:3], "director") == []
    page.context.close()


SIZES = """() => [...document.querySelectorAll('main a, main button, main input, main select, main textarea, main summary, nav a')]
  .filter(node => node.offsetParent !== null && !node.closest('.visually-hidden'))
  .filter(node => !['hidden', 'checkbox', 'radio', 'file'].includes(node.type))
  .filter(node => getComputedStyle(node).display !== 'inline')
  .map(node => [node.textContent.trim().slice(0, 20) || node.name, Math.round(node.getBoundingClientRect().height)])"""
SMALLEST_TEXT = """() => [...document.querySelectorAll('main *')]
  .filter(node => node.offsetParent !== null && [...node.childNodes].some(c => c.nodeType === 3 && c.textContent.trim()))
  .map(node => [node.textContent.trim().slice(0, 20), parseFloat(getComputedStyle(node).fontSize),
                parseFloat(getComputedStyle(node).lineHeight) / parseFloat(getComputedStyle(node).fontSize)])"""


@pytest.mark.parametrize("address", ["{door}", "/report/"])
def test_elder_mode_has_large_words_and_large_targets(browser: Browser, demo: Demo, address: str) -> None:
    """Text of at least 18 px with the largest of 30 px or more, line height of at least 1.3, targets of at least 60 px."""
    page = open_page(browser, demo, PHONE)
    page.context.add_cookies([{"name": "linli_elder", "value": "1", "url": demo.address}])
    page.goto(demo.door)
    page.goto(address.format(door=demo.door))
    small = [target for target in page.evaluate(SIZES) if target[1] < 60]
    assert small == []
    texts = page.evaluate(SMALLEST_TEXT)
    assert [text for text in texts if text[1] < 18 or text[2] < 1.3] == []
    assert max(text[1] for text in texts) >= 30
    page.context.close()
