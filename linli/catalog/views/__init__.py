"""Settings pages of a place."""
