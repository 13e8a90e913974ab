"""Where rows are: geometry, columns, and what is wrong with them."""

import numpy as np
import pytest
import shapely

from layers.finding import Finding
from layers.importing.options import ImportOptions
from layers.importing.position.home import Home
from layers.importing.position.places import coarse, drop_impossible, outlines, place
from tests.layers.importing.sources import Around, table, understood

HOME = Home.of(Around(code="210602000000"))
ROWS = (2, 3, 4)


def placed(cells: dict, shapes: list | None = None, header: dict | None = None, **options):
    return place(table(cells, shapes), header or {}, ImportOptions(**options), HOME, "x")


COLUMNS = {"名称": ["甲", "乙"], "经度": [124.1234, 124.2], "纬度": [40.1234, 40.2]}
HEADER = {"lon": "经度", "lat": "纬度"}


def test_a_table_is_placed_by_its_columns() -> None:
    got = placed(COLUMNS, None, HEADER)
    assert (got.lon.tolist(), got.lat.tolist(), got.geometry) == ([124.1234, 124.2], [40.1234, 40.2], None)
    assert got.header == HEADER


def test_geometry_goes_before_columns_that_were_not_asked_for() -> None:
    shapes = [shapely.Point(124.5, 40.5), shapely.Point(124.2, 40.2)]
    got = placed(COLUMNS, shapes, HEADER)
    assert got.lon.tolist() == [124.5, 124.2]
    assert {finding.code: finding.rows for finding in got.findings} == {"place_disagrees": ("第2行",)}
    asked = placed(COLUMNS, shapes, HEADER, columns=HEADER)
    assert asked.lon.tolist() == [124.1234, 124.2]
    assert asked.geometry is None


def test_columns_fill_in_where_the_geometry_is_missing() -> None:
    got = placed(COLUMNS, [None, shapely.Point(124.2, 40.2)], HEADER)
    assert got.lon.tolist() == [124.1234, 124.2]
    assert {finding.code: finding.rows for finding in got.findings} == {"place_from_columns": ("第2行",)}


def test_rows_without_any_place_are_none() -> None:
    got = placed({"名称": ["甲"]})
    assert np.isnan(got.lon).all()
    assert got.geometry is None


def test_an_area_among_points_is_placed_inside_and_said() -> None:
    ring = shapely.box(124, 40, 125, 41).difference(shapely.box(124.2, 40.2, 124.8, 40.8))
    got = placed({"名称": ["甲", "乙"]}, [ring, shapely.Point(124.2, 40.2)])
    assert ring.contains(shapely.Point(got.lon[0], got.lat[0]))
    assert [finding.code for finding in got.findings] == ["not_a_point"]
    assert not placed({"名称": ["甲"]}, [ring]).findings


def test_what_is_no_place_is_dropped_and_listed() -> None:
    lon, lat, findings = drop_impossible(np.array([0.0, np.nan, 200.0]), np.array([0.0, 40.0, 40.0]), ROWS)
    assert np.isnan(lon).all()
    assert np.isnan(lat).all()
    assert {finding.code: finding.rows for finding in findings} == {
        "zero_coordinates": ("第2行",),
        "half_coordinates": ("第3行",),
        "bad_coordinates": ("第4行",),
    }
    good = np.array([124.0, np.nan, 0.0]), np.array([40.0, np.nan, 40.0])
    kept_lon, _, nothing = drop_impossible(*good, ROWS)
    assert kept_lon.tolist()[::2] == [124.0, 0.0]
    assert not nothing


def test_coarse_coordinates_are_those_of_fewer_than_three_decimals() -> None:
    lon, lat = np.array([124.12, 124.123, 124.1, np.nan]), np.array([40.1, 40.1, 40.123, 40.0])
    found = coarse(lon, lat, (2, 3, 4, 5))
    assert [(finding.code, finding.rows) for finding in found] == [("coarse_coordinates", ("第2行",))]
    assert found[0].why
    assert not coarse(lon[1:], lat[1:], (3, 4, 5))


def test_outlines_are_mended_and_dropped_and_listed() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])  # two triangles of area 1 each
    findings: list[Finding] = []
    got = outlines(
        understood({"名称": list("甲乙丙")}, [bow, shapely.Point(1, 1), shapely.box(0, 0, 1, 1)], role="zones"),
        findings,
    )
    assert got[0].is_valid
    assert got[0].area == pytest.approx(2)
    assert (got[1], got[2].geom_type) == (None, "MultiPolygon")
    assert {finding.code: finding.rows for finding in findings} == {
        "not_a_polygon": ("第3个",),
        "mended_polygon": ("第2个",),
    }


def test_a_table_has_no_outlines() -> None:
    assert outlines(understood({"名称": ["甲"]}, role="units"), []).tolist() == [None]
