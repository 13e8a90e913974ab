"""What is in a file before anybody decides: its parts, their columns and first rows."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from layers.foreign.reading import Contents, Part, read_contents, read_features
from tests.layers.foreign.making import geopackage, geotiff, osm_xml, point_wkb, shapefile

pytestmark = pytest.mark.usefixtures("one_child")

POINTS = [(point_wkb(120 + n, 40), f"村{n}") for n in range(12)]


def point(name: str) -> bytes:
    shape = {"type": "Point", "coordinates": [120, 40]}
    return json.dumps({"type": "Feature", "properties": {"名称": name}, "geometry": shape}, ensure_ascii=False).encode()


def names(contents: Contents) -> list[str]:
    return [part.name for part in contents.parts]


def test_layers_of_a_geopackage(tmp_path: Path) -> None:
    contents = read_contents(geopackage(tmp_path / "a.gpkg", {"乡镇": POINTS, "村": POINTS[:1]}))
    assert contents.kind == "gpkg"
    assert [(part.name, part.kind, part.rows) for part in contents.parts] == [("乡镇", "layer", 12), ("村", "layer", 1)]
    assert contents.parts[0].columns == ("name",)
    assert contents.parts[0].sample == tuple((name,) for _, name in POINTS[:8])
    assert contents.sha256 == read_features(tmp_path / "a.gpkg").sha256


def test_a_shapefile_is_one_part_whose_text_is_readable(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [("名称".encode("gbk"), 20)], [["元宝区".encode("gbk")]])
    (part,) = read_contents(path).parts
    assert (part.name, part.columns, part.sample, part.geometry) == ("", ("名称",), (("元宝区",),), "point")


def test_what_has_no_rows(tmp_path: Path) -> None:
    roads = tmp_path / "a.osm"
    roads.write_text(osm_xml({1: (120, 40), 2: (121, 40)}, [((1, 2), {"highway": "road"})]), "utf-8")
    assert read_contents(roads).parts == (Part("", "roads", -1, (), (), geometry="line"),)
    (grid,) = read_contents(geotiff(tmp_path / "a.tif", [[1, 2, 3]])).parts
    assert (grid.kind, grid.rows) == ("grid", 3)


def test_text_tells_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("名称,床位\n敬老院,30\n".encode("gbk"))
    contents = read_contents(tmp_path / "a.csv")
    assert contents.encoding == "GB18030"
    assert (contents.parts[0].kind, contents.parts[0].columns) == ("sheet", ("名称", "床位"))
    (tmp_path / "b.geojson").write_bytes(point("元宝"))
    assert read_contents(tmp_path / "b.geojson").encoding == "UTF-8"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A ZIP file with a folder, two layers in one file, and another ZIP file."""
    geopackage(tmp_path / "两层.gpkg", {"乡镇": POINTS, "村": POINTS[:1]})
    with zipfile.ZipFile(tmp_path / "内.zip", "w") as inner:
        inner.writestr("县.geojson", point("县"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as outer:
        outer.writestr("说明.txt", "x")
        outer.writestr("数据/镇.geojson", point("镇"))
        outer.write(tmp_path / "两层.gpkg", "数据/两层.gpkg")
        outer.write(tmp_path / "内.zip", "内.zip")
        outer.writestr("坏.geojson", "{")
    return tmp_path / "a.zip"


def test_every_data_file_of_an_archive_is_a_part(archive: Path) -> None:
    contents = read_contents(archive)
    assert contents.kind == "zip"
    assert set(names(contents)) == {"数据/镇.geojson", "数据/两层.gpkg/乡镇", "数据/两层.gpkg/村", "内.zip/县.geojson"}
    (note,) = [note for note in contents.notes if note.code == "part_unreadable"]
    assert note.rows == ("坏.geojson",)


def test_every_part_can_be_read_by_its_name(archive: Path) -> None:
    read = {part.name: read_features(archive, layer=part.name) for part in read_contents(archive).parts}
    assert read["内.zip/县.geojson"].columns["名称"] == ("县",)
    assert read["数据/镇.geojson"].columns["名称"] == ("镇",)
    assert (len(read["数据/两层.gpkg/村"]), len(read["数据/两层.gpkg/乡镇"])) == (1, 12)


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "数据"
    folder.mkdir()
    shapefile(folder / "县.shp", [(b"n", 1)], [[b"x"]])
    shapefile(folder / "镇.shp", [(b"n", 1)], [[b"y"]])
    (folder / "乡.csv").write_text("a,b\n1,2\n", "utf-8")
    contents = read_contents(folder)
    assert (contents.kind, names(contents)) == ("folder", ["县.shp", "镇.shp", "乡.csv"])
    assert read_features(folder, layer="镇.shp").columns["n"] == ("y",)
    first = read_features(folder)
    assert first.columns["n"] == ("x",)
    assert first.sha256 == read_features(folder / "县.shp").sha256


def test_a_count_that_the_file_only_claims_is_not_believed(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", {"村": POINTS})
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE gpkg_ogr_contents (table_name TEXT PRIMARY KEY, feature_count INTEGER)")
    connection.execute("INSERT INTO gpkg_ogr_contents VALUES ('村', 1000000000000)")
    connection.commit()
    connection.close()
    assert [part.rows for part in read_contents(path).parts] == [12]
    assert len(read_features(path)) == 12
