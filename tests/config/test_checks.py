"""What `linli check --deploy` finds unsafe, and what it leaves in peace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from linli.config.checks import installation_check


def _found(settings: Any) -> set[str]:
    return {str(message.id) for message in installation_check(None)}


def _sound(settings: Any, monkeypatch: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    settings.DATA, settings.DEMO, settings.DEBUG, settings.HTTPS = tmp_path, False, False, True
    settings.ALLOWED_HOSTS = ["linli.example"]
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    monkeypatch.setenv("LINLI_SECRET_KEY", "x")
    monkeypatch.setenv("LINLI_KEYS", "x")


def test_a_sound_installation_hears_nothing(settings: Any, monkeypatch: Any, tmp_path: Path) -> None:
    _sound(settings, monkeypatch, tmp_path)
    assert _found(settings) == set()


def test_each_danger_is_named_with_what_to_do(settings: Any, monkeypatch: Any, tmp_path: Path) -> None:
    for change, expected in (
        ({"DEMO": True}, "linli.E001"),
        ({"DEBUG": True}, "linli.E002"),
        ({"HTTPS": False}, "linli.E003"),
        ({"ALLOWED_HOSTS": ["*"]}, "linli.E004"),
        ({"ALLOWED_HOSTS": ["localhost"]}, "linli.W001"),
    ):
        _sound(settings, monkeypatch, tmp_path)
        for name, value in change.items():
            setattr(settings, name, value)
        assert _found(settings) == {expected}
        assert all(message.hint for message in installation_check(None))


def test_a_key_that_others_can_read_is_an_error(settings: Any, monkeypatch: Any, tmp_path: Path) -> None:
    _sound(settings, monkeypatch, tmp_path)
    monkeypatch.delenv("LINLI_KEYS")
    key = tmp_path / "keys" / "master"
    key.parent.mkdir()
    key.write_text("secret")
    key.chmod(0o600)
    assert _found(settings) == {"linli.W002"}
    key.chmod(0o644)
    assert _found(settings) == {"linli.W002", "linli.E005"}
