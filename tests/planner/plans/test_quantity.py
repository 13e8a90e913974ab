"""What `of` says."""

import pytest

from planner.plans.quantity import Quantity, parse_quantity


@pytest.mark.parametrize(
    ("measure", "of", "expected"),
    [
        ("count", "", Quantity("facilities")),
        ("count", "beds", Quantity("beds")),
        ("area", "floor_area_m2", Quantity("floor_area_m2")),
        ("share_of", "nursing_beds/beds", Quantity("nursing_beds", "beds")),
        ("share_of", " facilities / columbarium ", Quantity("facilities", "columbarium")),
        ("per_unit", "floor_area_m2/100 households", Quantity("floor_area_m2", "households", 100)),
        ("per_unit", "facilities/10000 aged_60", Quantity("facilities", "aged_60", 10_000)),
        ("share_reached", "aged_80", Quantity(whole="aged_80")),
        ("units_served", "", Quantity()),
        ("share_of", "", Quantity()),
        ("growth", "", Quantity()),
    ],
)
def test_readings(measure, of, expected):
    assert parse_quantity(measure, of) == expected


@pytest.mark.parametrize(
    ("measure", "of"),
    [
        ("count", "rooms"),
        ("count", "beds/staff"),
        ("area", "floor_area_m2/100 households"),
        ("share_of", "beds"),
        ("share_of", "beds/households"),
        ("per_unit", "beds"),
        ("per_unit", "beds/1000"),
        ("per_unit", "beds/0 population"),
        ("per_unit", "beds/-5 population"),
        ("per_unit", "beds/²  population"),
        ("per_unit", "beds/99999999999 population"),
        ("share_reached", "households"),
        ("share_reached", "aged_60/100"),
        ("units_served", "beds"),
        ("growth", "beds"),
    ],
)
def test_what_does_not_fit(measure, of):
    with pytest.raises(ValueError, match="of"):
        parse_quantity(measure, of)
