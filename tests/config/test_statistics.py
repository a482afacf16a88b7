"""SQLite is told how full its tables are, when that has changed, and not each time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.config.running.background import statistics_renew
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("sqlite")]


def _analysed() -> bool:
    with CaptureQueriesContext(connection) as queries:
        statistics_renew()
    return any(query["sql"] == "ANALYZE" for query in queries.captured_queries)


def test_tables_are_counted_once_there_are_half_as_many_cases_again(cast: Cast) -> None:
    for _ in range(4):
        cast.submit()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
    assert _analysed()
    assert not _analysed()
    cast.submit()
    assert not _analysed()
    cast.submit()
    assert _analysed()
