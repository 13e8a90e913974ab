"""Outlines of the smallest units: they fill the area, and neighbours share every vertex."""

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely import Polygon

from sample_regions.area.atlas import Atlas
from sample_regions.area.wandering import wander_ring
from sample_regions.dice import Floats, Point


def ground_of(atlas: Atlas) -> shapely.MultiPolygon:
    """The area with a wandering border, metres."""
    rings = [wander_ring(np.round(atlas.metres(ring)), 2.2 * atlas.smallest, 0.2) for ring in _rings(atlas)]
    return shapely.multipolygons([Polygon(ring) for ring in rings])


def draw_outlines(atlas: Atlas, ground: shapely.MultiPolygon, spots: Floats) -> list[Polygon]:
    """One outline per spot, metres: the places nearer to it than to any other, with wandering borders."""
    faces, owners = [], []
    tree = KDTree(spots)
    for part in shapely.get_parts(ground):
        own = np.flatnonzero(shapely.contains_xy(part, *spots.T))
        pieces = _faces(part, spots[own])
        inside = shapely.get_coordinates(shapely.point_on_surface(pieces))
        faces += list(pieces)
        owners += list(own[KDTree(spots[own]).query(inside)[1]] if len(own) else tree.query(inside)[1])
    whole = _whole([[f for f, o in zip(faces, owners, strict=True) if o == n] for n in range(len(spots))])
    return _wandering(whole, atlas.smallest)


def _rings(atlas: Atlas) -> list[tuple[tuple[float, float], ...]]:
    return [atlas.outline, *atlas.islands]


def _faces(part: Polygon, spots: Floats) -> list[Polygon]:
    """A part of the area cut by the middle lines between its spots, on a grid of 1 m."""
    if len(spots) < 2:
        return [part]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=part.buffer(20_000)))
    country = shapely.intersection(cells, part)
    lines = shapely.union_all(shapely.boundary([part, *country]), grid_size=1.0)
    faces = [face for face in shapely.get_parts(shapely.polygonize([lines])) if face.area > 4.0]
    return sorted(faces, key=lambda face: (round(face.centroid.x), round(face.centroid.y)))


def _whole(pieces: list[list[Polygon]]) -> list[Polygon]:
    """One polygon per unit; what a bay cut off goes to the neighbour along the longest border."""
    merged = [list(shapely.get_parts(shapely.union_all(own))) for own in pieces]
    kept = [max(own, key=lambda piece: piece.area) for own in merged]
    loose = [piece for own, main in zip(merged, kept, strict=True) for piece in own if piece is not main]
    for piece in loose:
        borders = shapely.length(shapely.intersection(np.array(kept, dtype=object), piece))
        kept[int(borders.argmax())] = shapely.union_all([kept[int(borders.argmax())], piece])
    return kept


def _wandering(outlines: list[Polygon], smallest: float) -> list[Polygon]:
    """The outlines with wandering edges; those that would then cross each other keep their edges straight."""
    straight: set[tuple[Point, Point]] = set()
    for _ in range(20):
        bent = [_bent(outline, smallest, straight) for outline in outlines]
        wrong = _crossing(bent)
        if not len(wrong):
            return bent
        straight |= {edge for number in wrong for edge in _edges(outlines[number])}
    raise ValueError("outlines cross each other")


def _crossing(outlines: list[Polygon]) -> NDArray[np.intp]:
    """Outlines that are no outlines any more, or that reach into others."""
    shapes = np.array(outlines, dtype=object)
    wrong = ~shapely.is_valid(shapes)
    if not wrong.any():
        wrong = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    return np.flatnonzero(wrong)


def _bent(outline: Polygon, smallest: float, straight: set[tuple[Point, Point]]) -> Polygon:
    rings = [wander_ring(ring.coords, smallest, straight=straight) for ring in (outline.exterior, *outline.interiors)]
    return Polygon(rings[0], rings[1:])


def _edges(outline: Polygon) -> list[tuple[Point, Point]]:
    rings = [list(ring.coords) for ring in (outline.exterior, *outline.interiors)]
    return [(min(a, b), max(a, b)) for ring in rings for a, b in pairwise(ring)]
