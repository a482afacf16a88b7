"""Shared fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from linli.catalog.services import catalog_seed
from tests import cast as cast_module

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure() -> None:
    """WhiteNoise warns at every client where the folder of collected files is absent."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _plain_static(settings: Any, tmp_path: Path) -> None:
    """Pages are tested without collected static files, and files are kept apart by test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA = tmp_path


@pytest.fixture(autouse=True)
def _catalog_stays(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A test with transactions of its own leaves an empty database; the catalog's rows are put back after it."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        with django_db_blocker.unblock():
            catalog_seed()


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
