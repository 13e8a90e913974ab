"""Road networks of OpenStreetMap files and of line layers."""
