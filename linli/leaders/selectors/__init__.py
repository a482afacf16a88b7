"""Reads of the leaders room: votes, and training."""
