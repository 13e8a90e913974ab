"""A drawn area before any facility stands in it."""

from dataclasses import dataclass

from layers.tables import Demand, Roads, Units


@dataclass(frozen=True)
class Land:
    """Units with their people, the demand points, and the roads where some are drawn."""

    units: Units
    demand: Demand
    roads: Roads | None
