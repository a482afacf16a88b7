"""Pages of votes and training."""
