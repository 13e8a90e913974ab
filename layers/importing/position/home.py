"""Where a region is, as well as it is known: by outlines, roads, facilities, its province, or China."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.importing.people.spread_units import covered
from layers.importing.surroundings import Surroundings
from layers.resources import resource
from layers.tables import Floats, Geometries

Box = tuple[float, float, float, float]

CHINA: Box = (73.0, 3.0, 136.0, 54.0)
_MIDDLE = (0.02, 0.98)
_LEAST_MARGIN = 0.05  # degrees
_BESIDE = 0.0003  # degrees: some 30 m
_MOST_STEPS = 500_000
_ROW = 2_000_000  # more than there are cells from south to north


@cache
def province_boxes() -> Mapping[str, Box]:
    """West, south, east, north by the first two digits of the code."""
    with resource("provinces.toml").open("rb") as file:
        return {code: tuple(box) for code, box in tomllib.load(file)["box"].items()}


@dataclass(frozen=True, eq=False)
class Home:
    """Where a region is.

    Attributes:
        box: west, south, east, north in degrees, with what may lie about it.
        label: what it is known from, for the screen.
        close: whether it is the region itself, not its province or the country.
        outlines: of its units, in degrees; empty where none is known.
        covered: whether these cover the whole region.
    """

    box: Box
    label: str
    close: bool
    outlines: Geometries = field(default_factory=lambda: np.empty(0, dtype=object))
    covered: bool = False

    @classmethod
    def of(cls, around: Surroundings) -> "Home":
        """Where the region is, by the best that is known of it."""
        outlines = np.array([shape for shape in around.units.geometry if shape is not None], dtype=object)
        if len(outlines):
            west, south, east, north = shapely.total_bounds(outlines).tolist()
            wide = _widened((west, south, east, north))
            return cls(wide, "区域的边界", close=True, outlines=outlines, covered=covered(around.units))
        for points, label in ((_roads(around), "区域的路网"), (_facilities(around), "区域原有的设施")):
            if len(points):
                low, high = np.quantile(points, _MIDDLE, axis=0)
                return cls(_widened((low[0], low[1], high[0], high[1])), label, close=True)
        box = province_boxes().get(around.code[:2])
        return cls(box, "区域所在的省", close=False) if box else cls(CHINA, "全国", close=False)

    def near(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Which points lie in the region or about it; shape as given."""
        west, south, east, north = self.box
        return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))

    def off(self, lon: Floats, lat: Floats) -> int:
        """How far the middle of some points is from the middle of the region, in whole degrees."""
        west, south, east, north = self.box
        return round(float(np.hypot(np.nanmean(lon) - (west + east) / 2, np.nanmean(lat) - (south + north) / 2)))

    def inside(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Which points lie in one of the outlines; none where there are none."""
        found = np.zeros(len(lon), dtype=bool)
        if len(self.outlines):
            known = np.flatnonzero(self.near(lon, lat))
            point, outline = self._tree.query(shapely.points(lon[known], lat[known]))
            row = known[point]
            found[row[shapely.intersects_xy(self.outlines[outline], lon[row], lat[row])]] = True
        return found

    def beside(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Which points lie on a border of one of the outlines, to within some `_BESIDE` degrees."""
        known = np.flatnonzero(self.near(lon, lat))
        column, row = np.floor(lon[known] / _BESIDE), np.floor(lat[known] / _BESIDE)
        around = [_numbered(column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        found = np.zeros(len(lon), dtype=bool)
        found[known] = np.isin(np.stack(around), self._border_cells).any(axis=0)
        return found

    @cached_property
    def _tree(self) -> shapely.STRtree:
        shapely.prepare(self.outlines)
        return shapely.STRtree(self.outlines)

    @cached_property
    def _border_cells(self) -> NDArray[np.int64]:
        """The cells that borders run through, by number."""
        borders = shapely.boundary(self.outlines)
        step = max(_BESIDE, float(np.nansum(shapely.length(borders))) / _MOST_STEPS)
        lon, lat = shapely.get_coordinates(shapely.segmentize(borders, step)).T
        return np.unique(_numbered(np.floor(lon / _BESIDE), np.floor(lat / _BESIDE)))


def _numbered(column: Floats, row: Floats) -> NDArray[np.int64]:
    return column.astype(np.int64) * _ROW + row.astype(np.int64)


def _roads(around: Surroundings) -> Floats:
    roads = around.roads
    return np.empty((0, 2)) if roads is None else np.column_stack((roads.lon, roads.lat))


def _facilities(around: Surroundings) -> Floats:
    points = np.column_stack((around.facilities.lon, around.facilities.lat))
    return np.asarray(points[np.isfinite(points).all(axis=1)])


def _widened(box: Box) -> Box:
    west, south, east, north = map(float, box)
    margin = max(_LEAST_MARGIN, (east - west) / 4, (north - south) / 4)
    return west - margin, south - margin, east + margin, north + margin
