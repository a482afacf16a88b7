"""Pages about messages and notices."""
