"""Lines that wander as brooks and ridges do, the same from either side of a border."""

from collections.abc import Container, Iterable
from itertools import pairwise

from sample_regions.dice import Point, distance


def wander(start: Point, end: Point, shortest: float, push: float = 0.15) -> list[Point]:
    """Places between two places: each half pushed aside by up to `push` of its length, until they are short.

    The same places in the other order when the line is walked back.
    """
    low, high = sorted((start, end))
    between = _between(low, high, shortest, push)
    return between if low == start else between[::-1]


def wander_ring(
    ring: Iterable[Point], shortest: float, push: float = 0.15, straight: Container[tuple[Point, Point]] = ()
) -> list[Point]:
    """A closed ring with its edges wandering; the last place is the first again.

    Args:
        straight: edges that do not, the lesser end first.
    """
    corners = [(float(x), float(y)) for x, y in ring]
    if corners[0] != corners[-1]:
        corners.append(corners[0])
    found = []
    for a, b in pairwise(corners):
        found += [a, *(wander(a, b, shortest, push) if (min(a, b), max(a, b)) not in straight else ())]
    return [*found, corners[-1]]


def _between(a: Point, b: Point, shortest: float, push: float) -> list[Point]:
    if distance(a, b) < 2 * shortest:
        return []
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    aside = push * _whim(x, y)
    middle = (float(round(x - aside * (b[1] - a[1]))), float(round(y + aside * (b[0] - a[0]))))
    return [*_between(a, middle, shortest, push), middle, *_between(middle, b, shortest, push)]


def _whim(x: float, y: float) -> float:
    """A number from -1 to 1 that belongs to a place."""
    mixed = (round(2 * x) * 73_856_093) ^ (round(2 * y) * 19_349_663)
    mixed = (mixed ^ (mixed >> 13)) * 1_274_126_177 & 0xFFFFFFFF
    return (mixed ^ (mixed >> 16)) / 0x7FFFFFFF - 1.0
