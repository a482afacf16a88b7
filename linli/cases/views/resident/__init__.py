"""The resident's face: own grid, reporting, own cases, published answers."""
