"""Reference systems found from numbers: the numbers made by PROJ from known places."""

import numpy as np
import pyproj
import pytest
import shapely

from layers.errors import UserError
from layers.importing.position.home import CHINA, Home, province_boxes
from layers.importing.position.positions import find_position
from layers.importing.position.reference_systems import label_of
from layers.projection import points_to_degrees
from tests.layers.importing.sources import Around, make_units

LON, LAT = np.array([124.36, 124.40, 124.44, 124.38]), np.array([40.10, 40.14, 40.16, 40.12])
OUTLINE = shapely.box(124.30, 40.05, 124.50, 40.20)
LIAONING = Home.of(Around(code="210602000000"))
DISTRICT = Home.of(
    Around(units=make_units([("210602", "元宝区")], shapes={"210602000000": OUTLINE}), code="210602000000")
)


def metres(crs: str) -> tuple[np.ndarray, np.ndarray]:
    x, y = pyproj.Transformer.from_crs("EPSG:4490", crs, always_xy=True).transform(LON, LAT)
    return np.asarray(x), np.asarray(y)


def apart(found, x: np.ndarray, y: np.ndarray) -> float:
    lon, lat = points_to_degrees(x, y, found.crs)
    return float(np.hypot(lon - LON, lat - LAT).max())


# 3-degree zones with and without their number, 6-degree zones, web maps, UTM: the codes of EPSG's own list
SYSTEMS = ["EPSG:4529", "EPSG:4550", "EPSG:4551", "EPSG:4549", "EPSG:4499", "EPSG:4510", "EPSG:3857"]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("crs", SYSTEMS)
def test_every_system_is_found_where_the_outline_is_known(crs: str, *, swapped: bool) -> None:
    x, y = metres(crs)
    x, y = (y, x) if swapped else (x, y)
    found = find_position(x, y, "", "", DISTRICT, "x")
    assert apart(found, x, y) < 1e-8
    assert found.decision is not None
    assert found.decision.sure
    assert not found.positions


def test_utm_is_taken_where_it_fits_better() -> None:
    """It lies within two kilometres of the zone with the same meridian: only points near the edges tell."""
    edge = np.linspace(40.051, 40.199, 40)
    x, y = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:32651", always_xy=True).transform(np.full(40, 124.4), edge)
    found = find_position(np.asarray(x), np.asarray(y), "", "", DISTRICT, "x")
    assert found.crs == "EPSG:32651"
    inner = find_position(*metres("EPSG:32651"), "", "", DISTRICT, "x")
    assert inner.decision is not None
    assert inner.crs == "EPSG:4550"
    assert [choice.value for choice in inner.decision.others] == ["EPSG:32651"]


@pytest.mark.parametrize("crs", ["EPSG:4529", "EPSG:4499", "EPSG:3857"])
def test_with_a_zone_number_the_province_is_enough(crs: str) -> None:
    found = find_position(*metres(crs), "", "", LIAONING, "x")
    assert apart(found, *metres(crs)) < 1e-8
    assert found.decision is not None
    assert found.decision.sure


def test_without_zone_number_and_outline_the_user_is_asked() -> None:
    """A province seven degrees wide has room for two or three zones of three degrees."""
    x, y = metres("EPSG:4550")
    found = find_position(x, y, "", "", LIAONING, "x")
    assert found.decision is not None
    assert not found.decision.sure
    assert 2 <= len(found.positions) <= 4
    shown = [np.hypot(place.lon - LON, place.lat - LAT).max() for place in found.positions]
    assert min(shown) < 1e-8
    assert (found.findings[0].severity, found.findings[0].code) == ("blocking", "position_unsure")


@pytest.mark.parametrize(("zone", "crs"), [(25, "EPSG:4513"), (38, "EPSG:4526"), (45, "EPSG:4533")])
def test_zone_numbers_are_those_of_the_standard(zone: int, crs: str) -> None:
    """The central meridian of a 3-degree zone is three times its number."""
    lon, _ = points_to_degrees(np.array([zone * 1e6 + 500_000]), np.array([4_000_000.0]), crs)
    assert lon[0] == pytest.approx(3 * zone, abs=1e-9)
    assert label_of(crs) == f"三度带第 {zone} 带,坐标里有带号"


def test_degrees_need_no_word() -> None:
    found = find_position(LON, LAT, "", "", DISTRICT, "x")
    assert found.crs == "EPSG:4490"
    assert not found.findings
    assert not found.positions


@pytest.mark.parametrize("per", [1e3, 1e6, 3600.0])
def test_multiples_of_degrees(per: float) -> None:
    found = find_position(LON * per, LAT * per, "", "", DISTRICT, "x")
    assert apart(found, LON * per, LAT * per) < 1e-9


@pytest.mark.parametrize(
    ("declared", "true"), [("EPSG:4490", "EPSG:4529"), ("EPSG:4530", "EPSG:4529"), ("EPSG:4326", "EPSG:3857")]
)
def test_a_declared_system_that_the_numbers_contradict(declared: str, true: str) -> None:
    x, y = metres(true)
    found = find_position(x, y, declared, "", DISTRICT, "x")
    assert apart(found, x, y) < 1e-8
    assert [finding.code for finding in found.findings] == ["crs_contradicted"]


def test_degrees_declared_as_metres() -> None:
    found = find_position(LON, LAT, "EPSG:4529", "", DISTRICT, "x")
    assert apart(found, LON, LAT) == 0
    assert [finding.code for finding in found.findings] == ["crs_contradicted"]


