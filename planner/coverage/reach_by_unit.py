"""Shares of people reached in every unit of a level, out of the one answer for the whole region.

People go to the facilities of the neighbours too, so no unit is cut out of the network.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from layers.errors import UserError
from layers.schema import LEVELS
from layers.tables import Floats
from planner.coverage.hierarchy import Mask, Rows
from planner.coverage.reaching import Nearest, Reaches
from planner.coverage.share_reached import ROLES, method_of, nearest_of, serving_by_unit, unit_evidence
from planner.coverage.standard import within
from planner.coverage.stock import Stock
from planner.coverage.wording import listed, people
from planner.plans.exact import exact, rounded, scale_of
from planner.plans.indicator import Indicator
from planner.plans.scorecard import EvidenceRow, Measurement


class _People(NamedTuple):
    """Sums over demand points.

    Attributes:
        reached, not_reached, unplaced: people within the standard, beyond it, and without a place.
        beyond, inside, anywhere: points likewise, whose number of people was never given.
        less, more: people reached, or not, of whom only the unit is known and of whose unit the other holds as well.
    """

    reached: float
    not_reached: float
    unplaced: float
    inside: float
    beyond: float
    anywhere: float
    less: float
    more: float

    @property
    def total(self) -> float:
        return self.reached + self.not_reached + self.unplaced

    @property
    def unweighted(self) -> float:
        return self.inside + self.beyond + self.anywhere


class ReachByUnit:
    """What one indicator's reach of the whole region says of the units of a level."""

    def __init__(self, reaches: Reaches, indicator: Indicator, level: str) -> None:
        """Ask for the reach; where there is none, every unit says why."""
        self._stock, self._level = reaches.stock, level
        self._scale = scale_of(indicator.unit)
        self._method = method_of(reaches.stock, indicator)
        self._answer: _Answer | None = None
        self._fault = ""
        try:
            self._answer = _Answer(reaches.stock, nearest_of(reaches, indicator), level)
        except UserError as error:
            self._fault = str(error)

    def measurement(self, row: int) -> Measurement:
        """The share of the people of a unit, by its row in the units of the region."""
        answer, scale = self._answer, self._scale
        if answer is None:
            return Measurement(None, 0.0, float(scale), None, None, (self._fault,), method=self._method)
        own, missing = answer.own(row), answer.missing(row)
        share = rounded(exact(own.reached) * scale / exact(own.total)) if own.total else None
        low, high = (rounded(exact(end) * scale) for end in answer.bounds(row))
        return Measurement(
            value=None if missing else share,
            low=low if missing else share,
            high=high if missing else share,
            numerator=own.reached,
            denominator=own.total,
            missing=missing,
            rows=answer.evidence.get(row, ()),
            method="。".join((f"{self._method}。居民可以到相邻单元的设施", *answer.nearest.notes)),
            sources=self._stock.used(*ROLES),
        )


