"""The grid map in a real browser: drawn with the mouse, saved, and shown again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from linli.places.models import Grid
from linli.places.selectors import grid_overlaps
from tests import cast as cast_module

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = os.environ.get("LINLI_CHROMIUM", "/usr/bin/chromium")


@pytest.fixture
def page(transactional_db: Any, live_server: Any, monkeypatch: Any, settings: Any) -> Iterator[Any]:
    """A window 1440 wide, signed in as the director of 青和居, that fails on any fault of the page."""
    # Playwright's loop runs in this thread, while Django's tables are read here too.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    cast = cast_module.build()
    session = cast.client("community_director").cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        tab = context.new_page()
        faults: list[str] = []
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        tab.cast = cast
        tab.goto(f"{live_server.url}/staff/places/{cast.community.code}/grids/")
        yield tab
        assert faults == []
        browser.close()


def test_a_grid_is_drawn_named_and_saved(page: Any) -> None:
    page.get_by_role("button", name="画新网格").click()
    box = page.locator("#map").bounding_box()
    left, top = box["x"] + 60, box["y"] + box["height"] - 260
    corners = [(left, top), (left + 90, top), (left + 90, top + 200), (left, top + 200)]
    for x, y in corners:
        page.mouse.move(x, y)
        page.mouse.click(x, y)
    page.mouse.click(*corners[0])
    page.get_by_label("新网格的名称").fill("滨江网格")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("地图已保存").wait_for()
    drawn = Grid.objects.get(name="滨江网格")
    assert drawn.outline is not None
    assert drawn.outline["type"] == "Polygon"
    assert Grid.objects.filter(community=page.cast.community).exclude(outline=None).count() == 3


def test_saving_without_a_change_changes_nothing(page: Any) -> None:
    page.get_by_role("button", name="保存").click()
    page.get_by_text("地图已保存").wait_for()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("修改 0 个").wait_for()
    assert not grid_overlaps(page.cast.community)


def test_an_outline_is_erased_and_the_grid_remains(page: Any) -> None:
    page.get_by_role("button", name="擦掉边界").click()
    page.locator("#map path.leaflet-interactive").first.click()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("修改").wait_for()
    outlines = Grid.objects.filter(community=page.cast.community).values_list("outline", flat=True)
    assert sorted(json.dumps(outline) == "null" for outline in outlines) == [False, True]
