"""Every read of the privacy room."""
