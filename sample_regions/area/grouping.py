"""Cells joined to townships: each round its own middle, and in one piece."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from sample_regions.area.atlas import Atlas, County
from sample_regions.area.seeding import Cells
from sample_regions.dice import Floats

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Township:
    """A township.

    Attributes:
        county: number in the atlas.
        cells: numbers of its cells, the seat first.
        communities: how many of its cells are 城市社区; these come first.
    """

    county: int
    klass: str
    cells: tuple[int, ...]
    communities: int


def settle_counties(cells: Cells, outlines: list[Polygon]) -> Cells:
    """The cells, those cut off from their county given to the county around them; islands stay."""
    groups = [np.flatnonzero(cells.county == number) for number in range(int(cells.county.max()) + 1)]
    county = cells.county.copy()
    for number, group in enumerate(_settled(groups, outlines)):
        county[group] = number
    return replace(cells, county=county)


def make_townships(atlas: Atlas, cells: Cells, outlines: list[Polygon]) -> list[Township]:
    """The townships of all counties, county by county: 街道, 镇, 乡."""
    found = []
    for number, county in enumerate(atlas.counties):
        own = np.flatnonzero(cells.county == number)
        if atlas.finest == "township":
            groups = [np.array([cell]) for cell in own]
        else:
            groups = _settled(_groups(county, cells, own), outlines)
        found += _named(atlas, number, cells, groups)
    return found


def _groups(county: County, cells: Cells, own: Rows) -> list[Rows]:
    """The core cut among the 街道, or joined to the seat's own 镇; the country among 镇 and 乡."""
    streets, towns, rural = county.townships
    core, country = own[cells.urban[own]], own[~cells.urban[own]]
    if streets:
        return [*_clusters(cells.spot, core, streets), *_clusters(cells.spot, country, towns + rural)]
    groups = _clusters(cells.spot, country, towns + rural, fixed=cells.spot[core].mean(axis=0))
    return [np.concatenate([core, groups[0]]), *groups[1:]]


def _clusters(spot: Floats, rows: Rows, count: int, fixed: Floats | None = None) -> list[Rows]:
    """Rows by the nearest of `count` middles that moved to the middle of their own (Lloyd); `fixed` stays."""
    if not count:
        return []
    middles = _far_apart(spot[rows], count, fixed)
    for _ in range(14):
        nearest = ((spot[rows][:, None] - middles[None]) ** 2).sum(axis=2).argmin(axis=1)
        for group in range(0 if fixed is None else 1, count):
            if (nearest == group).any():
                middles[group] = spot[rows][nearest == group].mean(axis=0)
    groups = [rows[nearest == group] for group in range(count)]
    if not all(len(group) for group in groups[0 if fixed is None else 1 :]):
        raise ValueError("a township without any unit")
    return groups


def _far_apart(spots: Floats, count: int, fixed: Floats | None) -> Floats:
    """The spot nearest to the middle, or a fixed one, and then always the spot farthest from those taken."""
    middle = spots.mean(axis=0)
    first = spots[int(((spots - middle) ** 2).sum(axis=1).argmin())] if fixed is None else fixed
    taken = [first]
    while len(taken) < count:
        away = ((spots[:, None] - np.array(taken)[None]) ** 2).sum(axis=2).min(axis=1)
        taken.append(spots[int(away.argmax())])
    return np.array(taken, dtype=float)


def _settled(groups: list[Rows], outlines: list[Polygon]) -> list[Rows]:
    """The groups, each in one piece: a cell cut off from its group goes to the neighbour along the longest border.

    An island stays with its own.
    """
    of = {int(cell): number for number, group in enumerate(groups) for cell in group}
    order = sorted(of)
    shapes = np.array([outlines[cell] for cell in order], dtype=object)
    for _ in range(9):
        lost = [cell for number in range(len(groups)) for cell in _apart(of, number, order, outlines)]
        moves = {cell: _neighbour(of, cell, order, shapes) for cell in lost}
        if all(of[cell] == owner for cell, owner in moves.items()):
            return [np.array([cell for cell in order if of[cell] == number]) for number in range(len(groups))]
        of |= moves
    raise ValueError("a unit stays in more than one piece")


def _neighbour(of: dict[int, int], cell: int, order: list[int], shapes: NDArray[np.object_]) -> int:
    """The other group along the longest border of a cell; its own where it touches none, on an island."""
    borders = shapely.length(shapely.intersection(shapes, shapes[order.index(cell)]))
    borders[[of[other] == of[cell] for other in order]] = 0.0
    longest = int(borders.argmax())
    return of[order[longest]] if borders[longest] > 0 else of[cell]


def _apart(of: dict[int, int], number: int, order: list[int], outlines: list[Polygon]) -> list[int]:
    own = [cell for cell in order if of[cell] == number]
    parts = shapely.get_parts(shapely.union_all([outlines[cell] for cell in own]))
    if len(parts) < 2:
        return []
    main = parts[int(shapely.area(parts).argmax())]
    return [cell for cell in own if not main.contains(outlines[cell].representative_point())]


def _named(atlas: Atlas, number: int, cells: Cells, groups: list[Rows]) -> list[Township]:
    """Classes: 街道 where the grid is, 乡 the farthest from the seat; and which cells are 城市社区."""
    county = atlas.counties[number]
    seat = atlas.metres(county.seat)[0]
    streets, towns, _ = county.townships
    away = [float(((cells.spot[group].mean(axis=0) - seat) ** 2).sum()) for group in groups[streets:]]
    country = [groups[streets:][i] for i in np.argsort(away, kind="stable")]
    made = [Township(number, "街道", _seat_first(cells, group), len(group)) for group in groups[:streets]]
    for rank, group in enumerate(country):
        core = int(cells.urban[group].sum())
        order = _seat_first(cells, group)
        order = (*(c for c in order if cells.urban[c]), *(c for c in order if not cells.urban[c]))
        made.append(Township(number, "镇" if rank < towns else "乡", order, core))
    return _with_small_towns(made, county.communities[1] if atlas.finest == "community" else 0)


def _with_small_towns(townships: list[Township], count: int) -> list[Township]:
    """The seats of 镇 become 城市社区, one by one, those with none yet first."""
    for _ in range(count):
        towns = [(t.communities, i) for i, t in enumerate(townships) if t.klass == "镇"]
        least = min(towns)[1]
        townships[least] = replace(townships[least], communities=townships[least].communities + 1)
    return townships


def _seat_first(cells: Cells, group: Rows) -> tuple[int, ...]:
    """From the middle outwards."""
    middle = cells.spot[group].mean(axis=0)
    away = ((cells.spot[group] - middle) ** 2).sum(axis=1)
    return tuple(int(group[i]) for i in np.argsort(away, kind="stable"))
