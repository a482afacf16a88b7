"""Pages of the homes room."""
