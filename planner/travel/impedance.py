"""What a way to the nearest facility costs, and why there is none."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layers.tables import Floats, Ints

Unit = Literal["minutes", "metres"]

NO_ROAD, SEVERED, NO_FACILITY, FACILITY_OFF_ROAD = 1, 2, 3, 4


@dataclass(frozen=True, eq=False)
class Impedance:
    """The way from each demand point to its nearest facility, both access legs included.

    Attributes:
        impedance: minutes or metres, inf where there is no way or it is beyond the limit asked for.
        reason: 0; else no road near the point, severed network, no facility at all, no facility near a road.
            Beyond a limit the reason is 0: there is a way, only too long.
        nearest: row of the nearest facility, the smallest of equally near ones; -1 where impedance is inf.
    """

    impedance: Floats
    reason: NDArray[np.uint8]
    nearest: Ints

    def __len__(self) -> int:
        return len(self.impedance)


def check_unit(measured_in: str) -> None:
    """Refuse anything that is not a unit of impedance.

    Raises:
        ValueError: it is neither "minutes" nor "metres".
    """
    if measured_in not in ("minutes", "metres"):
        raise ValueError(f"measured_in must be minutes or metres, not {measured_in!r}")
