"""This room holds nothing about people."""

from __future__ import annotations

from linli.core.held import reviewed

_RULE = "a rule or a word of the catalog"
reviewed("catalog.Category", ["name", "words"], _RULE)
reviewed("catalog.OfficeHours", ["hours"], _RULE)
reviewed("catalog.CalendarDay", ["name"], _RULE)
reviewed("catalog.Channel", ["name"], _RULE)
reviewed("catalog.Route", ["name", "answer", "phones", "words"], _RULE)
reviewed("catalog.Revision", ["name"], "names a kind of data")
reviewed(
    "catalog.CategoryModel",
    ["data", "figures"],
    "weights of characters, learnt from texts without names (decision 037)",
)
