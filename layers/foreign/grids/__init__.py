"""Population grids."""
