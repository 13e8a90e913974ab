"""Places where the outlines of units do not fit together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import shapely

from layers.projection import Metric
from layers.tables import Floats, Geometries, Units

SLIVER_METRES = 5.0
"""What is nowhere wider is a sliver: no border is surveyed better, and nothing of that width is anybody's ground."""

TOUCH_METRES = 0.001
"""What is nowhere wider is no area but rounding."""

_CLOSE, _MOST_STEPS = 1.02, 40

DefectKind = Literal["overlap", "gap", "uncovered", "outside"]


@dataclass(frozen=True, eq=False)
class Defect:
    """One misfit.

    Attributes:
        kind: `overlap` of two units of a level; `gap` between units of a level, closed on all sides or open at an end;
            `uncovered` ground of a unit that is in none of those below it; `outside`, ground of units below that is
            not in the unit itself.
        level: of the units that overlap or leave a gap; of the units below for the other two kinds.
        codes: the two that overlap; those around a gap, the longest border first; the one unit above.
        area_m2: of all its parts together.
        width_metres: diameter of the largest circle inside.
        lon, lat: its widest place, degrees.
        geometry: polygons, degrees.
    """

    kind: DefectKind
    level: str
    codes: tuple[str, ...]
    area_m2: float
    width_metres: float
    lon: float
    lat: float
    geometry: shapely.Geometry

    @property
    def is_sliver(self) -> bool:
        """Whether it is too narrow to be meant."""
        return self.width_metres <= SLIVER_METRES


@dataclass(frozen=True, eq=False)
class Topology:
    """What was found about the outlines of a region's units.

    Attributes:
        defects: the largest first.
        invalid: codes of units whose outline crosses itself.
        unmatched: codes of units whose vertices differ from those of the neighbour along a common border.
        unmeasured: levels whose outlines are too ragged to look for gaps open at an end.
    """

    defects: tuple[Defect, ...] = ()
    invalid: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = field(default=())

    def of(self, kind: DefectKind, level: str = "") -> tuple[Defect, ...]:
        """The defects of a kind, at one level or at all."""
        return tuple(one for one in self.defects if one.kind == kind and level in ("", one.level))


def widths(polygons: Geometries) -> Floats:
    """Diameter in metres of the largest circle inside each polygon, within 2 %.

    A / P <= radius <= sqrt(A / pi), and the circle is no wider than the hull; between these bounds it is found by
    drawing the border in until nothing is left. GEOS' own search for the circle takes 0.1 s for one long sliver.
    """
    area, border = shapely.area(polygons), np.maximum(shapely.length(polygons), 1e-9)
    low = 2 * area / border
    high = np.maximum(np.minimum(2 * np.sqrt(area / np.pi), _hull_widths(polygons)), low)
    for _ in range(_MOST_STEPS):
        unsure = np.flatnonzero((high > _CLOSE * low) & (high > TOUCH_METRES))
        if not len(unsure):
            break
        middle = np.sqrt(low[unsure] * high[unsure])
        fits = ~shapely.is_empty(shapely.buffer(polygons[unsure], -middle / 2, quad_segs=2))
        low[unsure[fits]] = middle[fits]
        high[unsure[~fits]] = middle[~fits]
    return np.asarray(low, dtype=np.float64)


def _hull_widths(polygons: Geometries) -> Floats:
    """The shorter side of the narrowest rectangle around each polygon."""
    boxes = shapely.oriented_envelope(polygons)
    flat = np.flatnonzero(shapely.get_type_id(boxes) == 3)
    narrow = np.zeros(len(polygons))
    corners = shapely.get_coordinates(boxes[flat]).reshape(-1, 5, 2)
    narrow[flat] = np.linalg.norm(np.diff(corners[:, :3], axis=1), axis=2).min(axis=1)
    return narrow


def _widest_place(polygon: shapely.Geometry, width: float) -> shapely.Geometry:
    inside = polygon.buffer(-0.49 * width, quad_segs=2)
    return shapely.point_on_surface(polygon if inside.is_empty else inside)


def polygons_of(shapes: Geometries) -> tuple[Geometries, np.ndarray]:
    """The polygons that shapes are made of, and which shape each belongs to; lines and points fall away."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while len(parts) and (shapely.get_type_id(parts) > 3).any():
        parts, step = shapely.get_parts(parts, return_index=True)
        owner = owner[step]
    flat = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    return parts[flat], owner[flat]


def defect(
    kind: DefectKind, level: str, codes: Iterable[str], parts: Geometries, width: Floats, metric: Metric
) -> Defect:
    """A defect from its polygons in metres, each with its width."""
    centre = _widest_place(parts[int(np.argmax(width))], float(width.max()))
    lon, lat = metric.inverse([centre.x], [centre.y])
    geometry = metric.geometry_degrees(np.array([shapely.MultiPolygon(parts.tolist())], dtype=object))[0]
    area = float(shapely.area(parts).sum())
    return Defect(kind, level, tuple(map(str, codes)), area, float(width.max()), float(lon[0]), float(lat[0]), geometry)


def outlined(units: Units, level: str) -> np.ndarray:
    """Rows of the units of a level that have an outline."""
    rows = units.rows_at(level)
    there = [units.geometry[row] is not None and not units.geometry[row].is_empty for row in rows]
    chosen: np.ndarray = rows[np.array(there, dtype=bool)]
    return chosen
