"""What a layer is painted on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QPainter

from layers.tables import Floats
from planner.drawing.view import Extent, MapView, grown


@dataclass(frozen=True)
class Surface:
    """A painter in logical pixels, and what it shows.

    Attributes:
        stamped: symbols and names may be put down as ready pictures; False where contours are wanted (PDF).
        check: called between steps; raises `Cancelled` when the picture is no longer wanted.
    """

    painter: QPainter
    view: MapView
    stamped: bool
    check: Callable[[], None]

    @property
    def detail(self) -> float:
        """Map metres too small to be seen."""
        return self.view.finest_detail

    def extent(self, margin: float = 0.0) -> Extent:
        """What is shown, with a margin of logical pixels."""
        return grown(self.view.extent, margin * self.view.metres_per_pixel)

    def on_screen(self, x: Floats, y: Floats) -> Floats:
        """Logical pixels, n x 2."""
        return np.column_stack(self.view.to_screen(x, y))

    def snapped(self, across: float, down: float) -> tuple[float, float]:
        """The nearest whole device pixel, in logical pixels."""
        ratio = self.view.pixel_ratio
        return round(across * ratio) / ratio, round(down * ratio) / ratio
