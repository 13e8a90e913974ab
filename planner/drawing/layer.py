"""What a map is made of: complete, read-only layers in map metres (x east, y north)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tables import Floats, Geometries, Texts
from planner.drawing.chains import Chains, Rows, merged_edges
from planner.drawing.view import Extent

Classes = NDArray[np.intp]
"""Class of each feature, -1 where it is not drawn."""


@dataclass(frozen=True, eq=False)
class Features:
    """What the features of a layer are, for hover, click and lists.

    Attributes:
        row: row in the table they were made from.
        key: unit code or facility id.
        name: printed name.
        detail: a second line, in Chinese; may be "".
    """

    row: Rows
    key: Texts
    name: Texts
    detail: Texts

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Feature by key."""
        return {str(key): index for index, key in enumerate(self.key)}

    @classmethod
    def nameless(cls, count: int) -> "Features":
        """Features that nobody asks about."""
        blank = np.full(count, "", dtype="<U1")
        return cls(np.arange(count), blank, blank, blank)


@dataclass(frozen=True, eq=False)
class Shape:
    """Polygons in one place for drawing, picking and thinning; shared by layers that only differ in colour.

    Attributes:
        geometry: shapely (multi)polygons in map metres, oriented, none missing.
        rings: their rings.
        feature_of_ring: feature of each ring, ascending.
    """

    geometry: Geometries
    rings: Chains
    feature_of_ring: Rows

    def __len__(self) -> int:
        return len(self.geometry)

    @cached_property
    def bounds(self) -> Floats:
        """Shape features x 4."""
        return np.asarray(shapely.bounds(self.geometry), dtype=np.float64).reshape(-1, 4)

    @cached_property
    def area(self) -> Floats:
        """Square metres."""
        return np.asarray(shapely.area(self.geometry), dtype=np.float64)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The index for picking."""
        return shapely.STRtree(self.geometry)

    @cached_property
    def borders(self) -> Chains:
        """The outlines with every shared edge once, so that dashes do not fill each other's gaps."""
        return merged_edges(self.rings)

    @cached_property
    def first_ring(self) -> Rows:
        """First ring of each feature, and the number of rings at the end."""
        return np.searchsorted(self.feature_of_ring, np.arange(len(self) + 1)).astype(np.intp)


@dataclass(frozen=True)
class FillClass:
    """How the polygons of a class are filled.

    Attributes:
        label: for the legend; "" leaves it out.
        hatched: fine diagonal lines over the fill.
    """

    label: str
    colour: str
    opacity: float = 1.0
    hatched: bool = False


@dataclass(frozen=True)
class Outline:
    """How polygons are outlined.

    Attributes:
        width: logical pixels.
        dashes: lengths drawn and left out in turn, in widths; empty for an unbroken line.
        band_colour, band_width: a soft band outside the outermost outline; width 0 for none.
        widest_metres_per_pixel: not drawn farther away than this.
    """

    colour: str
    width: float = 1.0
    dashes: tuple[float, ...] = ()
    band_colour: str = ""
    band_width: float = 0.0
    widest_metres_per_pixel: float = np.inf


@dataclass(frozen=True, eq=False)
class PolygonLayer:
    """Areas in classes of colour."""

    id: str
    title: str
    shape: Shape
    classes: tuple[FillClass, ...]
    class_of: Classes
    outline: Outline | None
    features: Features

    @property
    def extent(self) -> Extent | None:
        """Around everything in the layer."""
        return _around(self.shape.bounds)


@dataclass(frozen=True)
class LineClass:
    """How the lines of a class are drawn.

    Attributes:
        widths: (metres per pixel, width in logical pixels), from far to near; the width of the
            nearest step reached applies, and nothing is drawn farther away than the first.
        casing: drawn around lines at least `style.CASED_FROM` wide; "" for none.
    """

    label: str
    colour: str
    casing: str
    widths: tuple[tuple[float, float], ...]

    def width_at(self, metres_per_pixel: float) -> float:
        """Logical pixels; 0 where the class is not drawn."""
        width = 0.0
        for farthest, wide in self.widths:
            if metres_per_pixel <= farthest:
                width = wide
        return width


@dataclass(frozen=True, eq=False)
class LineLayer:
    """Lines in classes; later classes lie over earlier ones."""

    id: str
    title: str
    chains: Chains
    classes: tuple[LineClass, ...]
    class_of: Classes

    @property
    def extent(self) -> Extent | None:
        """Around everything in the layer."""
        return _around(self.chains.bounds)


@dataclass(frozen=True)
class SymbolClass:
    """A point symbol.

    Attributes:
        symbol: name in `symbols.SYMBOLS`.
        hollow: only the contour in colour: not operating yet.
    """

    label: str
    colour: str
    symbol: str
    hollow: bool = False


@dataclass(frozen=True, eq=False)
class PointLayer:
    """Symbols at points.

    Attributes:
        x, y: map metres.
        scale: size relative to the usual symbol.
        beside: symbol widths to the right of the point, for several symbols at one place.
    """

    id: str
    title: str
    x: Floats
    y: Floats
    classes: tuple[SymbolClass, ...]
    class_of: Classes
    features: Features
    beside: Floats
    scale: float = 1.0

    @property
    def extent(self) -> Extent | None:
        """Around everything in the layer."""
        return _around(np.column_stack([self.x, self.y, self.x, self.y]))


@dataclass(frozen=True, eq=False)
class DotLayer:
    """Dots sized by weight: people at demand points.

    Attributes:
        weight: people per point; nothing is drawn where it is 0 or unknown.
        largest: diameter of the heaviest dots, in logical pixels.
    """

    id: str
    title: str
    x: Floats
    y: Floats
    weight: Floats
    colour: str
    opacity: float
    largest: float
    label: str
    features: Features

    @property
    def extent(self) -> Extent | None:
        """Around everything in the layer."""
        return _around(np.column_stack([self.x, self.y, self.x, self.y]))

    @cached_property
    def heavy(self) -> float:
        """The weight drawn at full size: the 99th percentile."""
        given = self.weight[self.weight > 0]
        return float(np.percentile(given, 99)) if len(given) else 1.0


@dataclass(frozen=True, eq=False)
class LabelLayer:
    """Names on the map.

    Attributes:
        of: id of the layer whose features are named; hidden with it.
        x, y: map metres of the middle of each name.
        room: width of the named area in map metres, inf where any width will do.
        importance: who is placed first: the larger.
        style: name in `style.LABELS`.
    """

    id: str
    title: str
    of: str
    x: Floats
    y: Floats
    text: Texts
    room: Floats
    importance: Floats
    style: str
    extent: Extent | None = field(default=None)


Layer = PolygonLayer | LineLayer | PointLayer | DotLayer | LabelLayer


def symbol_order(layers: Iterable[Layer]) -> list[PointLayer]:
    """The symbol layers from bottom to top: those with larger symbols over those with smaller ones."""
    return sorted((layer for layer in layers if isinstance(layer, PointLayer)), key=lambda layer: layer.scale)


def _around(bounds: Floats) -> Extent | None:
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return None
    x_min, y_min = bounds[:, :2].min(axis=0)
    x_max, y_max = bounds[:, 2:].max(axis=0)
    return float(x_min), float(y_min), float(x_max), float(y_max)
