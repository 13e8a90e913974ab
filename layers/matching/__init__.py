"""From words to things the region has: units, kinds of facilities, facilities that are one and the same."""

import layers.importing  # noqa: F401 - first: the answers given here are words of that package, which uses this one
