"""The ways people travel, read from `resources/modes.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from layers.resources import resource
from layers.tables import CYCLE, DRIVE, WALK, Floats, Roads

DEFAULT_MODE = "elderly"
STRAIGHT = "straight"
_ACCESS = {"": 0, "walk": WALK, "cycle": CYCLE, "drive": DRIVE}


@dataclass(frozen=True)
class Mode:
    """A way to travel.

    Attributes:
        id, label: "elderly", "老年人步行".
        access: WALK, CYCLE or DRIVE of `layers.tables`; 0 for the straight line.
        metres_per_second: along the road, where `kmh_by_class` does not name the road's class.
        access_metres_per_second: of the walk between a point and the road.
        obeys_oneway: whether a one-way street is closed to it the other way.
        kmh_by_class: speed by class of road; a lower posted limit goes before it.
        detour_factor: metres on the way per metre of straight line; 1 for modes that use roads.
        source: where the figures come from, in plain Chinese.
    """

    id: str
    label: str
    access: int
    metres_per_second: float
    access_metres_per_second: float
    source: str
    obeys_oneway: bool = False
    detour_factor: float = 1.0
    kmh_by_class: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_straight(self) -> bool:
        """Whether it knows no roads."""
        return self.access == 0

    def way_metres_per_second(self, roads: Roads) -> Floats:
        """Speed on each way of `roads`: of its class, but never above its posted limit.

        People on foot have no posted limit: it counts only where the mode has speeds by class.
        """
        classes, which = np.unique(roads.way_class, return_inverse=True)
        by_class = [self._class_metres_per_second(str(name)) for name in classes]
        speed = np.array(by_class, np.float64)[which]
        if not self.kmh_by_class:
            return speed
        posted = np.where(roads.way_maxspeed_kmh > 0, roads.way_maxspeed_kmh, np.inf)
        return np.minimum(speed, posted / 3.6)

    def _class_metres_per_second(self, name: str) -> float:
        return self.kmh_by_class[name] / 3.6 if name in self.kmh_by_class else self.metres_per_second


def read_modes(path: Path) -> dict[str, Mode]:
    """Read a file of modes, in its order.

    Raises:
        ValueError: a key is missing, unknown or not a positive number; the message names mode and key.
    """
    return {name: _mode(name, values) for name, values in tomllib.loads(path.read_text("utf-8")).items()}


@cache
def load_modes() -> Mapping[str, Mode]:
    """The program's modes by id, in the order to show them."""
    return MappingProxyType(read_modes(resource("modes.toml")))


def _mode(name: str, values: dict[str, Any]) -> Mode:
    rest = dict(values)
    try:
        access = _ACCESS[rest.pop("access")]
        speeds = MappingProxyType({k: float(v) for k, v in rest.pop("kmh_by_class", {}).items()})
        mode = Mode(id=name, access=access, kmh_by_class=speeds, **rest)
    except (KeyError, TypeError) as fault:
        raise ValueError(f"mode {name}: {fault}") from fault
    figures = [mode.metres_per_second, mode.access_metres_per_second, mode.detour_factor, *speeds.values()]
    if not all(0 < figure < np.inf for figure in figures):
        raise ValueError(f"mode {name}: speeds and factors must be above 0")
    return mode
