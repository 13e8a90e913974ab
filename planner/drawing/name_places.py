"""Where the name of an area stands: where it has the most room."""

import numpy as np

from layers.tables import Floats
from planner.drawing.buffers import segments_of
from planner.drawing.chains import Rows
from planner.drawing.layer import Shape

# Heights tried, as shares of the area's height; not round, so that vertices on a grid are missed.
_CUTS = np.array((0.503, 0.451, 0.549, 0.403, 0.597, 0.339, 0.661, 0.271, 0.729))
# Details smaller than this part of a typical area do not matter here.
_DETAIL = 150.0


def name_places(shape: Shape) -> tuple[Floats, Floats, Floats]:
    """Middle (x, y) and width of the widest horizontal cut through each area, cuts near its middle preferred.

    Cuts are counted by the even-odd rule, so an outline that crosses itself does no harm.
    """
    x_min, y_min, x_max, y_max = shape.bounds.T
    segments, feature = _segments(shape, float(np.median(x_max - x_min + y_max - y_min)) / _DETAIL)
    heights = y_min + _CUTS[:, None] * (y_max - y_min)
    left, width = np.array([_widest_cuts(segments, feature, height) for height in heights]).transpose(1, 0, 2)
    best = np.argmax(width * (1 - np.abs(_CUTS - 0.5))[:, None], axis=0)
    left, width, y = (values[best, np.arange(len(shape))] for values in (left, width, heights))
    x: Floats = np.where(width > 0, left + width / 2, (x_min + x_max) / 2)
    return x, y, width


def _segments(shape: Shape, detail: float) -> tuple[Floats, Rows]:
    """Segments of all rings, and the feature of each."""
    rings = shape.rings.at_detail(detail)
    within = rings.chain_of_vertex[1:] == rings.chain_of_vertex[:-1]
    feature = shape.feature_of_ring[rings.chain_of_vertex[:-1][within]]
    return segments_of(np.column_stack([rings.x, rings.y]), rings.starts), feature


def _widest_cuts(segments: Floats, feature: Rows, height: Floats) -> tuple[Floats, Floats]:
    """Left end and width of the widest stretch inside each area at its height; width 0 where there is none."""
    y = height[feature]
    crossing = np.flatnonzero((segments[:, 1] > y) != (segments[:, 3] > y))
    x_1, y_1, x_2, y_2 = segments[crossing].T
    at = x_1 + (y[crossing] - y_1) / (y_2 - y_1) * (x_2 - x_1)
    order = np.lexsort((at, feature[crossing]))  # two by two: a ring crosses a height an even number of times
    begin, end, owner = at[order[::2]], at[order[1::2]], feature[crossing][order[::2]]
    widest_last = np.lexsort((end - begin, owner))
    left, width = np.zeros(len(height)), np.zeros(len(height))
    left[owner[widest_last]] = begin[widest_last]
    width[owner[widest_last]] = (end - begin)[widest_last]
    return left, width
