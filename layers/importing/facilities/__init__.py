"""Facilities of a source: kinds, units, duplicates, newer editions."""
