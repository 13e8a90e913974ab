"""The facilities of a region together with those that a plan's projects will add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from layers.tables import Facilities, Floats


@dataclass(frozen=True, eq=False)
class PlannedFacilities(Facilities):
    """Facilities, some of them still to be built.

    A plan prints one figure for all facilities of a project together. What each of several has is then not known
    (NaN in `numbers`), while their sum is.

    Attributes:
        own: the region's own list, as it is today.
        sums: as `numbers`, for adding up only: what several have together stands at the first, 0 at the others.
    """

    own: Facilities
    sums: Mapping[str, Floats]

    def take(self, rows: Sequence[int] | NDArray[np.integer]) -> Self:
        """Some of the facilities, in the order of `rows`; the region's own list stays whole."""
        which = np.asarray(rows, dtype=np.intp)
        return replace(super().take(which), sums={column: values[which] for column, values in self.sums.items()})
