"""Staff add an app and a passkey on a phone, and sign in with each: a real Chromium with an authenticator inside."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Demo
from tests.browser.test_journey import become

pytestmark = pytest.mark.browser

PASSWORD = "江水一直向东流2026"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def texted(demo: Demo) -> dict[str, str]:
    """The latest text message."""
    lines = next(demo.data.rglob("sms.jsonl")).read_text(encoding="utf-8").splitlines()
    found: dict[str, str] = json.loads(lines[-1])
    return found


def code_of(text: str) -> str:
    return "".join(c for c in text.split("验证码")[1][:8] if c.isdigit())


def app(secret: str, later: int = 0) -> str:
    """What an app shows, written anew from RFC 6238, so that two readings of it meet."""
    counter = (int(time.time()) // 30 + later).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Any:
    """A phone at the demo by name: passkeys belong to names, never to numbers. It says what breaks its policy."""
    address = demo.address.replace("127.0.0.1", "localhost")
    context = browser.new_context(viewport=PHONE, locale="zh-CN", base_url=address)  # type: ignore[arg-type]
    page, faults = context.new_page(), []  # type: ignore[var-annotated]
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    assert faults == []
    context.close()


def sign_out(page: Page) -> None:
    page.goto("/me/")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_load_state()


def test_staff_add_an_app_and_a_passkey_and_sign_in_with_each(page: Page, demo: Demo) -> None:
    become(page, demo, "director")
    page.goto("/me/security/")
    page.get_by_role("link", name="添加动态口令").click()
    page.get_by_role("button", name="发送验证码").click()
    message = texted(demo)
    page.locator("input[name=code]").fill(code_of(message["text"]))
    page.get_by_role("button", name="确认").click()

    page.get_by_role("link", name="添加动态口令").click()
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    expect(page.locator(".qr svg")).to_be_visible()
    page.locator("input[name=code]").fill(app(secret))
    page.get_by_role("button", name="添加").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    spare = page.locator(".recovery-codes code").first.inner_text()
    page.get_by_role("link", name="已经记下").click()

    page.get_by_role("link", name="添加通行密钥").click()
    page.locator("input[name=name]").fill("我的手机")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("通行密钥已添加")).to_be_visible()
    expect(page.get_by_text("我的手机", exact=True).first).to_be_visible()

    page.get_by_role("link", name="设置密码").click()
    for name in ("password", "again"):
        page.locator(f"input[name={name}]").fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("密码已设置")).to_be_visible()

    sign_out(page)
    page.goto("/sign-in/?next=/me/security/")
    page.get_by_role("link", name="用通行密钥登录").click()
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_role("heading", name="登录与安全")).to_be_visible()

    for confirm in ("app", "passkey", "spare"):
        sign_out(page)
        page.goto("/sign-in/?next=/me/security/")
        if confirm == "app":
            page.locator("input[name=phone]").fill(message["phone"])
            page.locator("input[name=agree]").check(force=True)
            page.get_by_role("button", name="发送验证码").click()
            page.locator("input[name=code]").fill(code_of(texted(demo)["text"]))
            page.get_by_role("button", name="登录").click()
            page.locator("input[name=code]").fill(app(secret, later=1))  # the present one was used to add it
            page.get_by_role("button", name="登录", exact=True).click()
            expect(page.get_by_role("heading", name="登录与安全")).to_be_visible()
            continue
        page.get_by_role("link", name="用密码登录").click()
        page.locator("input[name=phone]").fill(message["phone"])
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="下一步").click()
        if confirm == "passkey":
            page.get_by_role("button", name="用通行密钥确认").click()
        else:
            page.locator("input[name=code]").fill(spare)
            page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("heading", name="登录与安全")).to_be_visible()
