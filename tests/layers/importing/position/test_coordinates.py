"""Coordinates of a table's columns."""

import numpy as np
import pytest

from layers.importing.position.coordinates import read_coordinates
from tests.layers.importing.sources import table

EAST = 123 + 26 / 60 + 45 / 3600
NORTH = 41 + 48 / 60 + 3 / 3600


def read(columns: dict, **header: str):
    got = read_coordinates(table(columns), header)
    assert got is not None
    return got


def codes(got) -> dict:
    return {finding.code: finding.rows for finding in got.findings}


def test_two_columns_of_numbers_and_texts() -> None:
    got = read(
        {"经度": [123.4, "123.5", "东经123°26′45″", None], "纬度": ["41.8", 41.9, "41°48′3″", "41"]},
        lon="经度",
        lat="纬度",
    )
    assert got.x == pytest.approx([123.4, 123.5, EAST, np.nan], nan_ok=True)
    assert got.y == pytest.approx([41.8, 41.9, NORTH, 41], nan_ok=True)
    assert not got.findings


def test_what_cannot_be_read_is_listed() -> None:
    got = read({"经度": ["村口", 123.4], "纬度": [41.8, "41°75′"]}, lon="经度", lat="纬度")
    assert codes(got) == {"bad_coordinates": ("第2行“村口”", "第3行“41°75′”")}
    assert np.isnan(got.x[0])
    assert np.isnan(got.y[1])


def test_swapped_columns_are_changed_round_with_certainty() -> None:
    got = read({"经度": [41.8, 41.9], "纬度": [123.4, 123.5]}, lon="经度", lat="纬度")
    assert got.x.tolist() == [123.4, 123.5]
    assert got.header == {"lon": "纬度", "lat": "经度"}
    assert list(codes(got)) == ["axes_swapped"]


def test_a_swapped_row_is_changed_round_and_listed() -> None:
    got = read({"经度": [123.4, 41.9, 123.6], "纬度": [41.8, 123.5, 41.7]}, lon="经度", lat="纬度")
    assert got.x.tolist() == [123.4, 123.5, 123.6]
    assert codes(got) == {"rows_swapped": ("第3行",)}


def test_places_outside_china_are_left_as_they_are() -> None:
    got = read({"lon": [24.9, -46.6], "lat": [60.2, -23.5]}, lon="lon", lat="lat")
    assert (got.x.tolist(), got.y.tolist()) == ([24.9, -46.6], [60.2, -23.5])
    assert not got.findings


@pytest.mark.parametrize("header", ["经纬度", "纬度,经度", "location"])
@pytest.mark.parametrize("cell", ["123.45,41.8", "41.8,123.45", "N41.8 E123.45", "(123.45 41.8)"])
def test_one_cell_for_both_in_any_order(header: str, cell: str) -> None:
    got = read({header: [cell, None]}, lonlat=header)
    assert (got.x[0], got.y[0]) == (123.45, 41.8)
    assert np.isnan(got.x[1])


def test_outside_china_the_header_says_the_order() -> None:
    assert read({"latlng": ["60.2,24.9"]}, lonlat="latlng").x.tolist() == [24.9]
    assert read({"lnglat": ["24.9,60.2"]}, lonlat="lnglat").x.tolist() == [24.9]


@pytest.mark.parametrize(
    "names",
    [
        ("经度_度", "经度_分", "经度_秒", "纬度_度", "纬度_分", "纬度_秒"),
        ("东经(度)", "东经(分)", "东经(秒)", "北纬(度)", "北纬(分)", "北纬(秒)"),
    ],
)
def test_degrees_minutes_and_seconds_in_columns_of_their_own(names: tuple[str, ...]) -> None:
    cells = ([123, 123], [26, 75], [45, 0], [41, 41], ["48", 0], [3, None])
    got = read(dict(zip(names, cells, strict=True)))
    assert got.x == pytest.approx([EAST, np.nan], nan_ok=True)
    assert got.y == pytest.approx([NORTH, 41])
    assert codes(got) == {"bad_coordinates": (f"第3行“{names[1]}”75",)}


def test_degrees_and_minutes_without_seconds() -> None:
    got = read({"经度度": [123], "经度分": [26.75], "纬度度": [41], "纬度分": [48.05]})
    assert got.x == pytest.approx([EAST])
    assert got.y == pytest.approx([NORTH])


def test_metres_stay_metres() -> None:
    got = read({"X": [4600000.5], "Y": ["41500123.25"]}, lon="X", lat="Y")
    assert (got.x.tolist(), got.y.tolist()) == ([4600000.5], [41500123.25])


def test_no_columns_no_coordinates() -> None:
    assert read_coordinates(table({"名称": ["甲"]}), {"name": "名称"}) is None


def test_a_pair_the_other_way_round_is_changed_round_and_listed() -> None:
    cells = ["123.4,41.8", "123.5,41.9", "41.7,123.6", "", "N41.6 E123.7"]
    got = read({"经纬度": cells}, lonlat="经纬度")
    assert got.x == pytest.approx([123.4, 123.5, 123.6, np.nan, 123.7], nan_ok=True)
    assert codes(got) == {"rows_swapped": ("第4行",)}
    assert not read({"经纬度": ["41.8,123.4", "41.9,123.5"]}, lonlat="经纬度").findings
    assert codes(read({"纬度,经度": ["41.8,123.4", "41.9,123.5", "123.6,41.7"]}, lonlat="纬度,经度")) == {
        "rows_swapped": ("第4行",)
    }
