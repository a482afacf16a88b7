"""Shared fixtures."""

from __future__ import annotations

import os
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
from linli.core.keys import FRESH_SECONDS, ring
from linli.partners.models import Skill
from linli.partners.seed import skills_seed
from tests import cast as cast_module
from tests.communities import watched

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


# Tests are never timed: a busy machine must not fail one for drawing its examples slowly.
examples.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("untimed")


def pytest_configure() -> None:
    """Prepare what every test relies on."""
    # WhiteNoise warns at every client where the folder of collected files is absent.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    post_migrate.connect(_seeds_again, sender=apps.get_app_config("catalog"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what can only be true of the other database: nothing that runs is skipped."""
    here = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2].replace("sqlite3", "sqlite")
    other = [item for item in items if any(here not in mark.args for mark in item.iter_markers("only_on"))]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]


def _seeds_again(**_: Any) -> None:
    """A test with transactions of its own ends by emptying the database; Django says so as it does after migrating."""
    catalog_seed()
    skills_seed(Skill)


@pytest.fixture(autouse=True)
def _no_data_keys() -> Iterator[None]:
    """Tests count queries, and some may ask no database: data keys are not read unless a test lets them be."""
    ring.hold([])
    ring.fresh_seconds = float("inf")
    yield
    ring.fresh_seconds = FRESH_SECONDS


@pytest.fixture(autouse=True)
def _plain_static(settings: Any, tmp_path: Path) -> None:
    """Pages are tested without collected static files, and files are kept apart by test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA = tmp_path


@pytest.fixture(autouse=bool(os.environ.get("LINLI_AUDIT")))
def _audit(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where it is asked for, watch every test for statements that cross communities unasked (`tests/communities.py`)."""
    if not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    with watched() as watch:
        yield
    if found := sorted(watch.strange.values()):
        pytest.fail("\n".join(["name no community:", *found]))


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
