"""The database goes away and comes back, is slow, or takes no more connections: real processes, PostgreSQL of their own."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import psycopg
import pytest

from scripts import with_postgres
from tests.faults.kills.house import House, built, children_of

WORDS = "三楼的水管爆了，水已经流到二楼"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if with_postgres.programs() is None:
        pytest.skip("PostgreSQL's programs are not installed: nobody to stop")
    with built(tmp_path_factory.mktemp("away"), "postgres", LINLI_PATIENCE="2") as made:
        yield made


class Browser:
    """Cookies, forms, and the status of what is answered."""

    def __init__(self, house: House) -> None:
        self.house = house
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        try:
            with self.opener.open(self.house.url(path), data, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def form(self) -> dict[str, str]:
        status, page = self.ask("/report/")
        assert status == 200
        names = ("csrfmiddlewaretoken", "key")
        found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in names}
        return {name: match[1] for name, match in found.items() if match} | {
            "body": WORDS, "kind": "help", "where": "unknown", "seen": "1"
        }  # fmt: skip


def cases(house: House) -> int:
    assert house.postgres
    with psycopg.connect(house.postgres.url) as asked:
        row = asked.execute("SELECT count(*) FROM cases_case WHERE body = %s", [WORDS]).fetchone()
        assert row
        return int(row[0])


def test_the_database_goes_away_in_the_middle_of_a_form_and_comes_back(house: House) -> None:
    browser, postgres = Browser(house), house.postgres
    assert postgres
    before, form = cases(house), browser.form()
    for pid in [postgres.process.pid, *children_of(postgres.process.pid)]:
        os.kill(pid, signal.SIGKILL)
    postgres.process.wait()
    began = time.monotonic()
    status, page = browser.ask("/report/", form)
    assert status == 503 and WORDS in page and "再试一次" in page
    assert browser.ask("/readyz")[0] == browser.ask("/healthz")[0] == 503
    assert time.monotonic() - began < 20, "nobody waits that long for a page"
    postgres.begin_again()
    again = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)
    assert again
    status, page = browser.ask("/report/", form | {"csrfmiddlewaretoken": again[1]})
    assert status == 200 and "查询码" in page
    assert cases(house) == before + 1
    assert browser.ask("/readyz")[0] == 200
    house.run("linli", "verify")


def test_a_database_that_does_not_answer_in_time_is_given_up_and_the_report_can_be_sent_again(house: House) -> None:
    browser, postgres = Browser(house), house.postgres
    assert postgres
    before, form = cases(house), browser.form()
    with psycopg.connect(postgres.url) as busy:
        busy.execute("LOCK TABLE cases_event IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        status, page = browser.ask("/report/", form)
        assert status == 503 and WORDS in page
        assert 2 <= time.monotonic() - began < 15
    assert browser.ask("/report/", form)[0] == 200
    assert cases(house) == before + 1


def test_where_no_connection_is_left_a_page_says_so_and_the_next_finds_one(house: House) -> None:
    browser, postgres = Browser(house), house.postgres
    assert postgres
    form, before = browser.form(), cases(house)
    for web in children_of(house.web.pid) if house.web else ():
        os.kill(web, signal.SIGKILL)  # its connections with it: the next must open new ones
    taken = []
    with pytest.raises(psycopg.OperationalError):
        while True:
            taken.append(psycopg.connect(postgres.url))
    try:
        for _ in range(100):
            if (found := _whatever(browser, form)) is not None:
                break
            time.sleep(0.1)
        assert found is not None
        status, page = found
        assert status == 503 and WORDS in page
    finally:
        for one in taken:
            one.close()
    assert browser.ask("/report/", form)[0] == 200
    assert cases(house) == before + 1


def _whatever(browser: Browser, form: dict[str, str]) -> tuple[int, str] | None:
    """Return the answer; None while the pages' processes are being started anew."""
    try:
        return browser.ask("/report/", form)
    except (OSError, urllib.error.URLError):
        return None
