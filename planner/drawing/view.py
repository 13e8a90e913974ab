"""Where on the map a picture looks, and how far."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from layers.tables import Floats

NEAREST_METRES_PER_PIXEL = 0.05
FARTHEST_METRES_PER_PIXEL = 20_000.0
UNSEEN_PIXELS = 0.7

Extent = tuple[float, float, float, float]
"""x_min, y_min, x_max, y_max in map metres."""


@dataclass(frozen=True)
class MapView:
    """A picture's place on the map.

    Attributes:
        centre_x, centre_y: map metres, y up.
        metres_per_pixel: of a logical pixel.
        width, height: logical pixels.
        pixel_ratio: device pixels per logical pixel.
    """

    centre_x: float
    centre_y: float
    metres_per_pixel: float
    width: int
    height: int
    pixel_ratio: float = 1.0

    @classmethod
    def fitted(
        cls, extent: Extent, width: int, height: int, pixel_ratio: float = 1.0, *, margin_share: float = 0.04
    ) -> "MapView":
        """The view that shows all of an extent, with a margin on every side."""
        x_min, y_min, x_max, y_max = extent
        room = 1 - 2 * margin_share
        scale = max((x_max - x_min) / max(width * room, 1), (y_max - y_min) / max(height * room, 1))
        return cls((x_min + x_max) / 2, (y_min + y_max) / 2, _bounded(scale or 1.0), width, height, pixel_ratio)

    @property
    def finest_detail(self) -> float:
        """Map metres too small to be seen: less than a device pixel."""
        return UNSEEN_PIXELS * self.metres_per_pixel / self.pixel_ratio

    @property
    def extent(self) -> Extent:
        """What the picture shows."""
        half_width = self.width / 2 * self.metres_per_pixel
        half_height = self.height / 2 * self.metres_per_pixel
        return (
            self.centre_x - half_width,
            self.centre_y - half_height,
            self.centre_x + half_width,
            self.centre_y + half_height,
        )

    def to_screen(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Logical pixels from map metres, y down."""
        across = (np.asarray(x, dtype=np.float64) - self.centre_x) / self.metres_per_pixel + self.width / 2
        down = (self.centre_y - np.asarray(y, dtype=np.float64)) / self.metres_per_pixel + self.height / 2
        return across, down

    def to_map(self, across: float, down: float) -> tuple[float, float]:
        """Map metres from logical pixels."""
        x = self.centre_x + (across - self.width / 2) * self.metres_per_pixel
        y = self.centre_y - (down - self.height / 2) * self.metres_per_pixel
        return x, y

    def zoomed(self, factor: float, across: float, down: float) -> "MapView":
        """Nearer by `factor`; the place under the pixel stays under it."""
        x, y = self.to_map(across, down)
        scale = _bounded(self.metres_per_pixel / factor)
        centre_x = x - (across - self.width / 2) * scale
        centre_y = y + (down - self.height / 2) * scale
        return replace(self, centre_x=centre_x, centre_y=centre_y, metres_per_pixel=scale)

    def panned(self, across: float, down: float) -> "MapView":
        """The map moved with the hand: right by `across` and down by `down` pixels."""
        return replace(
            self,
            centre_x=self.centre_x - across * self.metres_per_pixel,
            centre_y=self.centre_y + down * self.metres_per_pixel,
        )

    def resized(self, width: int, height: int, pixel_ratio: float) -> "MapView":
        """The same centre and scale on another size of picture."""
        return replace(self, width=width, height=height, pixel_ratio=pixel_ratio)

    def centred(self, x: float, y: float) -> "MapView":
        """The same scale around another place."""
        return replace(self, centre_x=x, centre_y=y)


def _bounded(metres_per_pixel: float) -> float:
    return min(max(metres_per_pixel, NEAREST_METRES_PER_PIXEL), FARTHEST_METRES_PER_PIXEL)


def joined(extents: "list[Extent]") -> Extent | None:
    """The smallest extent around all of them, None where there are none."""
    if not extents:
        return None
    lows = np.min([extent[:2] for extent in extents], axis=0)
    highs = np.max([extent[2:] for extent in extents], axis=0)
    return float(lows[0]), float(lows[1]), float(highs[0]), float(highs[1])


def grown(extent: Extent, metres: float) -> Extent:
    """The extent with a margin on every side."""
    return extent[0] - metres, extent[1] - metres, extent[2] + metres, extent[3] + metres
