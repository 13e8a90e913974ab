"""The facilities as they are written down, one after another, and the table they become."""

from dataclasses import dataclass, field
from typing import TypedDict, Unpack

import numpy as np

from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS
from layers.tables import Facilities

NOWHERE = (float("nan"), float("nan"))


class Details(TypedDict, total=False):
    """What is known of a facility besides its name and place."""

    status: str
    beds: float
    nursing_beds: float
    floor_area_m2: float
    land_area_m2: float
    staff: float
    capacity: float
    address: str
    opened: str
    verified_on: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class _Entry:
    kinds: tuple[str, ...]
    name: str
    unit_code: str
    place: tuple[float, float]
    details: Details


@dataclass
class Register:
    """Collects facilities; their ids count from 0001 behind the prefix, in the order of entry."""

    prefix: str
    entries: list[_Entry] = field(default_factory=list)

    def add(
        self, kinds: str, name: str, unit_code: str, place: tuple[float, float], **details: Unpack[Details]
    ) -> None:
        """Enter a facility; `kinds` are codes with blanks between."""
        self.entries.append(_Entry(tuple(kinds.split()), name, unit_code, place, details))

    def facilities(self) -> Facilities:
        """The table."""
        entries = self.entries
        return Facilities(
            id=np.array([f"{self.prefix}{number:04d}" for number in range(1, len(entries) + 1)]),
            name=np.array([entry.name for entry in entries]),
            kinds=tuple(entry.kinds for entry in entries),
            unit_code=np.array([entry.unit_code for entry in entries]),
            status=np.array([entry.details.get("status", "operating") for entry in entries]),
            lon=np.array([entry.place[0] for entry in entries]),
            lat=np.array([entry.place[1] for entry in entries]),
            numbers={name: self._column(name, float("nan"), np.float64) for name in FACILITY_NUMBERS},
            texts={name: self._column(name, "", np.str_) for name in FACILITY_TEXTS},
            attributes=tuple(entry.details.get("attributes", {}) for entry in entries),
        )

    def _column(self, name: str, missing: object, dtype: type) -> np.ndarray:
        return np.array([entry.details.get(name, missing) for entry in self.entries], dtype=dtype)
