"""The intervals of a unit against every way the unknown may turn out.

A facility of unknown unit may stand in any unit it can lie in, or elsewhere; a missing figure may be anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from planner.coverage.drill_down import evaluate_units
from planner.plans.indicator import Indicator
from planner.plans.scorecard import Measurement
from tests.planner.coverage.lattice import COUNTY, LatticeRegion, facility, township
from tests.planner.plans.written import indicator, plan_of

STATION, HOME, CENTRE, VOLUNTEERS = (
    "social_work_station",
    "elderly_care_institution",
    "community_service_facility",
    "volunteer_station",
)
LISTED = ";".join((STATION, HOME, CENTRE, VOLUNTEERS))

SERVED = indicator()
COUNT = indicator(id="count", measure="count", of="", kinds=(HOME,), unit="个", value=2.0, unit_level="")
BEDS = indicator(id="beds", measure="count", of="beds", kinds=(HOME,), unit="张", value=2.0, unit_level="")
SHARE = indicator(id="share", measure="share_of", of="nursing_beds/beds", kinds=(HOME,), value=55.0, unit_level="")
BOTH = indicator(
    id="both", measure="share_of", of=f"facilities/{CENTRE}", kinds=(VOLUNTEERS,), value=80.0, unit_level=""
)


def of_west(rows: Sequence[dict[str, object]], *wanted: Indicator) -> list[Measurement]:
    """What the indicators come to in 甲区."""
    card = evaluate_units(LatticeRegion(rows, LISTED), plan_of(*wanted), "county")[0]
    return [card.row(one.id).measurement for one in wanted]


Facility = dict[str, object]
PLACES = ("", "甲", "乙", "甲1", "甲2", "乙1", "丁")


def code_of(place: str) -> str:
    if place in {"", "丁"}:
        return ""
    return COUNTY[place] if place in COUNTY else township(place)


def ways(rows: Sequence[Facility], county: str) -> Iterator[list[Facility]]:
    """The facilities that stand in a county, in every way that is possible, with every figure that is possible."""
    each = []
    for one in rows:
        unit = str(one["unit"])
        inside = [True, False] if not unit else [unit[:6] == COUNTY[county][:6]]
        each.append([None if not here else way for here in inside for way in figure_ways(one)])
    for way in product(*each):
        yield [one for one in way if one is not None]


def figure_ways(one: Facility) -> Iterator[Facility]:
    """Missing beds and nursing beds as whole numbers; a missing whole may be as large as you like."""
    beds = [one["beds"]] if np.isfinite(one["beds"]) else [0.0, 1.0, 2.0, 3.0, 4.0, 1e7]  # type: ignore[call-overload]
    for whole in beds:
        parts = [one["nursing_beds"]] if np.isfinite(one["nursing_beds"]) else [0.0, 1.0, whole]  # type: ignore[call-overload]
        for part in parts:
            if part <= whole:  # type: ignore[operator]
                yield one | {"beds": whole, "nursing_beds": part}


def some_homes(seed: int, unknown: int) -> list[Facility]:
    random = np.random.default_rng(seed)
    rows = []
    for number in range(4):
        place = "" if number < unknown else str(random.choice(["甲", "甲1", "乙1"]))
        whole = float(random.integers(1, 5))
        part = float(random.integers(0, whole + 1))
        if random.random() < 0.25:
            whole = np.nan
        if random.random() < 0.25:
            part = np.nan
        rows.append(facility(f"院{number}", HOME, unit=code_of(place), beds=whole, nursing_beds=part))
    return rows


@pytest.mark.parametrize("seed", range(40))
def test_the_interval_of_a_share_of_beds_is_the_narrowest(seed):
    rows = some_homes(seed, unknown=seed % 4)
    found = of_west(rows, SHARE)[0]
    possible = []
    undefined = False
    for way in ways(rows, "甲"):
        whole = sum(float(one["beds"]) for one in way)  # type: ignore[arg-type]
        undefined |= not whole
        if whole:
            possible.append(100 * sum(float(one["nursing_beds"]) for one in way) / whole)  # type: ignore[arg-type]
    if not possible:
        assert found.value is None
        return
    assert found.low is not None
    assert found.high is not None
    assert found.low <= min(possible) + 1e-4
    assert found.high >= max(possible) - 1e-4
    if not undefined:  # where there may be none at all, nothing is said
        assert found.low == pytest.approx(min(possible), abs=1e-4)
        assert found.high == pytest.approx(max(possible), abs=1e-4)
    else:
        assert found.value is None


@pytest.mark.parametrize("seed", range(20))
def test_the_interval_of_a_count_and_a_sum_is_the_narrowest(seed):
    rows = [one for one in some_homes(seed, unknown=seed % 4) if np.isfinite(one["beds"])]  # type: ignore[call-overload]
    least = replace(COUNT, id="large", each=(("beds", 2.0),))
    possible = list(ways(rows, "甲"))
    every = (
        lambda way: len(way),
        lambda way: sum(one["beds"] for one in way),
        lambda way: sum(one["beds"] >= 2 for one in way),
    )
    for amount, measured in zip(every, of_west(rows, COUNT, BEDS, least), strict=True):
        amounts = [float(amount(way)) for way in possible]
        assert (measured.low, measured.high) == (min(amounts), max(amounts))
        assert measured.value == (amounts[0] if len(set(amounts)) == 1 else None)


@pytest.mark.parametrize("seed", range(30))
def test_the_interval_of_a_share_of_facilities_is_the_narrowest(seed):
    random = np.random.default_rng(seed)
    rows = [
        facility(
            f"中心{number}",
            (CENTRE, VOLUNTEERS) if random.random() < 0.5 else CENTRE,
            unit=code_of("" if number < seed % 4 else str(random.choice(["甲", "甲1", "乙1"]))),
            floor_area_m2=float(random.choice([500.0, 700.0, np.nan])),
        )
        for number in range(5)
    ]
    large = replace(BOTH, each=(("floor_area_m2", 600.0),))
    found = of_west(rows, large)[0]
    possible, undefined = [], False
    sizes = [[500.0, 700.0] if np.isnan(one["floor_area_m2"]) else [one["floor_area_m2"]] for one in rows]  # type: ignore[call-overload]
    inside = [[str(one["unit"])[:6] == COUNTY["甲"][:6]] if one["unit"] else [True, False] for one in rows]
    for areas in product(*sizes):
        for where in product(*inside):
            there = [
                VOLUNTEERS in one["kinds"] and area >= 600  # type: ignore[operator]
                for one, area, here in zip(rows, areas, where, strict=True)
                if here
            ]
            undefined |= not there
            if there:
                possible.append(100 * sum(there) / len(there))
    if not possible:
        assert (found.value, found.low) == (None, None)
    elif undefined:
        assert found.value is None
        assert found.low is not None
        assert found.high is not None
        assert found.low <= min(possible)
        assert found.high >= max(possible)
    else:
        assert (found.low, found.high) == (pytest.approx(min(possible)), pytest.approx(max(possible)))


@pytest.mark.parametrize("at_least", [1, 2])
@pytest.mark.parametrize("seed", range(25))
def test_the_interval_of_units_served_is_the_narrowest(seed, at_least):
    """Stations of which the county is known or nothing, with an area that may not be; 甲区 has four townships."""
    random = np.random.default_rng(100 + seed)
    rows = [
        facility(
            f"站{number}",
            STATION,
            unit=code_of(str(random.choice(["", "甲", "甲1", "甲2", "甲2", "乙1"]))),
            floor_area_m2=float(random.choice([300.0, 400.0, 400.0, np.nan])),
        )
        for number in range(5)
    ]
    wanted = replace(SERVED, at_least=at_least, each=(("floor_area_m2", 350.0),))
    found = of_west(rows, wanted)[0]
    towns = [township(f"甲{number}") for number in "1234"]
    shares = set()
    each = []
    for one in rows:
        unit = str(one["unit"])
        elsewhere = "乙" if not unit else ""  # "" for a place in the county outside every township
        places = [unit] if len(unit.rstrip("0")) > 6 else [*towns, elsewhere] if unit[:6] in {"", "210602"} else [unit]
        large = [True, False] if np.isnan(one["floor_area_m2"]) else [one["floor_area_m2"] >= 350]  # type: ignore[call-overload, operator]
        each.append(sorted({place if size else "" for place in places for size in large}))
    for way in product(*each):
        shares.add(100 * sum(way.count(town) >= at_least for town in towns) / 4)
    assert (found.low, found.high) == (min(shares), max(shares))
