"""Ledgers of people and resources (sourcebook G5, I3): leaders, units, households, social resources, in and out."""
