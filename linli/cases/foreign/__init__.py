"""Requests of another city's system, as it publishes them (311 in North America), become cases with their history."""
