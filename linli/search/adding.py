"""Further terms for what is indexed already: a mark of another office, while the text stays what it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from linli.core.prepared import own_connection
from linli.core.writing import write
from linli.search.models import Searchable


def terms_add(table: type[Searchable], key: Mapping[str, int], terms: Collection[str]) -> bool:
    """Let a row be found by further terms; return whether there is such a row.

    Args:
        key: column → number, by which the table has one row.
        terms: those that are to come to the row's others; at least one.
    """
    connection = own_connection()
    with_these = "terms || %s::tsvector" if connection.vendor == "postgresql" else "terms || ' ' || %s"
    where = " AND ".join(f"{column} = %s" for column in key)
    field = table._meta.get_field("terms")
    text = f"UPDATE {table._meta.db_table} SET terms = {with_these} WHERE {where}"
    return write(text, [field.get_db_prep_value(terms, connection), *key.values()])
