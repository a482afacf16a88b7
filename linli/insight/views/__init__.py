"""Pages of the figures, all for staff."""
