"""Demand points of a source: tables, grids, totals spread over the ground."""
