"""What every answer carries, and what sessions and secrets are made of - with HTTPS as in production."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.cases.models import Attachment, Case
from tests.cases.resident import at_the_door, send
from tests.cast import Cast, at, photo
from tests.test_access import ROWS, Scene
from tests.test_access import scene as scene

ROOT = Path(__file__).resolve().parents[2]


def test_every_page_for_everybody_carries_a_policy_without_inline_code(scene: Scene) -> None:
    looked = 0
    for name, row in ROWS.items():
        for who in ("", "community_director"):
            address = reverse(name, args=row.args(scene)) + row.query(scene)
            answer = scene.cast.client(who or None).get(address)
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy, address
            assert "frame-ancestors 'none'" in policy or "sandbox" in policy, address
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
                continue
            page = answer.content.decode()
            assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page), address
            assert not re.search(r"<style|<[^>]+\sstyle=|<[^>]+\son[a-z]+=", page), address
            looked += answer.status_code == 200
    assert looked > 40


def test_a_signed_in_page_is_kept_by_nobody(cast: Cast) -> None:
    assert "no-store" in cast.client("resident").get("/my/").headers["Cache-Control"]


def test_over_https_cookies_are_secure_and_browsers_told_to_stay(tmp_path: Path) -> None:
    program = (
        "import django; django.setup(); import json\n"
        "from django.test import Client\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "client = Client(headers={'host': 'linli.example.org'})\n"
        "plain = client.get('/report/')\n"
        "page = client.get('/report/', secure=True)\n"
        "client.post('/sign-in/', {'phone': '13900001111', 'agree': 'on'}, secure=True)\n"
        "kept = {name: {key: morsel[key] for key in ('secure', 'httponly', 'samesite')} for name, morsel in client.cookies.items()}\n"
        "print(json.dumps([plain.status_code, plain.headers.get('Location'), dict(page.headers), kept]))\n"
    )
    environ = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "LINLI_DATA": str(tmp_path),
        "LINLI_BASE_URL": "https://linli.example.org",
        "LINLI_HOSTS": "linli.example.org",
        "LINLI_DEBUG": "0",
    }
    static = [sys.executable, "-m", "linli", "collectstatic", "--noinput", "-v0"]
    subprocess.run(static, cwd=ROOT, env=environ, check=True, timeout=120)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    status, location, headers, cookies = json.loads(done.stdout.splitlines()[-1])
    assert (status, location) == (301, "https://linli.example.org/report/")
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["X-Frame-Options"] == "DENY"
    assert {"sessionid", "csrftoken"} <= set(cookies)
    assert all(cookie["secure"] and cookie["samesite"] == "Lax" for cookie in cookies.values())
    assert cookies["sessionid"]["httponly"]


def test_passwords_where_there_are_any_are_argon2() -> None:
    assert make_password("一个密码").startswith("argon2$argon2id$")


def test_no_form_is_taken_from_another_site(scene: Scene) -> None:
    for name, row in ROWS.items():
        client = Client(enforce_csrf_checks=True)
        client.force_login(scene.cast.accounts["community_director"])
        address = reverse(name, args=row.args(scene)) + row.query(scene)
        assert client.post(address, {}).status_code in (403, 404, 405), f"{name} takes a form without its token"


@pytest.mark.parametrize(
    ("name", "data", "mime"),
    [
        ("照片.jpg", b"<html><script>alert(1)</script></html>", "image/jpeg"),
        ("照片.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/jpeg"),
        ("x.php", b"<?php system($_GET['c']); ?>", "image/png"),
        ("照片.jpg", b"GIF89a<script>alert(1)</script>", "image/gif"),
    ],
)
def test_what_calls_itself_a_photo_and_is_none_is_not_kept(cast: Cast, name: str, data: bytes, mime: str) -> None:
    send(at_the_door(cast), photos=[SimpleUploadedFile(name, data, mime)])
    assert Case.objects.count() == 1
    assert not Attachment.objects.exists()


def test_a_photo_that_hides_a_page_comes_out_as_a_photo_alone_and_runs_nowhere(cast: Cast, settings: Any) -> None:
    hidden = photo()
    content = hidden.read() + b"<script>alert(document.cookie)</script><?php ?>"
    with at(0):
        send(at_the_door(cast, "resident"), photos=[SimpleUploadedFile("x.html", content, "text/html")])
    kept = Attachment.objects.get()
    assert kept.mime == "image/jpeg" and kept.file.name.endswith(".jpg")
    assert b"<script>" not in kept.file.read()
    answer = cast.client("resident").get(reverse("cases:attachment", args=[kept.community_id, kept.id]))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    root = Path(settings.MEDIA_ROOT).resolve()
    assert Path(kept.file.path).resolve().is_relative_to(root)
    assert not (Path(kept.file.path).stat().st_mode & 0o111), "a file that can be run"
    assert cast.client("resident").get(f"/files/{kept.file.name}").status_code == 404, (
        "files have no address of their own"
    )


def test_whoever_signs_in_gets_another_session_and_the_old_one_opens_nothing(cast: Cast) -> None:
    client = at_the_door(cast)
    before = client.cookies["sessionid"].value
    client.force_login(cast.resident)
    assert client.cookies["sessionid"].value != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get("/my/").status_code == 302
    client.post("/sign-out/")
    after = Client()
    after.cookies["sessionid"] = client.cookies["sessionid"].value
    assert after.get("/my/").status_code == 302
