"""How often somebody may do what costs others time: kinds of tries as data, and how many an hour allows.

Generous on purpose: hundreds of families may share the address of one carrier. Every number can be set for a place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

TRIES_WINDOW = timedelta(hours=1)
MOST_TRIES = 100_000  # what a place may set at most: beyond it a number is a slip
FEWEST_TRIES = 3  # a family with a burst pipe, a dark stair and a blocked door reports three things in an hour

REPORT_OWN = "report_own"
REPORT_ADDRESS = "report_address"
REPORT_PHONE = "report_phone"
REPORT_DOOR = "report_door"
REPORT_STAFF = "report_staff"
REPORT_PROGRAM = "report_program"
DOOR_OWN = "door_own"
DOOR_ADDRESS = "door_address"
DOOR_WRONG = "door_wrong"
REVEAL = "reveal"

# kind → how many an hour
DEFAULT_TRIES: Mapping[str, int] = {
    REPORT_OWN: 30,
    REPORT_ADDRESS: 120,
    REPORT_PHONE: 10,
    REPORT_DOOR: 40,
    REPORT_STAFF: 300,
    REPORT_PROGRAM: 3000,
    DOOR_OWN: 300,
    DOOR_ADDRESS: 1200,
    DOOR_WRONG: 60,
    REVEAL: 60,
}
