"""The rules of the road, one by one."""

import math

import pytest

from layers.foreign.roads.osm_rules import CLASSES, Passage, kilometres_per_hour, passage
from layers.tables import CYCLE, DRIVE, WALK

ALL = WALK | CYCLE | DRIVE


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"route": "ferry"}, "ferry"),
        ({"route": "ferry", "highway": "primary"}, "ferry"),
        ({"highway": "construction"}, "unfinished"),
        ({"highway": "proposed"}, "unfinished"),
        ({"highway": "platform"}, "other"),
        ({"highway": "raceway"}, "other"),
        ({"highway": "bus_stop"}, "other"),
        ({"route": "bus"}, "other"),
        ({}, "other"),
        ({"highway": "pedestrian", "area": "yes"}, "area"),
        ({"highway": "service", "access": "private"}, "closed"),
        ({"highway": "service", "access": "no"}, "closed"),
        ({"highway": "footway", "foot": "no"}, "closed"),
        ({"highway": "motorway", "motor_vehicle": "no"}, "closed"),
    ],
)
def test_what_is_left_out(tags: dict[str, str], reason: str) -> None:
    assert passage(tags) == reason


@pytest.mark.parametrize(
    ("tags", "access"),
    [
        ({"highway": "residential"}, ALL),
        ({"highway": "track"}, ALL),
        ({"highway": "trunk"}, ALL),
        ({"highway": "trunk", "motorroad": "yes"}, DRIVE),
        ({"highway": "trunk", "foot": "no", "bicycle": "no"}, DRIVE),
        ({"highway": "motorway"}, DRIVE),
        ({"highway": "motorway", "bicycle": "yes"}, DRIVE | CYCLE),
        ({"highway": "footway"}, WALK),
        ({"highway": "footway", "bicycle": "designated"}, WALK | CYCLE),
        ({"highway": "footway", "access": "yes"}, WALK),
        ({"highway": "pedestrian", "motor_vehicle": "destination"}, WALK | DRIVE),
        ({"highway": "steps"}, WALK),
        ({"highway": "cycleway"}, WALK | CYCLE),
        ({"highway": "cycleway", "foot": "no"}, CYCLE),
        ({"highway": "residential", "access": "no", "foot": "yes"}, WALK),
        ({"highway": "residential", "access": "private", "bicycle": "permissive"}, CYCLE),
        ({"highway": "residential", "access": "destination"}, ALL),
        ({"highway": "residential", "vehicle": "no"}, WALK),
        ({"highway": "residential", "motor_vehicle": "no"}, WALK | CYCLE),
        ({"highway": "residential", "motorcar": "no"}, WALK | CYCLE),
        ({"highway": "residential", "motor_vehicle": "no", "motorcar": "yes"}, ALL),
        ({"highway": "primary", "bicycle": "use_sidepath"}, WALK | DRIVE),
        ({"highway": "track", "motor_vehicle": "agricultural"}, ALL),
        ({"highway": "residential", "access": "no @ (22:00-06:00)"}, ALL),
    ],
)
def test_who_may_use_a_way(tags: dict[str, str], access: int) -> None:
    found = passage(tags)
    assert isinstance(found, Passage)
    assert found.access == access


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, 0),
        ({"oneway": "yes"}, 1),
        ({"oneway": "1"}, 1),
        ({"oneway": "true"}, 1),
        ({"oneway": "-1"}, -1),
        ({"oneway": "reverse"}, -1),
        ({"oneway": "no"}, 0),
        ({"oneway": "reversible"}, 0),
        ({"junction": "roundabout"}, 1),
        ({"junction": "circular"}, 1),
        ({"junction": "roundabout", "oneway": "no"}, 0),
        ({"junction": "yes"}, 0),
        ({"highway": "motorway"}, 1),
        ({"highway": "motorway", "oneway": "-1"}, -1),
        ({"highway": "motorway_link"}, 0),
        ({"oneway": "yes", "oneway:bicycle": "no"}, 1),
    ],
)
def test_direction(tags: dict[str, str], direction: int) -> None:
    found = passage({"highway": "residential"} | tags)
    assert isinstance(found, Passage)
    assert found.oneway == direction


def test_every_class_is_a_road_for_somebody() -> None:
    assert all(0 < access <= ALL for access in CLASSES.values())


@pytest.mark.parametrize(
    ("text", "speed"),
    [("50", 50), ("50 km/h", 50), (" 30kmh ", 30), ("7.5", 7.5), ("30 mph", 48.28032), ("60mph", 96.56064)],
)
def test_speeds(text: str, speed: float) -> None:
    assert kilometres_per_hour(text) == pytest.approx(speed)


@pytest.mark.parametrize("text", ["", "none", "CN:urban", "walk", "50;60", "0", "-30", "1e3", "5" * 4000 + "x"])
def test_what_is_no_speed(text: str) -> None:
    assert math.isnan(kilometres_per_hour(text))
