"""Staff's pages about places: for heads of a desk, within its territory."""
