"""This room holds numbers."""

from __future__ import annotations

from linli.core.held import reviewed

reviewed(
    "insight.Change", ["before", "after"], "what figures see of a case: category, state, days; no words and nobody"
)
