"""What is found about roads and sources, counted by hand on the lattice."""

import numpy as np
import pytest

from tests.planner.checking.region_files import demand_at, grid_roads, roads_of
from tests.planner.coverage.lattice import centre, facility, township

STATION = "neighbourhood_centre"
AT = (centre("甲1-1")[0] + 0.00012345, centre("甲1-1")[1] + 0.00054321)


def test_roads_that_reach_everybody(found) -> None:
    assert set(found(demand=demand_at(), roads=roads_of(grid_roads()))) == set()


def test_a_part_without_connection(found) -> None:
    """The northern road is cut off: eight communities of 300 people and a facility stand on it."""
    lines = grid_roads()
    lines[4] = lines[4][:3]
    north = (centre("甲3-3")[0] + 0.00012345, centre("甲3-3")[1] + 0.00012345)
    rows = [facility("甲站", STATION, AT), facility("北站", STATION, north)]
    finding = found(facilities=rows, demand=demand_at(), roads=roads_of(lines))["roads_unconnected"]
    assert finding.severity == "warning"
    assert finding.rows == ("F2",)
    assert "1 段" in finding.message
    assert "1 处设施和 2,400 人" in finding.message
    length = 0.7 * 111.32 * np.cos(np.radians(40.35))
    told = float(finding.message.split("共 ")[1].split(" ")[0])
    assert told == pytest.approx(length, rel=0.005)
    assert finding.spots[0][1] == pytest.approx(40.35)


def test_a_part_that_nobody_uses_is_a_note(found) -> None:
    lines = [*grid_roads(), [(124.301, 40.301), (124.302, 40.301)]]
    finding = found(demand=demand_at(), roads=roads_of(lines))["roads_unconnected"]
    assert (finding.severity, finding.table, len(finding.spots)) == ("note", "", 1)


def test_places_far_from_any_road(found) -> None:
    """The westernmost column has no road: four points of 300 people, of 9,600; 500 m are 0.0045 degrees of latitude."""
    lines = [line[1:] for line in grid_roads()[:4]] + grid_roads()[4:]
    row = [facility("甲站", STATION, (AT[0], AT[1] + 0.0060)), facility("乙站", STATION, (AT[0] + 0.2, AT[1] + 0.0030))]
    findings = found(facilities=row, demand=demand_at(), roads=roads_of(lines))
    assert findings["facility_far_from_road"].rows == ("F1",)
    far = findings["demand_far_from_road"]
    assert (far.severity, len(far.rows), far.table) == ("warning", 4, "demand")
    assert "4 个居民点(1,200 人，占 12.5%)" in far.message


def test_a_few_people_far_from_roads_are_a_note(found) -> None:
    demand = demand_at()
    demand.lat[0] += 0.006
    demand.weight["population"][0] = 9.0
    finding = found(demand=demand, roads=roads_of(grid_roads()))["demand_far_from_road"]
    assert (finding.severity, finding.rows) == ("note", (str(demand.id[0]),))
    assert "9 人，占不到 0.1%" in finding.message


def test_roads_of_only_a_part_of_the_region(found) -> None:
    west = [line[:4] for line in grid_roads()[:4]] + [
        [(124.35, 40.05), (124.35, 40.15), (124.35, 40.25), (124.35, 40.35)]
    ]
    finding = found(roads=roads_of(west))["unit_without_roads"]
    assert set(finding.rows) == {township(f"乙{number}") for number in "1234"}


@pytest.mark.parametrize(
    ("data_date", "options", "codes"),
    [
        ("2024-12-31", {}, set()),
        ("2023-12", {}, set()),
        ("2023-11-01", {}, {"data_old"}),
        ("2020", {}, {"data_old"}),
        ("", {}, {"data_undated"}),
        ("2025", {"datum": "gcj02"}, {"coordinates_shifted"}),
        ("2025", {"datum": "cgcs2000"}, set()),
    ],
)
def test_sources(found, data_date: str, options: dict[str, str], codes: set[str]) -> None:
    def add(writer) -> None:
        writer.add_source("facilities", "旧.csv", data_date="2001")
        writer.add_source("facilities", "旧.csv", data_date=data_date, options=options)  # read again: the last counts

    findings = found(sources=add)
    assert set(findings) == {"no_roads"} | codes
    for code in codes:
        assert findings[code].severity == "note"
        assert "旧.csv" in findings[code].message
