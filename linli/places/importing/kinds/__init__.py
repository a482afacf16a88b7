"""The kinds of list there are, by the word used on the command line and in addresses."""

from linli.places.importing.kinds.base import Importer
from linli.places.importing.kinds.buildings import BuildingImporter, CompoundImporter
from linli.places.importing.kinds.divisions import BoundaryImporter, DivisionImporter
from linli.places.importing.kinds.doors import EntranceImporter, HouseholdImporter
from linli.places.importing.kinds.grids import GridImporter
from linli.places.importing.kinds.neighbourhoods import NeighbourhoodImporter

KINDS: dict[str, type[Importer]] = {
    kind.key: kind
    for kind in (
        DivisionImporter,
        BoundaryImporter,
        GridImporter,
        CompoundImporter,
        BuildingImporter,
        EntranceImporter,
        HouseholdImporter,
        NeighbourhoodImporter,
    )
}
COMMUNITY_KINDS = tuple(key for key in KINDS if key not in (DivisionImporter.key, BoundaryImporter.key))
"""What a community keeps itself; divisions are the installation's."""

__all__ = ["COMMUNITY_KINDS", "KINDS", "Importer"]
