"""Roads as lines, drawn by how much they matter."""

import numpy as np
from PySide6.QtCore import QCoreApplication

from layers.projection import Metric
from layers.tables import Roads
from planner.drawing import style
from planner.drawing.chains import Chains, Rows
from planner.drawing.layer import Classes, LineClass, LineLayer

translate = QCoreApplication.translate

_PATH, _MINOR, _TERTIARY, _SECONDARY, _PRIMARY, _TRUNK = range(6)
_RANK = {
    "motorway": _TRUNK, "trunk": _TRUNK, "primary": _PRIMARY, "secondary": _SECONDARY, "tertiary": _TERTIARY,
    "footway": _PATH, "path": _PATH, "steps": _PATH, "track": _PATH, "cycleway": _PATH, "bridleway": _PATH,
    "pedestrian": _PATH, "corridor": _PATH,
}  # fmt: skip
"""Rank of a `highway` value; all others are minor roads."""


def road_layer(roads: Roads, metric: Metric) -> LineLayer:
    """The road network in six ranks; where none is greater than minor, minor roads are drawn as main roads."""
    x, y = metric.forward(roads.lon, roads.lat)
    chains, way = _chained(roads, np.column_stack([x, y]))
    rank = np.array([_rank(str(name)) for name in roads.way_class], dtype=np.intp)
    rank = _promoted(rank)
    return LineLayer("roads", translate("Canvas", "道路"), chains, _classes(), rank[way])


def _classes() -> tuple[LineClass, ...]:
    casing = style.ROAD_CASING
    return (
        LineClass(translate("Canvas", "小路"), style.PATH, "", style.PATH_WIDTHS),
        LineClass(translate("Canvas", "支路、村道"), style.MINOR_ROAD, casing, style.MINOR_WIDTHS),
        LineClass(translate("Canvas", "次要道路"), style.TERTIARY_ROAD, casing, style.TERTIARY_WIDTHS),
        LineClass(translate("Canvas", "一般干路"), style.SECONDARY_ROAD, casing, style.SECONDARY_WIDTHS),
        LineClass(translate("Canvas", "主要干路"), style.PRIMARY_ROAD, casing, style.PRIMARY_WIDTHS),
        LineClass(translate("Canvas", "快速路、高速公路"), style.TRUNK_ROAD, casing, style.TRUNK_WIDTHS),
    )


def _rank(name: str) -> int:
    return _RANK.get(name.removesuffix("_link"), _MINOR)


def _promoted(rank: Classes) -> Classes:
    """A network that tells no classes apart must still be seen from afar."""
    if len(rank) and rank.max() <= _MINOR:
        return np.where(rank == _MINOR, _SECONDARY, rank)
    return rank


def _chained(roads: Roads, points: np.ndarray) -> tuple[Chains, Rows]:
    """Segments that follow each other on a way, joined; and the way of each chain."""
    count = len(roads)
    if not count:
        return Chains(np.empty(0), np.empty(0), np.zeros(1, dtype=np.intp)), np.empty(0, dtype=np.intp)
    begins = np.ones(count, dtype=bool)
    begins[1:] = (roads.way[1:] != roads.way[:-1]) | (roads.tail[1:] != roads.head[:-1])
    chain = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    nodes = np.empty(count + len(first), dtype=np.intp)
    nodes[np.arange(count) + chain + 1] = roads.head
    nodes[first + np.arange(len(first))] = roads.tail[first]
    starts = np.append(first + np.arange(len(first)), len(nodes)).astype(np.intp)
    return Chains(points[nodes, 0], points[nodes, 1], starts), roads.way[first].astype(np.intp)
