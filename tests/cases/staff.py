"""What the tests of the staff's pages share: opening a deed's form as a browser would, and sending it."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case


def case_url(case: Case) -> str:
    """The address of a case's page."""
    return reverse("cases:case", args=[case.community_id, case.id])


def deed_url(case: Case, deed: str) -> str:
    """The address of a deed's form."""
    return reverse("cases:deed", args=[case.community_id, case.id, deed])


def opened(client: Client, case: Case, deed: str) -> dict[str, str]:
    """Open the form of a deed and return the hidden values that it carries."""
    page = client.get(deed_url(case, deed))
    assert page.status_code == 200, page.content.decode()
    return hidden(page)


def hidden(page: HttpResponse) -> dict[str, str]:
    """The key and version that a page's form carries."""
    text = page.content.decode()
    found = dict(re.findall(r'<input type="hidden" name="(key|version)" value="([^"]*)"', text))
    assert set(found) == {"key", "version"}
    return found


def send(client: Client, case: Case, deed: str, **values: Any) -> HttpResponse:
    """Open a deed's form and send it filled in."""
    return client.post(deed_url(case, deed), {**opened(client, case, deed), **values})


def done(client: Client, case: Case, deed: str, **values: Any) -> Case:
    """Do a deed through its form and return the case after it."""
    answer = send(client, case, deed, **values)
    assert answer.status_code == 302, answer.content.decode()
    case.refresh_from_db()
    return case


def listed(client: Client, box: str = "mine", **query: Any) -> list[str]:
    """The titles in a box of the inbox."""
    page = client.get(reverse("cases:inbox"), {"box": box, **query})
    assert page.status_code == 200
    return [re.sub("</?mark>", "", row.title) for row in page.context["rows"]]


def counted(client: Client) -> dict[str, int]:
    """The counts beside the boxes."""
    page = client.get(reverse("cases:inbox"))
    return {name: count for name, _words, count in page.context["boxes"]}


def offered(client: Client, case: Case) -> set[str]:
    """The deeds that a case's page offers, besides those that stand beside what they reveal."""
    page = client.get(case_url(case))
    assert page.status_code == 200
    return {name for name, _words in page.context["buttons"] + page.context["menu"]}