def test_a_declared_system_that_fits_is_not_doubted() -> None:
    for crs in ("EPSG:4326", "EPSG:4490"):
        assert find_position(LON, LAT, crs, "", DISTRICT, "x").decision is None
    assert find_position(*metres("EPSG:4529"), "EPSG:4529", "", DISTRICT, "x").decision is None


def test_a_source_of_elsewhere_is_not_bent_to_fit() -> None:
    """São Paulo stays São Paulo, and the next county the next county."""
    for lon, lat in ((-46.6, -23.5), (126.6, 45.8)):
        x, y = np.full(3, lon), np.full(3, lat)
        assert find_position(x, y, "EPSG:4326", "", DISTRICT, "x").crs == "EPSG:4326"


def test_numbers_that_are_no_place_block() -> None:
    found = find_position(np.full(3, 12e9), np.full(3, 3e12), "", "", DISTRICT, "x")
    assert [(finding.severity, finding.code) for finding in found.findings] == [("blocking", "position_unknown")]


def test_the_user_wins() -> None:
    found = find_position(*metres("EPSG:4550"), "", "EPSG:4549", DISTRICT, "x")
    assert found.crs == "EPSG:4549"
    assert found.decision is not None
    assert found.decision.given


@pytest.mark.parametrize("crs", ["EPSG:2435", "EPSG:2383"])
def test_old_datums_are_refused(crs: str) -> None:
    with pytest.raises(UserError, match="北京54或西安80"):
        find_position(*metres("EPSG:4529"), crs, "", DISTRICT, "旧图.shp")


def test_no_label_shows_a_code() -> None:
    for crs in (*SYSTEMS, "EPSG:4529 swapped", "EPSG:4490 per 1000", "EPSG:4490 swapped", 'PROJCS["x"]'):
        assert "EPSG" not in label_of(crs)
        assert "PROJ" not in label_of(crs)


def test_the_provinces_lie_in_china() -> None:
    boxes = province_boxes()
    assert len(boxes) == 34
    for west, south, east, north in boxes.values():
        assert CHINA[0] <= west < east <= CHINA[2]
        assert CHINA[1] <= south < north <= CHINA[3]


def test_the_home_is_the_best_that_is_known() -> None:
    assert DISTRICT.label == "区域的边界"
    assert LIAONING.label == "区域所在的省"
    assert Home.of(Around(code="990000000000")).box == CHINA
    assert DISTRICT.inside(np.array([124.4, 124.29]), np.array([40.1, 40.1])).tolist() == [True, False]
    assert DISTRICT.near(np.array([124.4, 124.29, 125.4]), np.array([40.1] * 3)).tolist() == [True, True, False]


def test_provinces_hold_the_real_counties(shared_data) -> None:
    for file in sorted((shared_data / "boundaries" / "counties").glob("*.geojson")):
        shape = shapely.from_geojson(file.read_text("utf-8"))
        code = file.read_text("utf-8").split('"code"')[1].split('"')[1][:2]
        assert shapely.box(*province_boxes()[code]).contains(shape), file.name


def test_what_was_chosen_before_is_taken_again_where_it_fits() -> None:
    x, y = metres("EPSG:4550")
    again = find_position(x, y, "", "", LIAONING, "x", before="EPSG:4550")
    assert again.crs == "EPSG:4550"
    assert again.decision is not None
    assert again.decision.given
    other = find_position(*metres("EPSG:4529"), "", "", DISTRICT, "x", before="EPSG:4550")
    assert other.crs == "EPSG:4529"
    declared = find_position(LON, LAT, "EPSG:4490", "", DISTRICT, "x", before="EPSG:4550")
    assert declared.crs == "EPSG:4490"


@pytest.mark.parametrize(("crs", "first"), [("EPSG:4527", 40), ("EPSG:4498", 21)])
def test_eastings_that_run_over_into_the_next_zones_number(crs: str, first: int) -> None:
    """124.4 degrees east in the zones of 117: 39 or 20 and more than a million metres."""
    x, y = metres(crs)
    assert int(x[0] // 1e6) == first
    found = find_position(x, y, "", "", DISTRICT, "x")
    assert found.crs == crs
    assert apart(found, x, y) < 1e-6


def test_where_no_reading_lies_near_the_region_nothing_is_taken() -> None:
    x, y = pyproj.Transformer.from_crs(4490, 4529, always_xy=True).transform(LON, LAT - 15)
    for home in (DISTRICT, LIAONING):
        found = find_position(x, y, "", "", home, "x")
        assert [(one.severity, one.code) for one in found.findings] == [("blocking", "position_unknown")]
        assert found.decision is None
        assert found.positions
        assert found.crs == ""


@pytest.mark.parametrize("crs", ["EPSG:32651", "EPSG:4550"])
def test_outlines_tell_utm_from_the_zone_with_the_same_meridian(crs: str) -> None:
    """Their points lie alike; the corners lie on the borders of the region in one of the two readings only."""
    outline = shapely.get_coordinates(shapely.segmentize(OUTLINE, 0.004))
    change = pyproj.Transformer.from_crs("EPSG:4490", crs, always_xy=True)
    corners = np.column_stack(change.transform(outline[:, 0], outline[:, 1]))
    found = find_position(*metres(crs), "", "", DISTRICT, "x", corners=corners)
    assert found.crs == crs
    assert found.decision is not None
    assert found.decision.sure
    inner = np.column_stack(metres(crs))  # corners on no border: nothing tells
    unsure = find_position(*metres(crs), "", "", DISTRICT, "x", corners=inner)
    assert unsure.decision is not None
    assert not unsure.decision.sure
    assert {"EPSG:32651", "EPSG:4550"} <= {place.crs for place in unsure.positions}
