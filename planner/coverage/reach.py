"""The share of people whose way to the nearest facility is within the standard."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.coverage.wording import listed, people

Floats = NDArray[np.float64]

NO_PLACE = 5

REASONS = {
    0: "",
    1: "附近没有道路",
    2: "道路不连通",
    3: "没有该类设施",
    4: "设施附近没有道路",
    NO_PLACE: "没有坐标",
}
"""Why a demand point has no finite impedance; 0 where it has one. Without a place nobody knows whether it has."""


@dataclass(frozen=True)
class ServiceStandard:
    """A limit on impedance, with its unit and the way people travel.

    Attributes:
        limit: minutes or metres; within the limit includes the limit.
        measured_in: "minutes" or "metres".
        mode: id of a travel mode, see `resources/modes.toml`; "straight" for the straight line.
    """

    limit: float
    measured_in: str
    mode: str


@dataclass(frozen=True)
class UnitReach:
    """People of one unit, all of them and those reached.

    Attributes:
        share: reached over total, NaN where the unit has no people.
        unreachable: people with no finite way at all; a part of those not reached.
        by_reason: the unreachable by key of `REASONS`; only reasons that occur.
        unplaced: people at demand points without coordinates: part of the total, neither reached nor unreachable.
        perhaps_less, perhaps_more: people who count as reached, or as not, while only their unit is known and a part of
            it is within reach and a part is not: see `spreading_bounds`.
    """

    code: str
    name: str
    level: str
    total: float
    reached: float
    unreachable: float
    share: float
    by_reason: Mapping[int, float] = field(default_factory=dict)
    unplaced: float = 0.0
    perhaps_less: float = 0.0
    perhaps_more: float = 0.0

    @property
    def low(self) -> float:
        """People reached if all of whom only the unit is known live in its unreached part."""
        return self.reached - self.perhaps_less

    @property
    def high(self) -> float:
        """People reached if all of whom only the unit is known live in its reached part."""
        return self.reached + self.perhaps_more


@dataclass(frozen=True)
class Unknown:
    """What is not known about the people or the facilities of a reach.

    Attributes:
        unweighted: ids of demand points whose number of people was never given.
        unweighted_reached: how many of those are within the limit.
        unweighted_unplaced: how many of those are without coordinates, so that nobody knows.
        unplaced: ids of demand points without coordinates that have people.
        unplaced_people: their people: part of the total, neither reached nor unreachable.
        left_out_units: names of units whose people stand at no point.
        unplaced_facilities: names of facilities without coordinates, which served nobody.
        partly_reached: names of units of whose people only the total is known, and of which a part is within reach.
        partly_reached_people: their people.
    """

    unweighted: tuple[str, ...] = ()
    unweighted_reached: int = 0
    unweighted_unplaced: int = 0
    unplaced: tuple[str, ...] = ()
    unplaced_people: float = 0.0
    left_out_units: tuple[str, ...] = ()
    unplaced_facilities: tuple[str, ...] = ()
    partly_reached: tuple[str, ...] = ()
    partly_reached_people: float = 0.0

    def lines(self) -> tuple[str, ...]:
        """The unknown in plain Chinese, one line each."""
        texts = (
            (self.unweighted, f"{len(self.unweighted)} 个需求点没有该人群的人数，未计入：{listed(self.unweighted)}"),
            (
                self.unplaced,
                f"{len(self.unplaced)} 个需求点({people(self.unplaced_people)})没有坐标，计入总数，不知是否在范围内："
                f"{listed(self.unplaced)}",
            ),
            (
                self.left_out_units,
                f"{len(self.left_out_units)} 个单元没有边界或没有人口，未计入：{listed(self.left_out_units)}",
            ),
            (
                self.unplaced_facilities,
                f"{len(self.unplaced_facilities)} 处设施没有坐标，未参加计算：{listed(self.unplaced_facilities)}",
            ),
            (
                self.partly_reached,
                f"{len(self.partly_reached)} 个单元({people(self.partly_reached_people)})只有人口总数，"
                f"一部分地方在范围内、一部分不在，不知有多少人在范围内：{listed(self.partly_reached)}",
            ),
        )
        return tuple(text for present, text in texts if present)


@dataclass(frozen=True, eq=False)
class Reach:
    """Who reaches the nearest facility of a kind within a standard.

    One demand set stands behind every figure: `total` is the sum of `weight`. Demand points whose weight was
    never given are in none of the arrays, and named in `unknown`; those outside the region are in none either,
    and counted in `notes`. Those without a place are in the arrays, with NaN coordinates.

    Attributes:
        kind: the kind's code; several that serve alike are joined by "+".
        group: whose weight, see `layers.schema.GROUPS`.
        impedance: minutes or metres to the nearest facility per demand point, inf where there is no way.
        weight: people per demand point.
        reason: key of `REASONS` per demand point.
        reached_mask: impedance within the limit, per demand point.
        lon, lat: of the demand points, degrees.
        demand_id: of the demand points.
        facilities: rows of the facilities that served.
        unreachable_by_reason: people by key of `REASONS`.
        reconciliation: lines in plain Chinese: sums of the parts against the whole.
        notes: what a reader must know: straight line, demand made from units ...
        nearest: row of the nearest facility per demand point, -1 where there is no way.
        unknown: what is not known about the people or the facilities.
        perhaps_less, perhaps_more: as in `UnitReach`, of the whole region; 0 where demand points are known.
    """

    kind: str
    standard: ServiceStandard
    group: str
    total: float
    reached: float
    unreachable: float
    share: float
    units: tuple[UnitReach, ...]
    demand_id: NDArray[np.str_]
    lon: Floats
    lat: Floats
    weight: Floats
    impedance: Floats
    reason: NDArray[np.uint8]
    reached_mask: NDArray[np.bool_]
    facilities: NDArray[np.intp]
    unreachable_by_reason: Mapping[int, float]
    reconciliation: tuple[str, ...]
    notes: tuple[str, ...]
    nearest: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    unknown: Unknown = Unknown()
    perhaps_less: float = 0.0
    perhaps_more: float = 0.0

    @property
    def low(self) -> float:
        """People reached under the least favourable spreading of those of whom only the unit is known."""
        return self.reached - self.perhaps_less

    @property
    def high(self) -> float:
        """People reached under the most favourable spreading of those of whom only the unit is known."""
        return self.reached + self.perhaps_more

    def bounds(self) -> tuple[float, float]:
        """The least and the greatest share reached that the unknown allows; NaN where there are no people."""
        unknown = self.unknown
        least = self.low / self.total if self.perhaps_less else self.share
        low = 0.0 if unknown.left_out_units or unknown.unweighted_reached < len(unknown.unweighted) else least
        more = unknown.unweighted_reached or unknown.unweighted_unplaced
        if unknown.left_out_units or unknown.unplaced_facilities or more:
            return low, 1.0
        return low, (self.high + unknown.unplaced_people) / self.total if self.total else self.share
