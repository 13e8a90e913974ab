"""The invented people: where they live, how old they are, and the sums that their units report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import KDTree

from layers.location import locate_at
from layers.schema import AGES
from layers.tables import Demand, Floats, Units
from sample_regions.dice import Dice, whole_parts
from sample_regions.district import place
from sample_regions.district.terrain import Ground
from sample_regions.figures import Figures
from sample_regions.places import local_metres
from sample_regions.roadbook import RoadBook

COUNTRY_PEOPLE = 84_000
HAMLETS = 5
"""Clusters of houses in the mountains with no road within 500 m."""


@dataclass(frozen=True)
class Homes:
    """Places where people live, before anybody is counted.

    Attributes:
        crowd: persons there against the average of town or country.
    """

    lon: Floats
    lat: Floats
    crowd: Floats


def build_homes(book: RoadBook, ground: Ground, dice: Dice) -> Homes:
    """Homes along the ways that have some, and a few where no road leads."""
    tails, heads = book.segments()
    per_km = np.concatenate([np.full(len(way.nodes) - 1, way.homes_per_km) for way in book.ways])
    crowd = np.concatenate([np.full(len(way.nodes) - 1, way.crowd) for way in book.ways])
    along = heads - tails
    length = np.sqrt((along**2).sum(axis=1))
    ends = np.cumsum(length * per_km / 1000.0)
    marks = np.arange(int(ends[-1])) + dice.uniforms(int(ends[-1]))
    segment = np.minimum(np.searchsorted(ends, marks), len(ends) - 1)
    part = dice.uniforms(len(segment))[:, None]
    side = np.where(dice.uniforms(len(segment)) < 0.5, -1.0, 1.0) * (14.0 + 34.0 * dice.uniforms(len(segment)))
    direction = along[segment] / np.maximum(length[segment], 1e-9)[:, None]
    aside = np.column_stack([-direction[:, 1], direction[:, 0]]) * side[:, None]
    spots = tails[segment] + along[segment] * part + aside
    in_river = (np.abs(spots[:, 1]) < place.EMBANKMENT + 5) & (spots[:, 0] < 6400)
    spots, crowd = spots[~in_river], crowd[segment][~in_river]
    remote = _remote_spots(book, ground, dice)
    lon, lat = ground.degrees(*np.vstack([spots, remote]).T)
    return Homes(lon, lat, np.concatenate([crowd, np.full(len(remote), 0.5)]))


def _remote_spots(book: RoadBook, ground: Ground, dice: Dice) -> Floats:
    """Small clusters on low mountain ground, 560 to 1100 metres from the nearest road."""
    tries = np.column_stack([dice.uniforms(4000) * 17_000 + 13_000, dice.uniforms(4000) * -16_000 - 6_000])
    tails, heads = book.segments()
    roads = KDTree(local_metres(*ground.degrees(*((tails + heads) / 2).T)))
    away, _ = roads.query(local_metres(*ground.degrees(*tries.T)))
    fit = tries[(away > 760) & (away < 1000) & (ground.height(*tries.T) < 190)]
    chosen: list[Floats] = []
    for spot in fit:
        if all(((spot - other) ** 2).sum() > 3500.0**2 for other in chosen):
            chosen.append(spot)
    clusters = [spot + (dice.uniforms(4, 2) - 0.5) * 180.0 for spot in chosen[:HAMLETS]]
    return np.vstack(clusters)


def settle(homes: Homes, units: Units, remoteness: Sequence[float], dice: Dice, figures: Figures) -> Demand:
    """Count the people of each home, by group, in the unit that its place lies in.

    Args:
        units: the units, their population not yet known.
        remoteness: metres from the city's centre by unit, which makes the newer estates younger.
    """
    row = locate_at(units, "community", homes.lon, homes.lat)
    inside = np.flatnonzero(row >= 0)
    row, crowd = row[inside], homes.crowd[inside]
    rural = units.klass[row] == "农村社区"
    mood = 0.35 + 1.3 * dice.uniforms(len(row)) ** 2
    unit_mood = (0.75 + 0.5 * dice.uniforms(len(units)))[row]
    raw = crowd * mood * unit_mood
    scale = np.where(rural, COUNTRY_PEOPLE / raw[rural].sum(), (place.POPULATION - COUNTRY_PEOPLE) / raw[~rural].sum())
    people = np.maximum(np.floor(raw * scale + dice.uniforms(len(row))), 1.0)
    return Demand(
        id=np.array([f"{number:x}" for number in range(1, len(row) + 1)]),
        unit_code=units.code[row],
        lon=homes.lon[inside],
        lat=homes.lat[inside],
        weight=_groups(people, row, units, np.asarray(remoteness), dice, _aged_60(figures)),
    )


def _aged_60(figures: Figures) -> float:
    """As many as the plan reckons with where it says how many beds a thousand of them have."""
    return 1000 * figures["elderly_beds"] / figures["elderly_beds_per_1000"]


def _groups(
    people: Floats, row: np.ndarray, units: Units, remoteness: Floats, dice: Dice, all_aged_60: float
) -> dict[str, Floats]:
    """Whole persons by group; those over 80 are among those over 65, these among those over 60."""
    rural = units.klass == "农村社区"
    young = np.clip((remoteness - 1500.0) / 4500.0, 0.0, 1.0)
    share_60 = np.where(rural, 0.305, 0.285 - 0.12 * young) + 0.022 * dice.bell(len(units))
    share_18 = np.where(rural, 0.105, 0.115 + 0.075 * young) + 0.010 * dice.bell(len(units))

    def part_of(whole: Floats, share: Floats | float) -> Floats:
        return np.floor(whole * share + dice.uniforms(len(whole)))

    aged_60 = np.minimum(
        whole_parts(all_aged_60, people * share_60[row] * (0.8 + 0.4 * dice.uniforms(len(row)))), people
    )
    aged_65 = np.minimum(part_of(aged_60, 0.68), aged_60)
    aged_80 = np.minimum(part_of(aged_65, 0.185), aged_65)
    under_18 = np.minimum(part_of(people, share_18[row]), people - aged_60)
    return dict(zip(AGES, (people, aged_60, aged_65, aged_80, under_18), strict=True))


def count(units: Units, demand: Demand, dice: Dice) -> Units:
    """The units with the sums of their demand points, at every level."""
    row = np.array([units.row_of[str(code)] for code in demand.unit_code])
    population = {
        group: np.bincount(row, weight, len(units)).astype(np.float64) for group, weight in demand.weight.items()
    }
    size = np.where(units.klass == "农村社区", 2.85, 2.5) + 0.12 * dice.bell(len(units))
    households = np.round(population["population"] / size)
    for level in ("township", "county"):
        for parent in units.rows_at(level):
            below = np.flatnonzero(units.parent == units.code[parent])
            households[parent] = households[below].sum()
            for values in population.values():
                values[parent] = values[below].sum()
    return replace(units, households=households, population=population)
