"""Who governs which ground: blocks joined to communities, villages around their valleys, townships of both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import Polygon

from sample_regions.dice import Dice, Floats, Point
from sample_regions.district import place
from sample_regions.district.terrain import Ground

Blocks = tuple[tuple[int, int], ...]
"""City blocks by row and column."""


@dataclass(frozen=True)
class Community:
    """A community or village on the drawing board.

    Attributes:
        letter: its township in `place.TOWNS`.
        klass: 城市社区 or 农村社区.
        centre: where its office and most of its people are.
        blocks: row and column of its city blocks, none in the country.
    """

    letter: str
    klass: str
    centre: Point
    outline: Polygon
    blocks: Blocks = ()


def block_outline(row: int, column: int) -> Polygon:
    """A city block between the middle of its four arterials."""
    west, east = place.COLUMNS[column], place.COLUMNS[column + 1]
    return shapely.box(west, place.ROWS[row + 1], east, place.ROWS[row])


def city_outline() -> Polygon:
    """All city blocks."""
    return shapely.union_all([block_outline(*block) for blocks in _blocks().values() for block in blocks])


def draw_communities(ground: Ground, dice: Dice) -> list[Community]:
    """Communities and villages that fill the district without gap or overlap."""
    joined = [(letter, blocks) for letter, own in _blocks().items() for blocks in _join_blocks(letter, own, dice)]
    seeds = _seeds(ground, dice)
    faces = _faces(seeds)
    pieces: list[list[Polygon]] = [[] for _ in range(len(joined) + len(seeds))]
    for face, owner in zip(faces, _owners(faces, joined, seeds), strict=True):
        pieces[owner].append(face)
    outlines = _whole(pieces)
    city = [
        Community(letter, "城市社区", _middle(blocks), outlines[i], blocks) for i, (letter, blocks) in enumerate(joined)
    ]
    country = [
        Community(_nearest_town(seed), "农村社区", seed, outline)
        for seed, outline in zip(seeds, outlines[len(joined) :], strict=True)
    ]
    return _settle_townships(city + _seat_communities(country))


def _blocks() -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for row, letters in enumerate(place.BLOCKS):
        for column, letter in enumerate(letters):
            if letter != ".":
                found.setdefault(letter, []).append((row, column))
    return dict(sorted(found.items()))


def _join_blocks(letter: str, blocks: list[tuple[int, int]], dice: Dice) -> list[Blocks]:
    """Join neighbouring blocks, the outermost first, until as many communities are left as wanted."""
    groups: list[Blocks] = [(block,) for block in blocks]
    while len(groups) > place.COMMUNITIES[letter]:
        pairs = [
            (len(a) + len(b), -_remoteness((*a, *b)) - dice.uniform(0, 1500), i, j)
            for i, a in enumerate(groups)
            for j, b in enumerate(groups[:i])
            if any(abs(r - s) + abs(c - d) == 1 for r, c in a for s, d in b)
        ]
        _, _, i, j = min(pairs)
        joined = tuple(sorted((*groups[i], *groups[j])))
        groups = [group for k, group in enumerate(groups) if k not in (i, j)] + [joined]
    return sorted(groups)


def _remoteness(blocks: Sequence[tuple[int, int]]) -> float:
    u, v = _middle(blocks)
    return float(np.sqrt((u - 300) ** 2 + (v + 600) ** 2))


def _middle(blocks: Sequence[tuple[int, int]]) -> Point:
    # The block's own middle, moved off the river's bank.
    u = np.mean([(place.COLUMNS[c] + place.COLUMNS[c + 1]) / 2 for _, c in blocks])
    v = np.mean([(place.ROWS[r] + place.ROWS[r + 1]) / 2 for r, _ in blocks])
    return float(u), float(v)


def _seeds(ground: Ground, dice: Dice) -> list[Point]:
    """Seats of country towns first, then as many villages as the district has, closer together in the plain."""
    seats = [seat for town in place.COUNTRY_TOWNS for seat in _seats(ground, town)]
    spots = _low_spots(ground, dice)
    wanted = len(seats) + place.VILLAGES
    for tightness in range(150, 40, -1):
        seeds = _spread(seats, spots, ground, tightness / 100)
        if len(seeds) >= wanted:
            return seeds[:wanted]
    raise ValueError("the district is too small for its villages")


def _seats(ground: Ground, town: place.Town) -> list[Point]:
    u, v = _lowest_near(ground, town.centre, 900.0)
    aside = 420.0 * (town.seat_communities - 1)
    return [(u - aside, v), (u + aside, v)][: town.seat_communities]


def seat_of(ground: Ground, town: place.Town) -> Point:
    """Where a country town is governed from: the low ground near its centre."""
    return _lowest_near(ground, town.centre, 900.0)


def _low_spots(ground: Ground, dice: Dice) -> Floats:
    """Random places outside the city, each moved to the lowest ground near it."""
    free = shapely.difference(Polygon(place.OUTLINE).buffer(-450), city_outline().buffer(420))
    west, south, east, north = free.bounds
    tries = np.column_stack([dice.uniforms(9000) * (east - west) + west, dice.uniforms(9000) * (north - south) + south])
    tries = tries[:, None, :] + (dice.uniforms(9000, 6, 2) - 0.5) * 900.0
    heights = ground.height(tries[..., 0], tries[..., 1])
    spots = tries[np.arange(len(tries)), heights.argmin(axis=1)]
    return np.asarray(spots[shapely.contains_xy(free, spots[:, 0], spots[:, 1])])


def _spread(seats: list[Point], spots: Floats, ground: Ground, tightness: float) -> list[Point]:
    """Seats and then every spot that keeps its distance from those taken before."""
    distance = tightness * (1180.0 + 950.0 * ground.mountains(spots[:, 0], spots[:, 1]))
    taken = np.array(seats)
    for spot, least in zip(spots, distance, strict=True):
        if ((taken - spot) ** 2).sum(axis=1).min() > least * least:
            taken = np.vstack([taken, spot])
    return [(float(u), float(v)) for u, v in taken]


def _lowest_near(ground: Ground, centre: tuple[float, float], radius: float) -> Point:
    steps = np.linspace(-radius, radius, 19)
    u, v = (grid.ravel() for grid in np.meshgrid(centre[0] + steps, centre[1] + steps))
    lowest = int(ground.height(u, v).argmin())
    return float(u[lowest]), float(v[lowest])


def _faces(seeds: list[Point]) -> list[Polygon]:
    """The district cut by the city's arterials and by the middle lines between villages."""
    outline, city = Polygon(place.OUTLINE), city_outline()
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=outline.buffer(5000)))
    country = shapely.intersection(cells, shapely.difference(outline, city))
    blocks = [block_outline(*block) for own in _blocks().values() for block in own]
    lines = shapely.union_all(shapely.boundary([outline, *country, *blocks]), grid_size=0.5)
    faces = [face for face in shapely.get_parts(shapely.polygonize([lines])) if face.area > 1.0]
    return sorted(faces, key=lambda face: (round(face.centroid.x), round(face.centroid.y)))


