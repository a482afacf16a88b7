"""The rules of places, free of Django: reference systems, shapes, written addresses, levels and codes."""

from linli.places.domain.address import AddressParts, parse_address
from linli.places.domain.address_index import AddressIndex, KnownArea
from linli.places.domain.address_match import CONFIDENCE, KnownPlace, Match, Reason
from linli.places.domain.coverage import Hole, holes, overlaps
from linli.places.domain.crs import Crs, Point, convert, convert_arrays
from linli.places.domain.levels import Level, level_of, lineage, parent_code, significant
from linli.places.domain.locator import Locator, Nearest
from linli.places.domain.metres import area_m2, distance_m
from linli.places.domain.shapes import Shape, ShapeError, ShapeFault, read_shape, to_geojson

__all__ = [
    "CONFIDENCE",
    "AddressIndex",
    "AddressParts",
    "Crs",
    "Hole",
    "KnownArea",
    "KnownPlace",
    "Level",
    "Locator",
    "Match",
    "Nearest",
    "Point",
    "Reason",
    "Shape",
    "ShapeError",
    "ShapeFault",
    "area_m2",
    "convert",
    "convert_arrays",
    "distance_m",
    "holes",
    "level_of",
    "lineage",
    "overlaps",
    "parent_code",
    "parse_address",
    "read_shape",
    "significant",
    "to_geojson",
]
