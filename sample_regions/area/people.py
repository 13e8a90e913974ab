"""The people of an area: as many as the atlas says, county by county, and the sums that units report."""

from dataclasses import replace

import numpy as np

from layers.schema import AGES
from layers.tables import Demand, Units
from sample_regions.area.atlas import Atlas
from sample_regions.area.homes import Homes
from sample_regions.area.seeding import Cells
from sample_regions.dice import Dice, Floats, whole_parts

_MOST_IN_TOWN = 0.96
_BESIDE = 35.0
"""How far from the road's node a home stands, metres."""


def settle(atlas: Atlas, cells: Cells, homes: Homes, code_of: dict[int, str], dice: Dice) -> Demand:
    """The demand points, whole persons at each, by group."""
    beside = homes.spot + (dice.uniforms(len(homes.spot), 2) - 0.5) * 2 * _BESIDE
    lon, lat = atlas.degrees(*beside.T)
    people = _people(atlas, cells, homes)
    weights = _groups(atlas, people, cells.urban[homes.cell], dice)
    return Demand(
        id=np.array([f"{number:x}" for number in range(1, len(lon) + 1)]),
        unit_code=np.array([code_of[int(cell)] for cell in homes.cell]),
        lon=lon,
        lat=lat,
        weight=weights,
    )


def _people(atlas: Atlas, cells: Cells, homes: Homes) -> Floats:
    """Persons of each home: the county's people, its urban share in the town, the rest in the country."""
    weight = np.zeros(len(homes.cell))
    for number, county in enumerate(atlas.counties):
        in_town = min(county.urban, _MOST_IN_TOWN)
        for urban, share in ((True, in_town), (False, 1.0 - in_town)):
            own = (cells.county[homes.cell] == number) & (cells.urban[homes.cell] == urban)
            if own.any():
                weight[own] = homes.crowd[own] * (share * county.people / homes.crowd[own].sum())
    found = np.zeros(len(weight))
    for number, county in enumerate(atlas.counties):
        own = cells.county[homes.cell] == number
        found[own] = whole_parts(county.people, weight[own])
    return found


def _groups(atlas: Atlas, people: Floats, urban: np.ndarray, dice: Dice) -> dict[str, Floats]:
    """Whole persons by group; those over 80 are among those over 65, these among those over 60."""
    size = len(people)
    old = np.where(urban, 0.86, 1.16) + 0.06 * dice.bell(size)
    aged_60 = np.minimum(whole_parts(atlas.aged_60, people * old), people)
    aged_65 = np.minimum(np.floor(aged_60 * 0.69 + dice.uniforms(size)), aged_60)
    aged_80 = np.minimum(np.floor(aged_65 * 0.18 + dice.uniforms(size)), aged_65)
    young = np.where(urban, 0.16, 0.145) + 0.012 * dice.bell(size)
    under_18 = np.minimum(np.floor(people * young + dice.uniforms(size)), people - aged_60)
    return dict(zip(AGES, (people, aged_60, aged_65, aged_80, under_18), strict=True))


def count(atlas: Atlas, units: Units, demand: Demand, dice: Dice) -> Units:
    """The units with the sums of their demand points, at every level."""
    row = np.array([units.row_of[str(code)] for code in demand.unit_code])
    population = {
        group: np.bincount(row, weight, len(units)).astype(np.float64) for group, weight in demand.weight.items()
    }
    town, country = atlas.size
    in_country = np.isin(units.klass, ("农村社区", "镇", "乡"))
    size = np.where(in_country, country, town) + 0.1 * dice.bell(len(units))
    households = np.round(population["population"] / size)
    levels = ("township", "county", "prefecture", "province")
    for level in levels[0 if atlas.finest == "community" else 1 :]:
        for parent in units.rows_at(level):
            below = np.flatnonzero(units.parent == units.code[parent])
            households[parent] = households[below].sum()
            for values in population.values():
                values[parent] = values[below].sum()
    return replace(units, households=households, population=population)
