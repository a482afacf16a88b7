"""The pure rules of partners: what a member offers, and who may be asked for it (L1). No Django in here."""

from linli.partners.domain.offers import PURPOSES, TIMES, Offer, bits_of, codes_of

__all__ = ["PURPOSES", "TIMES", "Offer", "bits_of", "codes_of"]