class _Answer:
    """The demand points of a reach, summed by unit."""

    def __init__(self, stock: Stock, nearest: Nearest, level: str) -> None:
        self.stock, self.nearest, self._level = stock, nearest, level
        at, count = nearest.placement.at(level), len(stock.units)
        row = nearest.placement.row
        self._own = _sums(nearest, at, at >= 0, count)
        self._adrift = _sums(nearest, np.where(row < 0, count, row), at < 0, count + 1)

    def own(self, row: int) -> _People:
        """The people of a unit."""
        return _People(*self._own[row].tolist())

    def perhaps(self, row: int) -> _People:
        """People who may belong to a unit: only a coarser one around it, or none, is known of them."""
        around = [len(self.stock.units), *self.stock.hierarchy.above(row)]
        return _People(*self._adrift[around].sum(axis=0).tolist())

    def bounds(self, row: int) -> tuple[float, float]:
        """The least and the greatest share that what is not known allows; every adrift point may be in or out."""
        own, perhaps, left_out = self.own(row), self.perhaps(row), self._left_out(row)
        unsure = own.beyond + own.anywhere + perhaps.beyond + perhaps.anywhere
        against = perhaps.not_reached + perhaps.unplaced + perhaps.less
        for_it = perhaps.reached + perhaps.unplaced + perhaps.more
        low = 0.0 if left_out or unsure or not own.total else (own.reached - own.less) / (own.total + against)
        more = own.inside + own.anywhere + perhaps.inside + perhaps.anywhere
        if left_out or self.nearest.unplaced or more or not own.total:
            return low, 1.0
        return low, (own.reached + own.more + own.unplaced + for_it) / (own.total + for_it)

    def missing(self, row: int) -> tuple[str, ...]:
        """What is missing, in Chinese."""
        own, perhaps, left_out, unplaced = self.own(row), self.perhaps(row), self._left_out(row), self.nearest.unplaced
        texts = (
            (own.unweighted, f"{own.unweighted:.0f} 个需求点没有该人群的人数，未计入"),
            (own.unplaced, f"{people(own.unplaced)}没有坐标，计入总数，不知是否在范围内"),
            (perhaps.total, f"{people(perhaps.total)}不知在不在本单元，未计入"),
            (perhaps.unweighted, f"{perhaps.unweighted:.0f} 个没有人数的需求点不知在不在本单元"),
            (left_out, f"{len(left_out)} 个单元没有边界或没有人口，未计入：{listed(left_out)}"),
            (unplaced, f"{len(unplaced)} 处设施没有坐标，未参加计算：{listed(unplaced)}"),
            (
                own.less + own.more,
                f"{people(own.less + own.more)}只知道所在单元，单元里一部分地方在范围内、一部分不在",
            ),
            (not own.total, "没有人口"),
        )
        return tuple(text for present, text in texts if present)

    def _left_out(self, row: int) -> list[str]:
        """Names of the units below whose people stand at no point."""
        names = self.nearest.points.left_out
        if not names:
            return []
        below = np.flatnonzero(self.stock.hierarchy.ancestors[self._level] == row)
        return [str(name) for name in self.stock.units.name[below] if str(name) in names]

    @cached_property
    def evidence(self) -> dict[int, tuple[EvidenceRow, ...]]:
        """By unit: the finest units below that have people."""
        units, ranks = self.stock.units, self.stock.hierarchy.rank
        peopled = [(units.row_of[unit.code], unit) for unit in self.nearest.reach.units if unit.total > 0]
        over = self.stock.hierarchy.ancestors[self._level]
        finest: dict[int, int] = {}
        for row, _ in peopled:
            finest[int(over[row])] = max(finest.get(int(over[row]), 0), int(ranks[row]))
        serving = {level: serving_by_unit(self.stock, self.nearest, level) for level in LEVELS}
        found: dict[int, list[EvidenceRow]] = {}
        for row, unit in peopled:
            if ranks[row] == finest[int(over[row])]:
                own = unit_evidence(unit, serving[unit.level].get(unit.code, ()))
                found.setdefault(int(over[row]), []).append(own)
        return {row: tuple(rows) for row, rows in found.items()}


def _sums(nearest: Nearest, rows: Rows, chosen: Mask, count: int) -> Floats:
    """Sums of the chosen demand points by row, in the order of `_People`; shape (count, 8)."""
    points, weight = nearest.points, nearest.points.weight
    chosen = chosen & ~nearest.placement.outside
    near = within(nearest.way.impedance, nearest.asked.standard.limit)
    # Where there is no facility at all, nobody has a way, wherever he may live.
    somewhere = bool(len(nearest.serving) or nearest.unplaced)
    lost = ~(np.isfinite(points.lon) & np.isfinite(points.lat)) & somewhere
    weighted = np.isfinite(weight)
    columns = [
        np.bincount(rows[which], weights=values[which], minlength=count)
        for known, values in ((weighted, weight), (~weighted, np.ones(len(weight))))
        for which in (chosen & known & case for case in (near, ~near & ~lost, ~near & lost))
    ]
    everywhere, anywhere = nearest.bounds or (near, near)
    columns += [
        np.bincount(rows[which], weights=weight[which], minlength=count)
        for which in (chosen & weighted & case for case in (near & ~everywhere, anywhere & ~near))
    ]
    return np.stack(columns, axis=1)
