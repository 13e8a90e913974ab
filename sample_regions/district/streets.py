"""The city's streets: arterials around the blocks, a grid within each, and few bridges over the river."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from sample_regions.dice import Dice, Point, distance
from sample_regions.district import place
from sample_regions.district.names import AVENUES, BRIDGES, STREETS
from sample_regions.roadbook import MOTORS, ON_FOOT, RoadBook, Way

_COLUMN_CLASSES = ("tertiary", "secondary", "tertiary", "tertiary", "primary", "secondary", "tertiary", "secondary")
_ROW_CLASSES = ("tertiary", "secondary", "tertiary", "", "tertiary", "primary", "secondary", "tertiary", "secondary")


OLD_TOWN_CENTRE = (-300.0, -500.0)


@dataclass(frozen=True)
class Fabric:
    """How a block is built.

    Attributes:
        spacing: metres between its streets.
        missing: share of street pieces that were never built.
        footways: share of inner streets that only people on foot use.
        homes_per_km, crowd: see `roadbook.Way`.
    """

    spacing: float
    missing: float
    footways: float
    homes_per_km: float
    crowd: float


OLD_TOWN = Fabric(128, 0.10, 0.22, 16, 0.85)
ESTATE = Fabric(168, 0.16, 0.34, 14, 1.55)
NEW_TOWN = Fabric(205, 0.12, 0.18, 11, 1.45)
INDUSTRY = Fabric(300, 0.20, 0.0, 6, 0.8)


@dataclass
class _Crossings:
    """Where inner streets meet the arterials: positions along each arterial."""

    on_column: dict[int, set[float]] = field(default_factory=dict)
    on_row: dict[float, set[float]] = field(default_factory=dict)


def draw_city(book: RoadBook, dice: Dice) -> None:
    """Add all streets of the city to the book."""
    crossings = _Crossings()
    for row, letters in enumerate(place.BLOCKS):
        for column, letter in enumerate(letters):
            if letter != ".":
                _draw_block(book, dice, row, column, crossings)
    for column in range(len(place.COLUMNS)):
        _draw_column(book, column, crossings.on_column.get(column, set()))
    for row in range(len(place.ROWS)):
        _draw_row(book, row, crossings)
    _draw_bridges(book)


def gateways() -> list[Point]:
    """Crossings at the city's edge where country roads begin."""
    found = []
    for row in range(len(place.ROWS)):
        for column in range(len(place.COLUMNS)):
            around = [place.has_block(row - a, column - b) for a in (0, 1) for b in (0, 1)]
            if row != place.RIVER_ROW and 0 < sum(around) < 4:
                found.append((float(place.COLUMNS[column]), float(place.ROWS[row])))
    return found


def _bounds(row: int, column: int) -> tuple[float, float, float, float]:
    """West, south, east, north of the streets of a block; the river's banks stay free."""
    north = -place.EMBANKMENT if row == place.RIVER_ROW else place.ROWS[row]
    south = place.EMBANKMENT if row + 1 == place.RIVER_ROW else place.ROWS[row + 1]
    return float(place.COLUMNS[column]), float(south), float(place.COLUMNS[column + 1]), float(north)


def _fabric(row: int, column: int, dice: Dice) -> Fabric:
    middle = ((place.COLUMNS[column] + place.COLUMNS[column + 1]) / 2, (place.ROWS[row] + place.ROWS[row + 1]) / 2)
    from_centre = distance(middle, OLD_TOWN_CENTRE) + dice.uniform(-900, 900)
    if from_centre < 2300:
        return OLD_TOWN
    if from_centre < 4300:
        return ESTATE
    return INDUSTRY if dice.chance(0.16) else NEW_TOWN


