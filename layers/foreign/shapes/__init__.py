"""Layers of every format as flat shapely geometries and columns."""
