"""Tallies are kept here: deeds are noted, notes folded in, everything made anew and checked."""
