"""All roads of the district: city, country, villages, expressway."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import Polygon

from sample_regions.dice import Dice, Point, distance
from sample_regions.district import place, streets
from sample_regions.district.country import Link, Surveyor, draw_roads, village_links
from sample_regions.district.lanes import LaneDrawer
from sample_regions.district.terrain import Ground
from sample_regions.district.territory import Community, city_outline, seat_of
from sample_regions.roadbook import MOTORS, RoadBook, Way

EXPRESSWAY = (
    (-9300, -7900),
    (-3500, -6500),
    (3000, -6900),
    (9000, -6500),
    (15500, -7600),
    (22000, -7000),
    (35600, -7300),
)
INTERCHANGES = (-4600.0, 6400.0, 18600.0)
MAIN_ROADS = (
    ((6200.0, -860.0), "L", "primary", "城榆线"),
    ("L", "N", "primary", "榆青线"),
    ((4180.0, -3400.0), "K", "primary", "城泉线"),
    ("K", "M", "primary", "泉石线"),
    ((3280.0, -4330.0), "P", "secondary", "岭雁线"),
    ("K", "P", "secondary", "泉雁线"),
    ("M", "N", "secondary", "石青线"),
    ("L", "K", "secondary", "榆泉线"),
)
"""Country roads that somebody numbered: from a gateway of the city or a seat to a seat."""

_VILLAGE = Way((), "residential", homes_per_km=12.0, crowd=1.0)
_SEAT = Way((), "residential", homes_per_km=16.0, crowd=2.0)


def draw_all(ground: Ground, communities: Sequence[Community], cut_off: int, dice: Dice) -> RoadBook:
    """Every way of the district on the drawing board.

    Args:
        cut_off: the community whose road was never joined to the others.
    """
    book = RoadBook()
    streets.draw_city(book, dice)
    streets.river_paths(book, dice)
    book.subdivide(92.0)
    surveyor, stops = _survey(ground, communities, cut_off, dice)
    node_of = draw_roads(book, surveyor, list(stops.values()))
    _join_gateways(book, stops, node_of)
    island = _island_road(book, communities[cut_off].centre)
    _draw_lanes(book, communities, stops, node_of, island, dice)
    _draw_expressway(book)
    book.drop_loose_ends()
    return book


def _survey(
    ground: Ground, communities: Sequence[Community], cut_off: int, dice: Dice
) -> tuple[Surveyor, dict[Point, int]]:
    """Decide and build the country roads; returns the cell of each place that they must reach."""
    city = city_outline()
    river = shapely.box(-9000, -260, 40000, 260)
    allowed = shapely.difference(Polygon(place.OUTLINE).buffer(-330), shapely.union_all([city.buffer(60), river]))
    surveyor = Surveyor(ground, dice, allowed, Polygon(place.OUTLINE))
    surveyor.block(communities[cut_off].centre, 700.0)
    seats = {town.letter: seat_of(ground, town) for town in place.COUNTRY_TOWNS}
    for start, end, klass, name in MAIN_ROADS:
        a = seats[start] if isinstance(start, str) else start
        surveyor.build(Link(a, seats[end], klass, name))
    villages = [c.centre for i, c in enumerate(communities) if not c.blocks and i != cut_off]
    ends = _used_gateways(surveyor)
    forbidden = shapely.union_all([city.buffer(-1), river])
    for link in village_links(villages, ends, ground, dice, forbidden):
        surveyor.build(link)
    return surveyor, {point: surveyor.cell(point) for point in (*villages, *ends)}


def _used_gateways(surveyor: Surveyor) -> list[Point]:
    """Gateways with free ground before them, those too close to another left out."""
    main = [start for start, *_ in MAIN_ROADS if not isinstance(start, str)]
    chosen: list[Point] = list(main)
    for point in streets.gateways():
        cell = surveyor.cell(point)
        away = distance(point, (float(surveyor.u[cell]), float(surveyor.v[cell])))
        if away < 260.0 and all(distance(point, other) > 800.0 for other in chosen):
            chosen.append(point)
    return chosen


def _join_gateways(book: RoadBook, stops: dict[Point, int], node_of: dict[int, int]) -> None:
    for point in streets.gateways():
        if point in stops and stops[point] in node_of:
            book.add(Way((book.node(*point), node_of[stops[point]]), "tertiary"))


def _island_road(book: RoadBook, centre: Point) -> int:
    """The street of the village that the flood cut off: it leads nowhere."""
    u, v = centre
    line = [(u + 70.0 * k, v + 18.0 * ((k * k) % 5 - 2)) for k in range(-4, 5)]
    book.add_line(line, Way((), "unclassified", island=True, homes_per_km=6.0))
    return book.node(*line[4])


def _draw_lanes(
    book: RoadBook,
    communities: Sequence[Community],
    stops: dict[Point, int],
    node_of: dict[int, int],
    island: int,
    dice: Dice,
) -> None:
    drawer = LaneDrawer(book, dice)
    for community in communities:
        if community.blocks:
            continue
        if community.centre not in stops:
            drawer.draw(island, 300.0, (60.0, 140.0), Way((), "residential", island=True, homes_per_km=12.0))
        elif community.klass == "城市社区":
            drawer.draw(node_of[stops[community.centre]], 620.0, (160.0, 330.0), _SEAT)
        else:
            size = dice.uniform(230.0, 420.0)
            drawer.draw(node_of[stops[community.centre]], size, (60.0, 190.0), _VILLAGE)


def _draw_expressway(book: RoadBook) -> None:
    """Two carriageways above all other roads, joined to them at the interchanges only."""
    us = np.arange(EXPRESSWAY[0][0], EXPRESSWAY[-1][0], 260.0)
    knots = np.array(EXPRESSWAY, dtype=float)
    middle = np.interp(us, knots[:, 0], knots[:, 1])
    middle = np.convolve(np.pad(middle, 6, mode="edge"), np.full(13, 1 / 13), mode="valid")
    country = _joinable(book)
    for aside in (18.0, -18.0):
        line = [(float(u), float(v) + aside) for u, v in zip(us, middle, strict=True)]
        nodes = tuple(book.node(*point) for point in (line if aside < 0 else line[::-1]))
        book.add(Way(nodes, "motorway", "沈澜高速", access=MOTORS, oneway=1))
        for u in INTERCHANGES:
            slot = int(np.abs(us - u).argmin())
            near = min(country, key=lambda node, at=line[slot]: distance(book.points[node], at))  # type: ignore[misc]
            book.add(Way((book.node(*line[slot]), near), "motorway_link", "", access=MOTORS))


def _joinable(book: RoadBook) -> list[int]:
    kinds = ("primary", "secondary", "tertiary")
    return sorted({node for way in book.ways if way.klass in kinds for node in way.nodes})
