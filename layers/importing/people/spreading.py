"""People of whom only the unit is known, as points: totals spread over places where people may live."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.importing.people.ground import Ground
from layers.importing.people.spread_units import finest, outlined
from layers.importing.units.unit_tables import column
from layers.lattice import even_points
from layers.location import locate
from layers.projection import Metric
from layers.schema import GROUPS
from layers.tables import Demand, Floats, Units

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Spread:
    """Demand points made from totals.

    Attributes:
        even: rows of the units in which there was nothing to spread over, spread evenly instead.
        homeless: rows of units with people but no outline, neither their own nor of those around, so spread nowhere.
        outside: numbers of the places that lie in no unit with people, left out.
        factor: by row of unit, its population over the sum of the places' weights in it.
    """

    demand: Demand
    even: Rows
    homeless: Rows
    outside: Rows
    factor: Mapping[int, float]


def spread(units: Units, ground: Ground, metric: Metric) -> Spread:
    """Every group of every unit over the places in it, so that the points of a unit add up to its own total.

    Of the finest units that have the group, weight(point) = total(unit) w(point) / sum of w in the unit, where w is
    the weight of the place; for groups other than the population, of the people at it, where those are known. A unit
    without any place gets a lattice of points. A point lies in its unit; on a common border, in that of the smaller
    code.

    Args:
        units: with outlines and totals.
        ground: places and their weights; none for an even spread.
    """
    there = outlined(units)
    given = {group: np.isfinite(column(units, group)) for group in GROUPS}
    chosen = {group: finest(units, there & has) for group, has in given.items() if (there & has).any()}
    wanted = np.unique(np.concatenate([np.zeros(0, np.intp), *chosen.values()]))
    places = _Places.of(ground)
    even = np.unique(np.concatenate([np.zeros(0, np.intp), *(places.lacking(units, rows) for rows in chosen.values())]))
    places = places.with_even(units, even, metric)
    cell = places.at(units, wanted)
    weights: dict[str, Floats] = {}
    for group, rows in chosen.items():
        base = np.nan_to_num(weights["population"]) if "population" in weights else places.weight
        weights[group] = _shares(places.at(units, rows), column(units, group), base, places.weight)
    used = np.flatnonzero((cell >= 0) & (places.weight > 0))
    demand = Demand(
        id=np.arange(1, len(used) + 1).astype(np.str_),
        unit_code=units.code[cell[used]].astype("U12"),
        lon=places.lon[used],
        lat=places.lat[used],
        weight={group: values[used] for group, values in weights.items()},
    )
    outside = np.flatnonzero(cell[: len(ground)] < 0)
    return Spread(demand, even, _homeless(units, given, there), outside, _factors(units, chosen, places))


@dataclass(frozen=True, eq=False)
class _Places:
    """Places, and the unit that some were made for.

    Attributes:
        weight: 0 where nobody lives.
        owner: row of the unit, -1 for places of the ground.
        before: the places that come first here, where more were added.
    """

    lon: Floats
    lat: Floats
    weight: Floats
    owner: Rows
    before: "_Places | None" = None
    _found: dict[bytes, Rows] = field(default_factory=dict)

    @classmethod
    def of(cls, ground: Ground) -> "_Places":
        """The places of the ground."""
        lived_at = np.isfinite(ground.weight) & (ground.weight > 0)
        weight = np.where(lived_at, ground.weight, 0.0)
        return cls(ground.lon, ground.lat, weight, np.full(len(ground), -1, np.intp))

    def at(self, units: Units, rows: Rows) -> Rows:
        """Row of the unit among `rows` that each place lies in, -1 where none does."""
        key = rows.tobytes()
        if key not in self._found:
            first = np.zeros(0, np.intp) if self.before is None else self.before.at(units, rows)
            found = locate(units.take(rows), self.lon[len(first) :], self.lat[len(first) :])
            around = np.concatenate([first, np.where(found >= 0, rows[found], -1) if len(rows) else found])
            self._found[key] = np.where(np.isin(self.owner, rows), self.owner, around)
        return self._found[key]

    def lacking(self, units: Units, rows: Rows) -> Rows:
        """Those of the rows in which nobody lives anywhere."""
        at = self.at(units, rows)
        lived_in = np.bincount(at[at >= 0], self.weight[at >= 0], len(units))
        return rows[lived_in[rows] <= 0]

    def with_even(self, units: Units, rows: Rows, metric: Metric) -> "_Places":
        """With a lattice of points in each of some units, each as much as a usual place."""
        lon, lat, number = even_points(units.geometry[rows], metric)
        usual = float(self.weight[self.weight > 0].mean()) if (self.weight > 0).any() else 1.0
        return _Places(
            np.concatenate([self.lon, lon]),
            np.concatenate([self.lat, lat]),
            np.concatenate([self.weight, np.full(len(lon), usual)]),
            np.concatenate([self.owner, rows[number]]),
            self,
        )


def _shares(at: Rows, totals: Floats, base: Floats, otherwise: Floats) -> Floats:
    """Of each unit's total the part of each place in it; by `otherwise` where the base of a whole unit is 0."""
    inside = at >= 0
    count = len(totals)
    empty = np.bincount(at[inside], base[inside], count) <= 0
    base = np.where(empty[at], otherwise, base)
    sums = np.bincount(at[inside], base[inside], count)
    shares = np.full(len(at), np.nan)
    shares[inside] = totals[at[inside]] * (base[inside] / sums[at[inside]])
    return shares


def _homeless(units: Units, given: Mapping[str, NDArray[np.bool_]], there: NDArray[np.bool_]) -> Rows:
    """Units whose people of some group are in no outline: neither theirs nor one above or below that has the group."""
    lost = [np.zeros(0, np.intp)]
    for has in given.values():
        whole, placed = finest(units, has), finest(units, there & has)
        held = set(placed.tolist())
        lost.append(
            np.array([row for row in whole.tolist() if not _around(units, row) & held and not there[row]], np.intp)
        )
    return np.unique(np.concatenate(lost))


def _around(units: Units, row: int) -> set[int]:
    """A row and those of the units above it."""
    found = {row}
    above = units.row_of.get(str(units.parent[row]), -1)
    while above >= 0 and above not in found:
        found.add(above)
        above = units.row_of.get(str(units.parent[above]), -1)
    return found


def _factors(units: Units, chosen: Mapping[str, Rows], places: _Places) -> dict[int, float]:
    """By unit: its population over the sum of the weights in it."""
    if "population" not in chosen:
        return {}
    rows = chosen["population"]
    at = places.at(units, rows)
    own = (at >= 0) & (places.owner < 0)
    sums = np.bincount(at[own], places.weight[own], len(units))
    totals = column(units, "population")
    return {int(row): float(totals[row] / sums[row]) for row in rows if sums[row] > 0}
