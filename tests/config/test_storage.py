"""Photos lie in a folder, or in an object store that several servers share: every page works the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from moto import mock_aws

from linli.cases.models import Attachment
from linli.config.backups.archive import stored_names
from linli.config.storage import files_folder, storage_settings
from tests.cast import Cast, at, photo


@pytest.fixture
def object_store(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An object store with a bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="linli")
        settings.STORAGES = {**settings.STORAGES, "default": storage_settings("s3://linli/wuhan?region=us-east-1")}
        yield


def test_a_photo_goes_to_the_object_store_and_comes_back_to_its_reporter_only(cast: Cast, object_store: None) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了", photos=[photo()])
        kept = Attachment.objects.get(community_id=case.community_id, case_id=case.id)
        assert set(stored_names(default_storage)) == {kept.file.name, kept.thumbnail.name}
        address = f"/files/{case.community_id}/{kept.id}/"
        answer = cast.client("grid_worker").get(address)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8", "a JPEG"
        assert cast.client("next_grid_worker").get(address).status_code == 404


def test_files_lie_where_the_setting_says() -> None:
    assert files_folder("", Path("/data/files")) == Path("/data/files")
    assert files_folder("/mnt/shared", Path("/data/files")) == Path("/mnt/shared")
    assert files_folder("s3://linli", Path("/data/files")) == Path("/data/files")
    assert storage_settings("s3://linli/wuhan?endpoint=https://oss.example.cn")["OPTIONS"]["location"] == "wuhan"


@pytest.mark.parametrize("where", ["s3://", "ftp://files", "s3://linli?secret=mine"])
def test_an_address_that_means_nothing_is_refused_at_the_start(where: str) -> None:
    with pytest.raises(ValueError, match="LINLI_FILES must be"):
        storage_settings(where)