def _owners(faces: list[Polygon], joined: list[tuple[str, Blocks]], seeds: list[Point]) -> list[int]:
    """For each face the number of the community that owns it: joined blocks first, then seeds."""
    of_block = {block: i for i, (_, blocks) in enumerate(joined) for block in blocks}
    owners = []
    for face in faces:
        inside = face.representative_point()
        column = int(np.searchsorted(place.COLUMNS, inside.x)) - 1
        row = int(np.searchsorted([-v for v in place.ROWS], -inside.y)) - 1
        if place.has_block(row, column):
            owners.append(of_block[row, column])
        else:
            away = ((np.array(seeds) - (inside.x, inside.y)) ** 2).sum(axis=1)
            owners.append(len(joined) + int(away.argmin()))
    return owners


def _whole(pieces: list[list[Polygon]]) -> list[Polygon]:
    """One polygon per community; what the city cut off goes to the neighbour along the longest border."""
    kept = [max(own, key=lambda piece: piece.area) for own in map(_merged, pieces)]
    for own in pieces:
        for piece in _merged(own):
            if not any(piece.equals(whole) for whole in kept):
                borders = shapely.length(shapely.intersection(np.array(kept, dtype=object), piece))
                nearest = int(borders.argmax())
                kept[nearest] = shapely.union_all([kept[nearest], piece])
    return kept


def _merged(own: list[Polygon]) -> list[Polygon]:
    return list(shapely.get_parts(shapely.union_all(own)))


def _nearest_town(seed: Point) -> str:
    def remoteness(town: place.Town) -> float:
        across = 3000.0 if (seed[1] > 0) != (town.centre[1] > 0) else 0.0
        return float(np.sqrt((seed[0] - town.centre[0]) ** 2 + (seed[1] - town.centre[1]) ** 2)) + across

    return min((town for town in place.TOWNS if town.letter not in place.PURELY_URBAN), key=remoteness).letter


def _seat_communities(country: list[Community]) -> list[Community]:
    """The first seeds are the seats of the country towns; their people live in a 城市社区."""
    letters = [town.letter for town in place.COUNTRY_TOWNS for _ in range(town.seat_communities)]
    seats = [
        replace(community, letter=letter, klass="城市社区")
        for letter, community in zip(letters, country[: len(letters)], strict=True)
    ]
    return seats + country[len(letters) :]


def _settle_townships(communities: list[Community]) -> list[Community]:
    """Give a village that its township does not touch to the neighbour along the longest border."""
    outlines = np.array([community.outline for community in communities], dtype=object)
    tree = shapely.STRtree(outlines)
    for _ in range(10):
        lost = _cut_off(communities)
        if lost is None:
            return communities
        near = [i for i in sorted(tree.query(outlines[lost])) if communities[i].letter != communities[lost].letter]
        borders = shapely.length(shapely.intersection(outlines[near], outlines[lost]))
        letter = communities[near[int(borders.argmax())]].letter
        communities = [replace(c, letter=letter) if i == lost else c for i, c in enumerate(communities)]
    raise ValueError("a township is in more than one piece")


def _cut_off(communities: list[Community]) -> int | None:
    """A community that lies apart from the main part of its township."""
    for town in place.TOWNS:
        own = [i for i, community in enumerate(communities) if community.letter == town.letter]
        parts = shapely.get_parts(shapely.union_all([communities[i].outline for i in own]))
        if len(parts) > 1:
            main = parts[int(shapely.area(parts).argmax())]
            return next(i for i in own if not main.contains(communities[i].outline.representative_point()))
    return None
