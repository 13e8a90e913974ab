"""Invented sample regions and the scripts that build them: `python -m sample_regions.build`."""
