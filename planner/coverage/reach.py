"""The share of people whose way to the nearest facility is within the standard."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REASONS = {
    0: "",
    1: "附近没有道路",
    2: "道路不连通",
    3: "没有该类设施",
    4: "设施附近没有道路",
}
"""Why a demand point has no finite impedance; 0 where it has one."""


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
    """

    code: str
    name: str
    level: str
    total: float
    reached: float
    unreachable: float
    share: float


@dataclass(frozen=True, eq=False)
class Reach:
    """Who reaches the nearest facility of a kind within a standard.

    One demand set stands behind every figure: `total` is the sum of `weight`.

    Attributes:
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
