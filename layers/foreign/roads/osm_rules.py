"""Which OpenStreetMap ways are roads, who may use them, and in which direction.

The rules, in the order in which they apply:

1. A way is a road when its `highway` value is a key of `CLASSES`. Left out and counted: ferries
   (`route=ferry`), ways being built or planned (`UNFINISHED`), areas (`area=yes`), and other values.
2. It starts with the access of its class.
3. `access` closed: nobody. An open `access` changes nothing.
4. `vehicle` closed: neither cycle nor drive. `motorroad=yes`: neither walk nor cycle.
5. `motor_vehicle`, then `motorcar`: closed takes driving away, open grants it; `bicycle` the same for
   cycling, `foot` for walking.
6. A way that nobody may use after this is left out and counted.
7. Direction, for vehicles only: `oneway` when it is one of `FORWARD`, `BACKWARD` or `BOTH`; any other
   value counts as both ways. Without `oneway`: forward on `junction=roundabout` or `circular` and on
   `highway=motorway`, else both ways. Walking is never one-way. `oneway:bicycle` is not read: a
   segment has one direction for all vehicles.

Closed and open are the values `CLOSED` and `OPEN`; any other value, conditional ones too, changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from layers.tables import CYCLE, DRIVE, WALK

EVERYBODY = WALK | CYCLE | DRIVE
CLASSES = {
    "motorway": DRIVE,
    "motorway_link": DRIVE,
    "trunk": EVERYBODY,  # 国道 through villages; expressways are tagged motorroad=yes or foot=no
    "trunk_link": EVERYBODY,
    "primary": EVERYBODY,
    "primary_link": EVERYBODY,
    "secondary": EVERYBODY,
    "secondary_link": EVERYBODY,
    "tertiary": EVERYBODY,
    "tertiary_link": EVERYBODY,
    "unclassified": EVERYBODY,
    "residential": EVERYBODY,
    "living_street": EVERYBODY,
    "service": EVERYBODY,
    "road": EVERYBODY,
    "track": EVERYBODY,
    "cycleway": WALK | CYCLE,
    "path": WALK | CYCLE,
    "trail": WALK | CYCLE,  # an old word for path
    "bridleway": WALK | CYCLE,
    "pedestrian": WALK,
    "footway": WALK,
    "steps": WALK,
    "corridor": WALK,
}
UNFINISHED = frozenset(("construction", "proposed", "planned", "abandoned", "razed", "demolished", "disused"))
CLOSED = frozenset(("no", "private", "use_sidepath", "military", "emergency"))
OPEN = frozenset(("yes", "designated", "permissive", "official", "destination", "customers"))
GRANTS = (("motor_vehicle", DRIVE), ("motorcar", DRIVE), ("bicycle", CYCLE), ("foot", WALK))
FORWARD = frozenset(("yes", "true", "1"))
BACKWARD = frozenset(("-1", "reverse"))
BOTH = frozenset(("no", "false", "0"))
ROUND = frozenset(("roundabout", "circular"))
SPEED = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?\s*$")
KILOMETRES_PER_MILE = 1.609344


@dataclass(frozen=True)
class Passage:
    """Who may use a way: bits of `layers.tables`, and the direction for vehicles (0, 1 or -1)."""

    access: int
    oneway: int


def passage(tags: Mapping[str, str]) -> Passage | str:
    """The use of a way with these tags, or why it is left out: ferry, unfinished, area, other or closed."""
    highway = tags.get("highway", "")
    if tags.get("route") == "ferry":
        return "ferry"
    if highway in UNFINISHED:
        return "unfinished"
    if highway not in CLASSES:
        return "other"
    if tags.get("area") == "yes":
        return "area"
    access = _access(tags, CLASSES[highway])
    return Passage(access, _oneway(tags)) if access else "closed"


def kilometres_per_hour(maxspeed: str) -> float:
    """A `maxspeed` value as a number; NaN where it is none."""
    found = SPEED.match(maxspeed)
    if not found or float(found.group(1)) == 0:
        return float("nan")
    return float(found.group(1)) * (KILOMETRES_PER_MILE if found.group(2) == "mph" else 1.0)


def _access(tags: Mapping[str, str], access: int) -> int:
    if tags.get("access") in CLOSED:
        access = 0
    if tags.get("vehicle") in CLOSED:
        access &= ~(CYCLE | DRIVE)
    if tags.get("motorroad") == "yes":
        access &= DRIVE
    for tag, bit in GRANTS:
        if tags.get(tag) in CLOSED:
            access &= ~bit
        elif tags.get(tag) in OPEN:
            access |= bit
    return access


def _oneway(tags: Mapping[str, str]) -> int:
    value = tags.get("oneway")
    if value is not None:
        return 1 if value in FORWARD else -1 if value in BACKWARD else 0
    return 1 if tags.get("junction") in ROUND or tags.get("highway") == "motorway" else 0
