"""A region file: all or nothing, and careful with strangers."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers import region_opening, region_writer
from layers.errors import UserError
from layers.finding import Finding
from layers.region import Region
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS
from layers.tables import Demand, Facilities, ManualValue, Roads, Units

NAN = float("nan")
VALUE = ManualValue("dandong", "x", 2025, 1.5, "王某", "2026-01-01T00:00:00Z", "统计报表")


def make_units() -> Units:
    return Units(
        code=np.array(["210112001000", "210112001001"]),
        name=np.array(["望溪街道", "柳荫社区"]),
        level=np.array(["township", "community"]),
        parent=np.array(["210112000000", "210112001000"]),
        klass=np.array(["街道", "城市社区"]),
        provisional=np.array([False, True]),
        households=np.array([10.0, NAN]),
        population={"population": np.array([100.0, 50.0])},
        geometry=np.array([shapely.MultiPolygon([shapely.box(123, 41, 124, 42)]), None], dtype=object),
    )


def make_facilities() -> Facilities:
    return Facilities(
        id=np.array(["a", "b"]),
        name=np.array(["甲站", "=HYPERLINK()"]),
        kinds=(("social_work_station",), ("public_cemetery", "columbarium")),
        unit_code=np.array(["210112001000", ""]),
        status=np.array(["operating", "planned"]),
        lon=np.array([123.5, NAN]),
        lat=np.array([41.5, NAN]),
        numbers={name: np.array([NAN, 3.0]) for name in FACILITY_NUMBERS},
        texts={name: np.array(["", "某处"]) for name in FACILITY_TEXTS},
        attributes=({}, {"电话": "无"}),
    )


def make_roads() -> Roads:
    return Roads(
        lon=np.array([0.0, 1, 1, 0, 5]),
        lat=np.array([0.0, 0, 1, 1, 5]),
        tail=np.array([0, 1, 3], dtype=np.int32),
        head=np.array([1, 2, 4], dtype=np.int32),
        way=np.array([0, 0, 1], dtype=np.int32),
        access=np.array([7, 7, 1], dtype=np.uint8),
        oneway=np.array([0, 1, -1], dtype=np.int8),
        way_name=np.array(["一路", "'; DROP TABLE units"]),
        way_class=np.array(["primary", "road"]),
        way_maxspeed_kmh=np.array([NAN, 30.0]),
    )


@pytest.fixture
def region(tmp_path: Path):
    with Region.create(tmp_path / "区域 一.gpkg", name="浑南区", code="210112000000") as made:
        yield made


@pytest.fixture
def filled(region: Region) -> Region:
    demand = Demand(np.array(["p"]), np.array([""]), np.array([123.2]), np.array([41.2]), {"aged_60": np.array([3.0])})
    with region.writing("测试") as writer:
        source = writer.add_source("units", "某.geojson", detail="township", options={"datum": "gcj02"})
        writer.put_units(make_units(), source)
        writer.put_facilities(make_facilities(), source)
        writer.replace_demand(demand, source)
        writer.replace_roads(make_roads(), source)
        writer.set_manual_value(VALUE)
        writer.add_findings([Finding("note", "n", "提示", ("一",)), Finding("blocking", "b", "阻断")], source)
    return region


def test_units_come_back(filled: Region) -> None:
    got, units = filled.units(), make_units()
    assert got.code.tolist() == units.code.tolist()
    assert got.geometry[0].equals_exact(units.geometry[0], 0)
    assert got.geometry[1] is None
    assert np.array_equal(got.households, units.households, equal_nan=True)
    assert got.population["population"].tolist() == [100, 50]
    assert np.isnan(got.population["aged_60"]).all()


@pytest.mark.parametrize("portion", [1, 3, 7, 100])
def test_demand_is_written_in_portions(region: Region, portion: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(region_writer, "_AT_ONCE", portion)
    lon, people = np.linspace(120, 121, 7), np.array([1, NAN, 3, 4, 5, 6, 7.5])
    demand = Demand(np.arange(7).astype("U2"), np.full(7, "x"), lon, lon / 3, {"population": people})
    with region.writing("测试") as writer:
        writer.replace_demand(demand, writer.add_source("demand", "人口.csv"))
    back = region.demand()
    assert back.id.tolist() == list("0123456")
    assert (back.lon.tolist(), back.lat.tolist()) == (lon.tolist(), (lon / 3).tolist())
    assert list(back.weight) == ["population"]
    assert np.array_equal(back.weight["population"], people, equal_nan=True)


def test_facilities_and_demand_come_back(filled: Region) -> None:
    back, facilities = filled.facilities(), make_facilities()
    assert (back.kinds, back.attributes) == (facilities.kinds, facilities.attributes)
    assert np.array_equal(back.lon, facilities.lon, equal_nan=True)
    assert np.array_equal(back.numbers["beds"], [NAN, 3], equal_nan=True)
    assert list(filled.demand().weight) == ["aged_60"]


def test_roads_come_back(filled: Region) -> None:
    stored, roads = filled.roads(), make_roads()
    assert stored is not None
    for name in ("lon", "lat", "tail", "head", "way", "access", "oneway", "way_name", "way_class"):
        assert np.array_equal(getattr(stored, name), getattr(roads, name)), name


def test_the_record_comes_back(filled: Region) -> None:
    assert filled.sources()[0].options == {"datum": "gcj02"}
    assert [finding.severity for finding in filled.findings()] == ["blocking", "note"]
    assert filled.manual_values("dandong") == (VALUE,)
    assert (filled.metric_crs().lon_0, filled.metric_crs().lat_0) == (123.5, 41.5)


def test_road_lines_follow_the_segments(region: Region) -> None:
    with region.writing("测试") as writer:
        writer.replace_roads(make_roads(), None)
    lines = sqlite3.connect(region.path).execute("SELECT name, geom FROM roads ORDER BY fid").fetchall()
    shapes = [shapely.from_wkb(blob[40:]) for _, blob in lines]
    assert [name for name, _ in lines] == ["一路", "'; DROP TABLE units"]
    assert [shape.wkt for shape in shapes] == ["LINESTRING (0 0, 1 0, 1 1)", "LINESTRING (0 1, 5 5)"]


def test_a_failed_change_leaves_nothing(region: Region) -> None:
    def change() -> None:
        with region.writing("失败") as writer:
            writer.put_units(make_units(), None)
            writer.set_meta("k", "v")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert len(region.units()) == 0
    assert "k" not in region.meta


def test_reading_cannot_change_the_file(region: Region) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        region._connection.execute("DELETE FROM meta")


def test_create_never_overwrites(region: Region) -> None:
    with pytest.raises(UserError, match="已经存在"):
        Region.create(region.path, name="x", code="210112000000")
    assert region.name == "浑南区"


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "不是区域文件"), (b"hello" * 40, "不是区域文件"), (b"SQLite format 3\0" + bytes(200), "不是 GeoPackage")],
)
def test_what_is_no_region_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(content)
    with pytest.raises(UserError, match=message):
        Region.open(path)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到"):
        Region.open(tmp_path / "没有.gpkg")
    with pytest.raises(UserError, match="不是一个文件"):
        Region.open(tmp_path)
    with pytest.raises(UserError, match="文件夹不存在"):
        Region.create(tmp_path / "无" / "x.gpkg", name="x", code="210112000000")


def test_a_damaged_page_is_found(region: Region) -> None:
    with region.writing("测试") as writer:
        writer.replace_roads(make_roads(), None)
    region.close()
    content = bytearray(region.path.read_bytes())
    content[4096:] = b"\xa5" * len(content[4096:])
    region.path.write_bytes(content)
    with pytest.raises(UserError):
        Region.open(region.path)


def test_a_view_in_the_place_of_a_table_is_refused(region: Region) -> None:
    """A view may run for ever; ours are tables."""
    region.close()
    other = sqlite3.connect(region.path)
    other.execute("DROP TABLE demand")
    other.execute(
        "CREATE VIEW demand AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid FROM n"
    )
    other.commit()
    other.close()
    with pytest.raises(UserError, match="不是本程序的区域文件"):
        Region.open(region.path)


def test_a_nested_geometry_is_refused(region: Region) -> None:
    """GEOS recurses into nested collections until the stack ends."""
    region.close()
    deep = b"".join(b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" for _ in range(200_000))
    body = b"GP\x00\x01\x8a\x11\x00\x00" + b"\x01\x06\x00\x00\x00\x01\x00\x00\x00" + deep
    other = sqlite3.connect(region.path)
    other.execute("INSERT INTO units (code, name, level, geom) VALUES ('1', 'x', 'township', ?)", (body,))
    other.commit()
    other.close()
    with Region.open(region.path) as opened, pytest.raises(UserError, match="损坏的图形"):
        opened.units()


def test_foreign_triggers_do_not_stop_writing(region: Region) -> None:
    """Another GIS hangs triggers on a layer that call functions only it has."""
    region.close()
    other = sqlite3.connect(region.path)
    other.execute("CREATE TRIGGER rtree_units_geom_insert AFTER INSERT ON units BEGIN SELECT ST_MinX(NEW.geom); END")
    other.commit()
    other.close()
    with Region.open(region.path) as opened:
        with opened.writing("测试") as writer:
            writer.put_units(make_units(), None)
        assert len(opened.units()) == 2


def test_a_newer_version_is_refused_and_an_older_one_brought_up(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    region.close()
    monkeypatch.setattr(region_opening, "SCHEMA_VERSION", 0)
    with pytest.raises(UserError, match="更新版本"):
        Region.open(region.path)
    monkeypatch.setattr(region_opening, "SCHEMA_VERSION", 3)
    step = "INSERT INTO meta VALUES ('migrated', 'yes')"
    monkeypatch.setattr(region_opening, "MIGRATIONS", {2: lambda connection: connection.execute(step)})
    with Region.open(region.path) as opened:
        assert opened.meta["migrated"] == "yes"
        assert opened.meta["schema_version"] == "3"
    assert region.path.with_name("区域 一.版本2备份.gpkg").exists()


def test_network_arrays_that_do_not_fit_are_refused(region: Region) -> None:
    with region.writing("测试") as writer:
        writer.replace_roads(make_roads(), None)
    region.close()
    other = sqlite3.connect(region.path)
    other.execute("UPDATE network SET data = ? WHERE name = 'head'", (np.array([1, 2, 99], "<i4").tobytes(),))
    other.commit()
    other.close()
    with Region.open(region.path) as opened, pytest.raises(UserError, match="路网数据不完整"):
        opened.roads()


def test_two_writers_wait_for_each_other(region: Region) -> None:
    other = sqlite3.connect(region.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    region._connection.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(UserError, match="正被另一个程序使用"), region.writing("测试"):
        pass
    other.execute("ROLLBACK")
    other.close()


def codes_of(region: Region) -> list[tuple[str, str]]:
    return [(finding.severity, finding.code) for finding in region.findings()]


def test_findings_go_with_the_rows_they_were_about(region: Region) -> None:
    demand = Demand(np.array(["p"]), np.array([""]), np.array([123.2]), np.array([41.2]), {"aged_60": np.array([3.0])})
    for name in ("甲", "乙"):
        with region.writing("测试") as writer:
            for role in ("demand", "roads", "facilities"):
                source = writer.add_source(role, f"{name}.csv")
                writer.add_findings([Finding("warning", f"{role} {name}", "提示")], source)
                if role == "demand":
                    writer.replace_demand(demand, source)
                if role == "roads":
                    writer.replace_roads(make_roads(), source)
    found = sorted(code for _, code in codes_of(region))
    assert found == ["demand 乙", "facilities 乙", "facilities 甲", "roads 乙"]


def test_findings_of_a_file_that_is_read_again_are_the_new_ones(region: Region) -> None:
    with region.writing("测试") as writer:
        for code, detail in (("old", "a"), ("other", "b"), ("new", "a")):
            source = writer.add_source("facilities", "名单.csv", detail=detail)
            writer.add_findings([Finding("note", code, "提示")], source)
    assert codes_of(region) == [("note", "other"), ("note", "new")]


def test_what_was_accepted_blocks_no_more(region: Region) -> None:
    findings = [
        Finding("blocking", "accepted", "数字不一致"),
        Finding("blocking", "not", "x"),
        Finding("note", "n", "x"),
    ]
    with region.writing("测试") as writer:
        writer.add_findings(findings, writer.add_source("units", "x"), accepted=("accepted", "n"))
    assert codes_of(region) == [("blocking", "not"), ("warning", "accepted"), ("note", "n")]
    assert region.findings()[1].message == "数字不一致(导入时已确认)"
