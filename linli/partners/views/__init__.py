"""Pages of double registration."""
