"""Datums against an independent implementation, round trips over China, and the border."""

import csv
from pathlib import Path

import numpy as np
import pytest

from layers.datum import EAST, NORTH, SOUTH, WEST, from_wgs84, to_wgs84

METRES_PER_DEGREE = 111_320.0
SHIFTED = ("gcj02", "bd09")


def over_china(count: int) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = np.meshgrid(np.linspace(WEST, EAST, count), np.linspace(SOUTH, NORTH, count))
    return lon, lat


def metres_apart(a: tuple, b: tuple) -> np.ndarray:
    east = (np.asarray(a[0]) - b[0]) * np.cos(np.radians(b[1]))
    return np.hypot(east, np.asarray(a[1]) - b[1]) * METRES_PER_DEGREE


def test_meets_the_independent_vectors(shared_data: Path) -> None:
    rows = list(csv.DictReader((shared_data / "coordinates" / "vectors.csv").read_text("utf-8").splitlines()))
    oracles = [row for row in rows if row["use_as_oracle"] == "yes"]
    assert len(oracles) == 6
    for row in oracles:
        convert = from_wgs84 if row["from_crs"] == "WGS84" else to_wgs84
        got = convert(float(row["from_lon"]), float(row["from_lat"]), "gcj02")
        assert metres_apart(got, (float(row["to_lon"]), float(row["to_lat"]))) < 1e-6, row["place"]


def test_meets_published_figures_of_other_programs() -> None:
    assert from_wgs84(116.397428, 39.90923, "gcj02") == pytest.approx((116.40367163, 39.91063351), abs=1e-8)
    assert from_wgs84(116.404, 39.915, "gcj02") == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-12)
    # the same program's gcj02tobd09(116.404, 39.915)
    here = to_wgs84(116.404, 39.915, "gcj02")
    assert from_wgs84(*here, "bd09") == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-11)


@pytest.mark.parametrize("datum", SHIFTED)
def test_round_trip_over_china_is_under_a_millimetre(datum: str) -> None:
    places = over_china(401)
    shifted = from_wgs84(*places, datum)
    assert metres_apart(to_wgs84(*shifted, datum), places).max() < 1e-3
    assert np.median(metres_apart(shifted, places)) > 100  # it does shift


@pytest.mark.parametrize("datum", SHIFTED)
def test_round_trip_from_the_shifted_side(datum: str) -> None:
    shifted = over_china(201)
    inside = [part[5:-5, 5:-5] for part in shifted]
    assert metres_apart(from_wgs84(*to_wgs84(*inside, datum), datum), inside).max() < 1e-3


@pytest.mark.parametrize("datum", SHIFTED)
def test_border_belongs_to_china(datum: str) -> None:
    lon = np.array([WEST, WEST, EAST, EAST, 100.0, 100.0])
    lat = np.array([SOUTH, NORTH, SOUTH, NORTH, SOUTH, NORTH])
    shifted = from_wgs84(lon, lat, datum)
    assert np.all(metres_apart(shifted, (lon, lat)) > 20)
    assert metres_apart(to_wgs84(*shifted, datum), (lon, lat)).max() < 1e-3


@pytest.mark.parametrize("datum", SHIFTED)
@pytest.mark.parametrize("convert", [from_wgs84, to_wgs84])
def test_outside_china_nothing_changes(convert, datum: str) -> None:
    lon = np.array([139.7, 2.35, -74.0, 100.0, 100.0, 71.9, 180.0, -180.0])
    lat = np.array([35.7, 48.86, 40.7, 0.5, 56.5, 40.0, 0.0, -89.0])
    got = convert(lon, lat, datum)
    assert np.array_equal(got[0], lon)
    assert np.array_equal(got[1], lat)


@pytest.mark.parametrize("datum", SHIFTED)
def test_just_outside_the_border_nothing_is_added(datum: str) -> None:
    lon, lat = np.array([WEST - 1e-9, EAST + 1e-9]), np.array([30.0, 30.0])
    assert np.array_equal(from_wgs84(lon, lat, datum)[0], lon)


@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000", *SHIFTED])
def test_nan_and_infinity_pass_through(datum: str) -> None:
    for convert in (from_wgs84, to_wgs84):
        lon, lat = convert([np.nan, 110.0, np.inf, 110.0], [30.0, np.nan, 30.0, 30.0], datum)
        assert np.isnan(lon[0])
        assert np.isnan(lat[1])
        assert np.isinf(lon[2])
        assert np.all(np.isfinite((lon[3], lat[3])))


def test_scalars_in_scalars_out_and_arrays_broadcast() -> None:
    lon, lat = to_wgs84(116.4, 39.9, "bd09")
    assert isinstance(lon, float)
    assert isinstance(lat, float)
    assert to_wgs84([116.4, 116.5], 39.9, "gcj02")[1].shape == (2,)


def test_arguments_stay_as_they_were() -> None:
    lon, lat = np.array([116.4]), np.array([39.9])
    same, _ = to_wgs84(lon, lat, "cgcs2000")
    same += 1
    to_wgs84(lon, lat, "bd09")
    assert (lon[0], lat[0]) == (116.4, 39.9)


def test_cgcs2000_is_taken_as_wgs84() -> None:
    assert to_wgs84(116.4, 39.9, "cgcs2000") == (116.4, 39.9)


def test_unknown_datum_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="beijing54"):
        to_wgs84(116.4, 39.9, "beijing54")
