"""What the tests of the residents' pages share: a door, the form as a browser without JavaScript sends it."""

from __future__ import annotations

import io
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from linli.core import clock
from tests.cast import Cast


def text(response: Any) -> str:
    """A page's source with its white space folded."""
    return re.sub(r"\s+", " ", response.content.decode())


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no hidden field {name}"
    return found[1]


def at_the_door(cast: Cast, who: str | None = None, grid: str = "one") -> Client:
    """A browser that has scanned the door code of a grid."""
    client = cast.client(who)
    answer = client.get(reverse("places:door", args=[cast.doors[grid].token]))
    assert answer.headers["Location"] == reverse("cases:grid")
    return client


def send(client: Client, body: str = "楼道灯坏了，晚上看不见", **fields: Any) -> Any:
    """Open the form and send it as a browser does."""
    fields.setdefault("key", hidden(client.get(reverse("cases:report")), "key"))
    fields.setdefault("kind", "help")
    fields.setdefault("where", "here")
    return client.post(reverse("cases:report"), {"body": body, **fields})


def only_case() -> Case:
    """The one case there is."""
    return Case.objects.get()


def mine(case: Case) -> str:
    """The address of a reporter's page."""
    return reverse("cases:my_case", args=[case.community_id, case.id])


def do(client: Client, case: Case, deed: str, **fields: Any) -> Any:
    """Send one of the forms on a reporter's page."""
    page = client.get(mine(case)).content.decode()
    address = reverse("cases:my_deed", args=[case.community_id, case.id, deed])
    form = page.split(f'action="{address}"', 1)
    if len(form) == 2:
        for name in ("key", "version"):
            found = re.search(rf'name="{name}" value="([^"]*)"', form[1])
            assert found
            fields.setdefault(name, found[1])
    return client.post(address, {"key": f"k{clock.now().timestamp()}", "version": case.version, **fields})


def heavy(megabytes: int, name: str = "大照片.jpg") -> SimpleUploadedFile:
    """A file that begins like a photo and is far too large."""
    return SimpleUploadedFile(name, b"\xff\xd8\xff" + bytes(megabytes * 1024 * 1024), "image/jpeg")


def voice() -> SimpleUploadedFile:
    """A recording as a browser's recorder makes it."""
    return SimpleUploadedFile("voice.webm", b"\x1a\x45\xdf\xa3" + bytes(200), "audio/webm")


def nothing_like_a_photo() -> SimpleUploadedFile:
    """A text that calls itself a photo."""
    return SimpleUploadedFile("照片.jpg", io.BytesIO(b"not a photo").read(), "image/jpeg")