def _draw_block(book: RoadBook, dice: Dice, row: int, column: int, crossings: _Crossings) -> None:
    west, south, east, north = _bounds(row, column)
    fabric = _fabric(row, column, dice)
    us, vs = _positions(west, east, fabric.spacing, dice), _positions(south, north, fabric.spacing, dice)
    along_u, along_v = [west, *us, east], [south, *vs, north]
    for number, u in enumerate(us):
        line: list[Point] = [(u, v) for v in along_v]
        _draw_street(book, dice, line, fabric, main=number == len(us) // 2)
        for v in (south, north):
            crossings.on_row.setdefault(v, set()).add(u)
    for number, v in enumerate(vs):
        line = [(u, v) for u in along_u]
        _draw_street(book, dice, line, fabric, main=number == len(vs) // 2)
        crossings.on_column.setdefault(column, set()).add(v)
        crossings.on_column.setdefault(column + 1, set()).add(v)


def _positions(low: float, high: float, spacing: float, dice: Dice) -> list[float]:
    count = max(1, round((high - low) / spacing)) - 1
    step = (high - low) / (count + 1)
    return [round(low + step * (i + 1) + dice.uniform(-0.2, 0.2) * step, 1) for i in range(count)]


def _draw_street(book: RoadBook, dice: Dice, line: list[Point], fabric: Fabric, *, main: bool) -> None:
    """One street across a block; pieces may be missing, the main one is whole."""
    on_foot = not main and dice.chance(fabric.footways)
    klass = "tertiary" if main else "footway" if on_foot else "residential"
    kept = [main or not dice.chance(fabric.missing) for _ in line[1:]]
    way = Way(
        (),
        klass,
        access=ON_FOOT if on_foot else 7,
        homes_per_km=fabric.homes_per_km * (0.6 if main else 1.0),
        crowd=fabric.crowd * dice.uniform(0.7, 1.3),
    )
    for run in _runs(line, kept):
        book.add_line(run, way)


def _runs(line: list[Point], kept: list[bool]) -> Iterable[list[Point]]:
    run = [line[0]]
    for point, keep in zip(line[1:], kept, strict=True):
        if not keep:
            yield run
            run = []
        run.append(point)
    yield run


def _draw_column(book: RoadBook, column: int, crossing: set[float]) -> None:
    u = float(place.COLUMNS[column])
    klass = _COLUMN_CLASSES[column % 8]
    for row in range(len(place.BLOCKS)):
        sides = [c for c in (column - 1, column) if place.has_block(row, c)]
        if not sides:
            continue
        _, south, _, north = _bounds(row, sides[0])
        inner = sorted(v for v in crossing if south < v < north)
        # A pair of one-way streets in the old town.
        oneway = {6: 1, 7: -1}.get(column, 0) if row in (3, 4) else 0
        way = Way((), klass, STREETS[column], oneway=oneway, homes_per_km=3)
        book.add_line([(u, v) for v in (south, *inner, north)], way)


def _draw_row(book: RoadBook, row: int, crossings: _Crossings) -> None:
    if row == place.RIVER_ROW:
        for bank, side, name in ((place.EMBANKMENT, row - 1, "清澜北路"), (-place.EMBANKMENT, row, "清澜南路")):
            _draw_run(book, row, float(bank), [side], "secondary", name, crossings)
        return
    _draw_run(book, row, float(place.ROWS[row]), [row - 1, row], _ROW_CLASSES[row % 9], AVENUES[row], crossings)


def _draw_run(
    book: RoadBook, row: int, v: float, sides: list[int], klass: str, name: str, crossings: _Crossings
) -> None:
    crossing = crossings.on_row.get(v, set())
    line: list[Point] = []
    for column in range(len(place.COLUMNS) - 1):
        west, east = float(place.COLUMNS[column]), float(place.COLUMNS[column + 1])
        if any(place.has_block(side, column) for side in sides):
            line.extend((u, v) for u in (west, *sorted(u for u in crossing if west < u < east), east))
        elif line:
            book.add_line(_once(line), Way((), klass, name, homes_per_km=3))
            line = []
    if line:
        book.add_line(_once(line), Way((), klass, name, homes_per_km=3))


def _once(line: list[Point]) -> list[Point]:
    return [point for point, before in zip(line, [None, *line], strict=False) if point != before]


def _draw_bridges(book: RoadBook) -> None:
    bank = float(place.EMBANKMENT)
    for column, name in zip(place.WALKED_BRIDGES, BRIDGES, strict=False):
        u = float(place.COLUMNS[column])
        book.add_line([(u, bank), (u, 0.0), (u, -bank)], Way((), _COLUMN_CLASSES[column % 8], name))
    u = float(place.COLUMNS[place.DRIVEN_BRIDGE])
    way = Way((), "trunk", BRIDGES[-1], access=MOTORS)
    book.add_line([(u, bank), (u, 0.0), (u, -bank)], way)


def river_paths(book: RoadBook, dice: Dice) -> None:
    """Footpaths between the banks' roads and the water, with steps down every few hundred metres."""
    for bank, row in ((1.0, place.RIVER_ROW - 1), (-1.0, place.RIVER_ROW)):
        near, far = bank * (place.EMBANKMENT - 45), bank * place.EMBANKMENT
        columns = [c for c in range(len(place.COLUMNS) - 1) if place.has_block(row, c)]
        us = [float(place.COLUMNS[c]) for c in (*columns, columns[-1] + 1)]
        path = sorted({*us, *np.round(np.arange(us[0], us[-1], 150.0), 1).tolist()})
        way = Way((), "footway", "清澜河步道", access=ON_FOOT)
        book.add_line([(u, near + bank * dice.uniform(-12, 12) * (u not in us)) for u in path], way)
        for u in us:
            book.add_line([(u, near), (u, far)], Way((), "footway", access=ON_FOOT))
