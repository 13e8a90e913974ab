"""From words to things the region has: units, kinds of facilities, facilities that are one and the same."""
