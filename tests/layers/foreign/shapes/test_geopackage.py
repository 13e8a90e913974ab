"""GeoPackages of strangers: layers, what they may not contain, and a crash they were left in."""

import shutil
import sqlite3
import struct
from pathlib import Path

import pytest

from layers.errors import UserError
from layers.foreign.reading import read_features
from tests.layers.foreign.making import geopackage, outcome, point_wkb

pytestmark = pytest.mark.usefixtures("one_child")

POINTS = [(point_wkb(120 + n, 40), name) for n, name in enumerate(("甲", "乙"))]
ENTER = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('{0}', 'features', '{0}', 4326)",
    "INSERT INTO gpkg_geometry_columns VALUES ('{0}', 'geom', 'POINT', 4326, 0, 0)",
)


def codes(features) -> list[str]:
    return [note.code for note in features.notes]


def test_a_layer(tmp_path: Path) -> None:
    features = read_features(geopackage(tmp_path / "a.gpkg", {"村": POINTS}))
    assert features.columns == {"name": ("甲", "乙")}
    assert [shape.x for shape in features.geometry] == [120, 121]
    assert (features.layer, features.crs, codes(features)) == ("村", "EPSG:4326", [])


def test_first_filled_layer_is_taken_and_the_others_named(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", {"空": [], "乡镇": POINTS, "村": POINTS[:1]})
    features = read_features(path)
    assert features.layer == "乡镇"
    (finding,) = features.notes
    assert (finding.code, "村" in finding.message) == ("layers_ignored", True)
    assert len(read_features(path, layer="村")) == 1
    with pytest.raises(UserError, match="没有名为“县”的图层。可选:空、乡镇、村"):
        read_features(path, layer="县")
    with pytest.raises(UserError, match="没有任何要素"):
        read_features(path, layer="空")


def test_layer_names_with_quotes(tmp_path: Path) -> None:
    name = "a\"; DROP TABLE x; --'"
    assert len(read_features(geopackage(tmp_path / "a.gpkg", {name: POINTS}), layer=name)) == 2


def test_endless_view_is_never_run(tmp_path: Path) -> None:
    endless = (
        "CREATE VIEW bad AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n) "
        "SELECT fid, NULL AS geom, 'x' AS name FROM n"
    )
    extra = (endless, *(statement.format("bad") for statement in ENTER))
    features = read_features(geopackage(tmp_path / "a.gpkg", {"村": POINTS}, extra))
    assert (features.layer, codes(features)) == ("村", ["views_ignored"])
    with pytest.raises(UserError, match="没有矢量图层"):
        read_features(geopackage(tmp_path / "b.gpkg", {}, extra))


def test_triggers_are_dropped(tmp_path: Path) -> None:
    trigger = "CREATE TRIGGER t AFTER DELETE ON gpkg_contents BEGIN SELECT load_extension('x'); END"
    view = "CREATE VIEW v AS SELECT fid, geom, name FROM 村"
    extra = (view, *(statement.format("v") for statement in ENTER), trigger)
    assert len(read_features(geopackage(tmp_path / "a.gpkg", {"村": POINTS}, extra))) == 2


def test_virtual_tables_that_reach_out_are_refused(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", {"村": POINTS})
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'out', 'out', 0, "
        "'CREATE VIRTUAL TABLE out USING VirtualOGR(''/etc/passwd'')')"
    )
    connection.commit()
    connection.close()
    with pytest.raises(UserError, match="虚拟表"):
        read_features(path)


def test_geometry_nested_beyond_reason_costs_the_child_only(tmp_path: Path) -> None:
    deep = struct.pack("<BII", 1, 7, 1) * 200_000 + point_wkb(1, 1)
    result = outcome(read_features, geopackage(tmp_path / "a.gpkg", {"村": [(deep, "x"), *POINTS]}))
    if isinstance(result, UserError):  # the child may die of it
        assert result.where == "a.gpkg"
    else:
        assert result.geometry[0] is None


def test_broken_geometries_are_listed(tmp_path: Path) -> None:
    ring = struct.pack("<BIII8d", 1, 3, 1, 4, 0, 0, 1, 0, 1, 1, 0, 1)
    path = geopackage(tmp_path / "a.gpkg", {"村": [(ring, "open"), (None, "none"), *POINTS]})
    features = read_features(path)
    assert [shape is None for shape in features.geometry] == [False, True, False, False]
    rows = {note.code: note.rows for note in features.notes}
    assert rows == {"rings_closed": ("1",), "no_geometry": ("2",)}


def test_transaction_that_a_crash_cut_short_is_rolled_back_in_the_copy(tmp_path: Path) -> None:
    whole = geopackage(tmp_path / "whole.gpkg", {"村": POINTS})
    connection = sqlite3.connect(whole, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("PRAGMA cache_spill = 1")
    connection.execute("BEGIN")
    connection.execute("UPDATE 村 SET name = name || ?", ("x" * 200_000,))
    hot = tmp_path / "hot.gpkg"
    shutil.copyfile(whole, hot)
    shutil.copyfile(f"{whole}-journal", f"{hot}-journal")
    connection.execute("ROLLBACK")
    connection.close()
    before = hot.read_bytes()
    assert read_features(hot).columns["name"] == ("甲", "乙")
    assert hot.read_bytes() == before


def test_plain_database_and_damaged_file_are_refused(tmp_path: Path) -> None:
    plain = tmp_path / "plain.gpkg"
    connection = sqlite3.connect(plain)
    connection.execute("CREATE TABLE a (b)")
    connection.commit()
    connection.close()
    with pytest.raises(UserError, match="只是普通的 SQLite 数据库"):
        read_features(plain)
    cut = geopackage(tmp_path / "cut.gpkg", {"村": POINTS})
    cut.write_bytes(cut.read_bytes()[:5000])
    with pytest.raises(UserError, match="不是有效的 GeoPackage"):
        read_features(cut)


def test_whole_numbers_and_truth_values_with_gaps(shared_data: Path) -> None:
    features = read_features(shared_data / "nasty" / "pyogrio" / "test_gpkg_nulls.gpkg")
    assert features.columns["col_bool"] == (True, False, True, None)
    assert features.columns["col_int64"] == (1, 2, 3, None)
    assert [type(value) for value in features.columns["col_uint64"][:3]] == [int] * 3


@pytest.mark.parametrize("name", ["curve", "curvepolygon", "multisurface"])
def test_curves_are_drawn_out_and_said(shared_data: Path, name: str) -> None:
    features = read_features(shared_data / "nasty" / "pyogrio" / f"{name}.gpkg")
    assert codes(features) == ["curves_linearised"]
    assert "Curve" not in features.geometry[0].geom_type


def test_measure_is_dropped_and_said(shared_data: Path) -> None:
    features = read_features(shared_data / "nasty" / "pyogrio" / "line_zm.gpkg")
    assert set(codes(features)) == {"m_dropped"}  # its heights are all 0
    assert not features.geometry[0].has_z
