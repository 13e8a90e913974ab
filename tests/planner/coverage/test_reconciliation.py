"""Parts held against the whole."""

from dataclasses import replace

import numpy as np

from planner.coverage.placement import place
from planner.coverage.reconciliation import reconcile
from tests.planner.coverage.lattice import centre, chosen, lattice_units

UNITS = lattice_units()


def _lines(weights: list[float], places: list[tuple[float, float]], units=UNITS) -> tuple[str, ...]:
    lon, lat = (np.array(part) for part in zip(*places, strict=True))
    placement = place(units, np.full(len(places), ""), lon, lat)
    return reconcile(placement, np.array(weights), "aged_60")


def test_people_outside_a_level_are_the_named_difference():
    """甲4 has no communities here: its people lie in a township but in no community."""
    units = chosen(UNITS, ~np.char.startswith(UNITS.name, "甲4-"))
    lines = _lines([1900.0, 20.0], [centre("甲1-1"), centre("甲4-1")], units)
    assert lines[2] == "乡级 8 个单元合计 1,920 人，与总数一致"
    assert lines[3] == "社区(村) 28 个单元合计 1,900 人，比总数 1,920 人少 20 人：1 个需求点不在任何社区(村)单元内"
    assert lines[4] == "需求点合计与行政单元的60岁及以上 1,920 人一致"


def test_nobody_outside_is_no_difference():
    lines = _lines([1920.0, 0.0], [centre("甲1-1"), (120.0, 30.0)])
    assert all("与总数一致" in line for line in lines[:-1])


def test_fractions_in_another_order_are_the_same_number():
    weights = [0.1] * 19200
    places = [centre(name) for name in ("甲1-1", "乙2-2")] * 9600
    assert all("一致" in line for line in _lines(weights, places))


def test_units_without_people_of_their_own():
    population = {**UNITS.population, "aged_60": np.full(len(UNITS), np.nan)}
    lines = _lines([5.0], [centre("甲1-1")], replace(UNITS, population=population))
    assert lines[-1] == "行政单元的60岁及以上数据不全，无法与需求点合计 5 人核对"
