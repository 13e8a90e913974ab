"""What is found about facilities: one thing wrong, one finding, on the right rows."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from planner.checking.dates import earliest_day
from planner.checking.facility_places import is_water
from tests.planner.checking.region_files import with_texts
from tests.planner.coverage.lattice import centre, facilities_of, facility, township

LON, LAT = centre("甲2-3")
AT = (LON + 0.00012345, LAT + 0.00054321)
NEAR = (AT[0] + 0.01, AT[1])
HOME, STATION = "elderly_care_institution", "neighbourhood_centre"
BASE = {"no_roads"}


def home(**more: object) -> dict[str, object]:
    return facility("某敬老院", HOME, AT, **({"beds": 10.0} | more))  # type: ignore[arg-type]


def test_a_sound_facility_is_not_accused(found) -> None:
    assert set(found(facilities=[home(nursing_beds=10.0, floor_area_m2=50.0, capacity=10.0)])) == BASE


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (home(beds=np.nan), "beds_unknown"),
        (home(beds=0.0), "beds_absurd"),
        (home(beds=2001.0), "beds_absurd"),
        (home(nursing_beds=11.0), "more_nursing_beds_than_beds"),
        (home(floor_area_m2=49.0), "beds_crowded"),
        (home(capacity=9.0), "capacity_below_beds"),
        (facility("站", STATION), "facility_not_placed"),
        (facility("站", STATION, (124.123, 40.246)), "coordinates_coarse"),
        (facility("站", STATION, AT, unit="999999999999"), "unit_code_unknown"),
        (facility("站", STATION, AT, unit=township("乙1")), "unit_disagrees_with_location"),
        (facility("站", STATION, (120.12345, 30.12345)), "facility_outside_region"),
        (facility("?", STATION, AT), "name_placeholder"),
        (facility("", STATION, AT), "name_placeholder"),
        (facility("站\x0b", STATION, AT), "name_invisible_characters"),
        (facility("å…»è€é™¢", STATION, AT), "name_garbled"),
    ],
)
def test_one_odd_facility_is_found(found, row: dict[str, object], code: str) -> None:
    others = [facility("正常的站", STATION, NEAR)]
    finding = found(facilities=[*others, row])[code]
    assert finding.rows == ("F2",)
    assert finding.table == "facilities"
    assert finding.remedy
    assert len(finding.spots) == (0 if code == "facility_not_placed" else 1)


@pytest.mark.parametrize(
    "row",
    [
        home(beds=np.nan, status="planned"),
        home(beds=2000.0),
        facility("站", STATION, AT),  # a station needs no beds
        facility("站", STATION, (124.123, 40.2461)),  # one of the two is exact
        facility("站", STATION, AT, unit=township("甲2")),
        facility("Ä Çà 咖啡", STATION, AT),
    ],
)
def test_what_can_be_is_not_accused(found, row: dict[str, object]) -> None:
    assert set(found(facilities=[row])) == BASE


@pytest.mark.parametrize(
    ("column", "text", "status", "code"),
    [
        ("opened", "2027-01", "operating", "date_in_future"),
        ("opened", "2027-01", "planned", ""),
        ("opened", "2026-11-22", "operating", ""),
        ("opened", "2026", "operating", ""),
        ("opened", "1899-12-31", "operating", "date_too_early"),
        ("opened", "去年", "operating", "date_unreadable"),
        ("opened", "2019-13", "operating", "date_unreadable"),
        ("opened", "2019年3月", "operating", ""),
        ("opened", "2019/3/1 00:00:00", "operating", ""),
        ("verified_on", "2026-11-23", "planned", "date_in_future"),
    ],
)
def test_dates(found, column: str, text: str, status: str, code: str) -> None:
    table = with_texts(facilities_of([facility("站", STATION, AT, status=status)]), column, [text])
    assert set(found(facilities=table)) == BASE | ({code} if code else set())


@pytest.mark.parametrize(
    ("text", "day"),
    [("2019", "2019-01-01"), ("2019-03", "2019-03-01"), ("2019.3.9", "2019-03-09"), ("2019年3月9日", "2019-03-09")],
)
def test_days(text: str, day: str) -> None:
    assert str(earliest_day(text)) == day


@pytest.mark.parametrize("text", ["", "19", "2019-02-30", "20190", "三月", "２０１９年３月x"])
def test_no_days(text: str) -> None:
    assert earliest_day(text) is None


@pytest.mark.parametrize(
    ("name", "rule", "wet"),
    [
        ("石门水库", "", True),
        ("浑河", "", True),
        ("一区", "水域", True),
        ("湿地公园", "", True),
        ("上海路片区", "限高", False),
        ("水源街道", "", False),
        ("浑河新区", "", False),
        ("", "", False),
    ],
)
def test_what_is_water(name: str, rule: str, wet: bool) -> None:
    assert is_water(name, rule) is wet


def test_a_facility_on_water(found) -> None:
    lake = shapely.MultiPolygon([shapely.Point(AT).buffer(0.001)])
    rows = [facility("站", STATION, AT), facility("乙站", STATION, NEAR)]
    assert found(facilities=rows, zones=[("石门水库", "", lake)])["facility_on_water"].rows == ("F1",)
    assert "facility_on_water" not in found(facilities=rows, zones=[("一区", "禁建", lake)])


def test_the_same_spot_for_different_names_of_one_kind(found) -> None:
    rows = [facility("甲站", STATION, AT), facility("乙站", STATION, AT), facility("院", HOME, AT, beds=9.0)]
    assert found(facilities=rows)["several_on_one_spot"].rows == ("F1", "F2")
    assert "several_on_one_spot" not in found(facilities=rows[1:])


def test_equal_facilities_are_one(found) -> None:
    rows = [facility("甲站", STATION, AT), facility("甲站 ", HOME, AT), facility("甲站", STATION, AT, beds=9.0)]
    finding = found(facilities=rows)["facility_twice"]
    assert (finding.rows, finding.mend) == (("F1", "F2"), "merge_duplicates")


def test_a_list_of_which_only_one_row_came(found) -> None:
    rows = [facility("甲站", "social_work_station", AT)]
    assert found(facilities=rows)["list_incomplete"].rows == ("F1",)
    rows.append(facility("乙站", "social_work_station", NEAR))
    assert "list_incomplete" not in found(facilities=rows)
    assert "list_incomplete" not in found(facilities=[facility("殡仪馆", "funeral_home", AT)])


def test_unknown_codes_that_a_place_can_tell_can_be_mended(found) -> None:
    row = facility("站", STATION, AT, unit="999999999999")
    assert found(facilities=[row])["unit_code_unknown"].mend == "unit_from_place"
    assert found(facilities=[row | {"lon": np.nan, "lat": np.nan}])["unit_code_unknown"].mend == ""


def test_words_and_figures_of_another_program(found) -> None:
    table = facilities_of([home()])
    findings = found(facilities=replace(table, status=np.array(["运营中"])))
    assert findings["facility_status_unknown"].severity == "blocking"
    table.numbers["beds"][0] = -1.0
    assert found(facilities=table)["facility_figure_impossible"].rows == ("F1",)


def test_findings_come_the_gravest_first(found) -> None:
    table = replace(facilities_of([home(), home(capacity=1.0)]), status=np.array(["运营中", "operating"]))
    order = [finding.severity for finding in found(facilities=table).values()]
    assert order == sorted(order, key=["blocking", "warning", "note"].index)
    assert len(set(order)) == 3
