"""Every write of the ledgers: resources, lists on their way in, and that somebody looked behind a mask."""
