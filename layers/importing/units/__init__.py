"""Administrative units of a source: levels, parents, codes, newer editions."""
