"""Vertices that keep their degrees to the last bit while work is done in metres."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.projection import Metric
from layers.tables import Floats, Geometries

Places = NDArray[np.complex128]


@dataclass(frozen=True, eq=False)
class Vertices:
    """Outlines in metres, whose vertices know their degrees.

    There and back again through a projection moves a vertex by a billionth of a degree: enough for two neighbours to
    share it no longer.

    Attributes:
        metres: the outlines.
    """

    metric: Metric
    metres: Geometries
    _places: Places
    _degrees: Floats

    @classmethod
    def of(cls, degrees: Geometries, metric: Metric) -> "Vertices":
        """Outlines in degrees, made ready."""
        metres = metric.geometry(degrees)
        places, first = np.unique(_complex(shapely.get_coordinates(metres)), return_index=True)
        return cls(metric, metres, places, shapely.get_coordinates(degrees)[first])

    def degrees(self, metres: Geometries) -> Geometries:
        """Outlines in degrees: known vertices as they were, new ones from their metres."""
        return np.asarray(shapely.transform(metres, self._back), dtype=object)

    def _back(self, points: Floats) -> Floats:
        sought = _complex(points)
        at = np.minimum(np.searchsorted(self._places, sought), len(self._places) - 1)
        known = (self._places[at] == sought)[:, None]
        return np.where(known, self._degrees[at], np.column_stack(self.metric.inverse(points[:, 0], points[:, 1])))


def _complex(points: Floats) -> Places:
    return np.asarray(points[:, 0] + 1j * points[:, 1])
