"""A region file that another program has edited, by rule or by accident."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from layers import region as region_module
from layers.errors import UserError
from layers.region import Region

Edit = Callable[..., Path]


@pytest.fixture
def edited(sample: Path, tmp_path: Path) -> Edit:
    """A copy of the sample after some statements that no constraint of ours stops."""

    def edit(*statements: str, cells: tuple[Any, ...] = ()) -> Path:
        copy = tmp_path / "改过的.gpkg"
        copy.write_bytes(sample.read_bytes())
        connection = sqlite3.connect(copy)
        _unlock(connection)
        for statement in statements:
            connection.execute(statement, cells)
        connection.commit()
        connection.close()
        return copy

    return edit


def _unlock(connection: sqlite3.Connection) -> None:
    """Take NOT NULL and UNIQUE off every table, as a program that rebuilds tables does."""
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE type = 'table'")
    connection.execute("PRAGMA writable_schema = RESET")


def read_everything(path: Path) -> None:
    with Region.open(path) as region:
        region.units()
        region.facilities()
        region.demand()
        region.roads()
        region.sources()
        region.findings()
        region.manual_values("dandong")
        region.metric_crs()


MANUAL = "INSERT INTO manual_values (plan_id, indicator_id, year, value, entered_by, entered_at, basis) VALUES "
FINDING = "INSERT INTO findings (severity, code, message, rows) VALUES "
WRONG = {
    "text in a number": ("UPDATE units SET population = '很多'", ()),
    "bytes in a number": ("UPDATE facilities SET beds = ?", (b"\xff",)),
    "bytes in a text": ("UPDATE facilities SET name = ?", (b"\xff\xfe",)),
    "broken JSON": ("UPDATE facilities SET attributes = '{\"a\": '", ()),
    "deep JSON": ("UPDATE facilities SET attributes = ?", ("[" * 100_000,)),
    "JSON of another shape": ("UPDATE facilities SET attributes = '[1]'", ()),
    "broken options": ("UPDATE sources SET options = 'x'", ()),
    "options of another shape": ("UPDATE sources SET options = '3'", ()),
    "a count of no number": ("UPDATE sources SET rows = 'x'", ()),
    "broken places": (FINDING + "('note', 'x', 'x', '{')", ()),
    "places of another shape": (FINDING + "('note', 'x', 'x', '{\"a\": 1}')", ()),
    "a severity of no kind": (FINDING + "('糟糕', 'x', 'x', '[]')", ()),
    "a year of no number": (MANUAL + "('dandong', 'x', '去年', 1, 'x', 'x', '')", ()),
    "a value of no number": (MANUAL + "('dandong', 'x', 2024, '很多', 'x', 'x', '')", ()),
    "a missing value": (MANUAL + "('dandong', 'x', 2024, NULL, 'x', 'x', '')", ()),
    "a shape of a number": ("UPDATE units SET geom = 5", ()),
    "a shape of text": ("UPDATE demand SET geom = 'POINT (1 2)'", ()),
    "a network of text": ("UPDATE network SET data = 'x' WHERE name = 'lon'", ()),
    "names of no list": ("UPDATE network SET data = '{}' WHERE name = 'way_name'", ()),
    "names in names": ("UPDATE network SET data = '[[\"x\"]]' WHERE name = 'way_name'", ()),
    "names of bytes": ("UPDATE network SET data = ? WHERE name = 'way_name'", (b"\xff",)),
    "half a node": ("UPDATE network SET data = substr(data, 1, length(data) - 1) WHERE name = 'lon'", ()),
    "a nameless array": ("UPDATE network SET name = NULL WHERE name = 'lon'", ()),
    "no schema version": ("UPDATE meta SET value = NULL WHERE key = 'schema_version'", ()),
    "version nought": ("UPDATE meta SET value = '0' WHERE key = 'schema_version'", ()),
    "version squared": ("UPDATE meta SET value = '²' WHERE key = 'schema_version'", ()),
    "a version without end": ("UPDATE meta SET value = ? WHERE key = 'schema_version'", ("9" * 5000,)),
    "a name of bytes": ("UPDATE meta SET value = ? WHERE key = 'name'", (b"\xff",)),
    "no name": ("UPDATE meta SET value = NULL WHERE key = 'name'", ()),
}


@pytest.mark.parametrize(("statement", "cells"), WRONG.values(), ids=WRONG.keys())
def test_what_no_table_can_hold_is_told_in_words(edited: Edit, statement: str, cells: tuple[Any, ...]) -> None:
    path = edited(statement, cells=cells)
    with pytest.raises(UserError) as told:
        read_everything(path)
    assert told.value.remedy


def test_what_the_reader_cannot_say_keeps_its_cause(edited: Edit) -> None:
    path = edited("UPDATE units SET population = '很多'")
    with Region.open(path) as region, pytest.raises(UserError, match=r"改过的\.gpkg：区域文件里的数据不对") as told:
        region.units()
    assert isinstance(told.value.__cause__, ValueError)


def test_blanks_are_blanks(edited: Edit) -> None:
    path = edited(
        "UPDATE facilities SET name = NULL, kinds = NULL, unit_code = NULL, status = NULL, attributes = NULL, "
        "address = NULL",
        "UPDATE units SET name = NULL, parent_code = NULL, class = NULL, provisional = NULL",
        "UPDATE demand SET id = NULL",
        "UPDATE sources SET options = NULL, licence = NULL",
    )
    with Region.open(path) as region:
        facilities, units, demand, sources = region.facilities(), region.units(), region.demand(), region.sources()
    columns = [facilities.name, facilities.unit_code, facilities.status, facilities.texts["address"]]
    columns += [units.name, units.parent, units.klass, demand.id]
    assert all((column == "").all() for column in columns)
    assert set(facilities.kinds) == {()}
    assert all(not attributes for attributes in facilities.attributes)
    assert not units.provisional.any()
    assert all(source.options == {} and source.licence == "" for source in sources)


def test_labels_are_read_as_codes_and_other_words_stay(edited: Edit) -> None:
    path = edited(
        "UPDATE facilities SET status = ' 运营 ', kinds = '养老机构；社工'",
        "UPDATE units SET level = '乡级' WHERE level = 'township'",
        "UPDATE units SET level = '社区（村）' WHERE level = 'community'",
        "UPDATE units SET level = '片区' WHERE level = 'county'",
    )
    with Region.open(path) as region:
        facilities, units = region.facilities(), region.units()
    assert set(facilities.status) == {"operating"}
    assert set(facilities.kinds) == {("elderly_care_institution", "社工")}
    assert set(units.level) == {"township", "community", "片区"}


@pytest.mark.parametrize("box", ["'x'", "9e999", "-9e999", "NULL", "1e10", "X'ff'"])
def test_a_wrong_box_in_the_list_of_contents_is_not_believed(edited: Edit, sample: Path, box: str) -> None:
    with Region.open(sample) as region:
        right = region.metric_crs()
    path = edited(f"UPDATE gpkg_contents SET min_x = {box}, max_y = {box}")
    with Region.open(path) as region:
        assert region.metric_crs() == right


@pytest.fixture
def points_only(tmp_path: Path) -> Path:
    """Demand points around 123.4, 41.8, one of them in the Gulf of Guinea."""
    from layers.tables import Demand

    lon = np.append(123.4 + np.linspace(-0.02, 0.02, 9), 0.0)
    lat = np.append(41.8 + np.linspace(-0.02, 0.02, 9), 0.0)
    demand = Demand(np.arange(10).astype(str), np.full(10, ""), lon, lat, {"population": np.ones(10)})
    path = tmp_path / "点.gpkg"
    with Region.create(path, name="点", code="210112000000") as region, region.writing("测试") as writer:
        writer.replace_demand(demand, None)
    return path


def test_one_stray_point_does_not_bend_the_metres(points_only: Path) -> None:
    with Region.open(points_only) as region:
        metric = region.metric_crs()
    assert (metric.lon_0, metric.lat_0) == (123.4, 41.8)
    x, y = metric.forward([123.40, 123.41], [41.8, 41.8])
    assert np.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(831.1, abs=0.5)  # a hundredth of a degree there


def test_points_far_from_the_earth_have_no_say(points_only: Path) -> None:
    connection = sqlite3.connect(points_only)
    blob = b"GP\x00\x01\x8a\x11\x00\x00" + shapely.to_wkb(shapely.Point(1e300, float("inf")), byte_order=1)
    connection.executemany("INSERT INTO demand (id, geom) VALUES ('x', ?)", [(blob,)] * 30)
    connection.commit()
    connection.close()
    with Region.open(points_only) as region:
        assert region.metric_crs().lat_0 == 41.8


def test_a_layer_saved_by_another_program_can_be_added_to(points_only: Path) -> None:
    """Its blobs have no envelope, another byte order, and heights."""
    connection = sqlite3.connect(points_only)
    outline = shapely.MultiPolygon([shapely.box(123, 41, 124, 42)])
    wkb = shapely.to_wkb(shapely.force_3d(outline, 3.0), byte_order=0, flavor="iso", output_dimension=3)
    insert = "INSERT INTO units (code, name, level, geom) VALUES ('210112001000', '望溪街道', 'township', ?)"
    connection.execute(insert, (b"GP\x00\x00\x00\x00\x11\x8a" + wkb,))
    connection.commit()
    connection.close()
    with Region.open(points_only) as region:
        with region.writing("测试") as writer:
            writer.put_units(region.units(), None)
        assert region.units().geometry[0].equals(outline)
        assert (region.metric_crs().lon_0, region.metric_crs().lat_0) == (123.5, 41.5)


@pytest.mark.parametrize("where", ["name", "text", "source"])
def test_half_a_character_is_refused_in_words(tmp_path: Path, where: str) -> None:
    path = tmp_path / "x.gpkg"
    half = "站\udcff" if where == "name" else "站"

    def write() -> None:
        made = Region.create(path, name=half, code="210112000000")
        with made, made.writing("站\udcff" if where == "text" else "测试") as writer:
            writer.add_source("units", "站\udcff.csv" if where == "source" else "站.csv")

    with pytest.raises(UserError, match="不完整的字符"):
        write()
    assert path.exists() == (where != "name")
    assert [file.name for file in tmp_path.iterdir()] in ([], ["x.gpkg"])


def test_a_name_too_long_for_the_disk(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 300 + ".gpkg")
    with pytest.raises(UserError, match="文件名太长"):
        Region.create(path, name="x", code="210112000000")
    with pytest.raises(UserError, match="文件名太长"):
        Region.open(path)


def test_a_name_as_long_as_they_come(tmp_path: Path) -> None:
    with Region.create(tmp_path / ("x" * 250 + ".gpkg"), name="x", code="210112000000") as region:
        assert region.name == "x"


def test_faults_of_the_program_are_not_dressed_up(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: sqlite3.Connection) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(region_module.region_reader, "units", broken)
    with Region.open(sample) as region, pytest.raises(ZeroDivisionError):
        region.units()
