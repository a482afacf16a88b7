"""Every write of the privacy room."""
