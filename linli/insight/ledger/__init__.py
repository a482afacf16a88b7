"""The ledger 台账: cases out to a spreadsheet and requests in from one (sourcebook G5, I3)."""

from linli.insight.ledger.exporting import ledger_export
from linli.insight.ledger.importing import ledger_import
from linli.insight.ledger.template import template_write

__all__ = ["ledger_export", "ledger_import", "template_write"]
