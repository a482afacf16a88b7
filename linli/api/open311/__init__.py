"""Open311 GeoReport v2, as its specification describes it, so that clients written for it work unchanged.

Requests are Linli's cases, services its categories, a jurisdiction a division by its code. Source: wiki.open311.org/GeoReport_v2.
"""
