"""Pages of hot issues."""
