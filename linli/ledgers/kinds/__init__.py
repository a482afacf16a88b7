"""The ledgers there are, by the word used in addresses and on the command line."""

from linli.ledgers.kinds.base import Ledger
from linli.ledgers.kinds.households import HouseholdLedger
from linli.ledgers.kinds.leaders import LeaderLedger
from linli.ledgers.kinds.resources import ResourceLedger
from linli.ledgers.kinds.units import UnitLedger

LEDGERS: dict[str, type[Ledger]] = {
    ledger.key: ledger for ledger in (LeaderLedger, UnitLedger, HouseholdLedger, ResourceLedger)
}

__all__ = ["LEDGERS", "Ledger"]
