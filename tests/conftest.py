"""Shared fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck
from hypothesis import settings as examples

from linli.catalog.services import catalog_seed
from tests import cast as cast_module

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


# Tests are never timed: a busy machine must not fail one for drawing its examples slowly.
examples.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("untimed")


def pytest_configure() -> None:
    """Prepare what every test relies on."""
    # WhiteNoise warns at every client where the folder of collected files is absent.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    post_migrate.connect(_catalog_again, sender=apps.get_app_config("catalog"))


def _catalog_again(**_: Any) -> None:
    """A test with transactions of its own ends by emptying the database; Django says so as it does after migrating."""
    catalog_seed()


@pytest.fixture(autouse=True)
def _plain_static(settings: Any, tmp_path: Path) -> None:
    """Pages are tested without collected static files, and files are kept apart by test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA = tmp_path


@pytest.fixture
def cast(db: Any) -> cast_module.Cast:
    """The fixed cast, in the database."""
    return cast_module.build()


@pytest.fixture
def shared_data() -> Iterator[Path]:
    """The folder of real data; tests that need it say so where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"real data are not here: {SHARED_DATA}")
    yield SHARED_DATA
