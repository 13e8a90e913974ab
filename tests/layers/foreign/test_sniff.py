"""What is refused before anything parses it."""

import os
import sys
from pathlib import Path

import pytest

from layers.errors import UserError
from layers.foreign import sniff
from layers.foreign.sniff import KINDS, kind_of
from tests.layers.foreign.making import shapefile


def refused(path: str | Path) -> UserError:
    with pytest.raises(UserError) as caught:
        kind_of(path)
    return caught.value


@pytest.mark.parametrize(
    "path",
    ["/vsicurl/http://x/a.geojson", "http://x/a.geojson", "zip://a.zip", "file:///etc/passwd", "a\0.csv", ""],
)
def test_addresses_are_no_files(path: str) -> None:
    assert refused(path).what == "只能读取本机上的文件"


def test_missing_empty_and_huge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path / "没有.geojson").what == "找不到文件"
    assert refused(tmp_path / ("长" * 300 + ".csv")).what == "文件打不开"
    file = tmp_path / "a.csv"
    file.write_bytes(b"")
    assert refused(file).what == "文件是空的"
    file.write_bytes(b"a,b\n")
    monkeypatch.setattr(sniff, "LARGEST_FILE", 3)
    assert "超过" in refused(file).what


@pytest.mark.skipif(sys.platform == "win32", reason="no such files on Windows")
def test_pipes_and_devices_do_not_hang(tmp_path: Path) -> None:
    pipe = tmp_path / "a.geojson"
    os.mkfifo(pipe)
    assert refused(pipe).what == "不是普通文件"
    link = tmp_path / "b.tif"
    link.symlink_to("/dev/zero")
    assert refused(link).what == "不是普通文件"


def test_folders(tmp_path: Path) -> None:
    assert "没有可以读取的数据文件" in refused(tmp_path).what
    made = shapefile(tmp_path / "甲.shp", [(b"n", 1)], [[b"x"]])
    file, kind = kind_of(tmp_path)
    assert (file, kind.name) == (made, "shapefile")
    shapefile(tmp_path / "乙.shp", [(b"n", 1)], [[b"x"]])
    assert kind_of(tmp_path)[1].name == "folder"
    (tmp_path / "x.gdb").mkdir()
    assert kind_of(tmp_path / "x.gdb")[1].name == "filegdb"
    (tmp_path / "folder.shp").mkdir()
    assert refused(tmp_path / "folder.shp").where == "folder.shp"


def test_readme_files_beside_the_data_do_not_count(tmp_path: Path) -> None:
    made = shapefile(tmp_path / "甲.shp", [(b"n", 1)], [[b"x"]])
    for name in ("说明.txt", "甲.shp.xml", "index.html", "备份.zip"):
        (tmp_path / name).write_bytes(b"x")
    assert kind_of(tmp_path)[0] == made


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("a.vrt", "另存为 GeoPackage"),
        ("a.dwg", "另存为 DXF"),
        ("a.mid", "同名的 .mif"),
        ("a.dbf", "同名的 .shp"),
        ("a.rar", "解压"),
        ("a.docx", "另存为 Excel"),
        ("a.nc", "GeoTIFF"),
        ("a.exe", "可以读取"),
        ("没有后缀", "可以读取"),
    ],
)
def test_kinds_that_are_not_read_say_what_to_do(tmp_path: Path, name: str, remedy: str) -> None:
    (tmp_path / name).write_bytes(b"something")
    error = refused(tmp_path / name)
    assert error.what.startswith("暂不支持")
    assert remedy in error.remedy


@pytest.mark.parametrize("suffix", sorted({suffix for kind in KINDS for suffix in kind.suffixes}))
def test_no_suffix_is_believed_without_a_look_inside(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a{suffix}"
    file.write_bytes(b"%PDF-1.7 something else")
    assert "不是有效的" in refused(file).what


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("A.GEOJSON", b'{"type"', "geojson"),
        ("a.json", b"\xef\xbb\xbf {", "geojson"),
        ("a.txt", b"\x1e{", "geojson"),
        ("a.txt", "名称\t床位".encode("gbk"), "csv"),
        ("a.osm.gz", b"\x1f\x8b", "osm"),
        ("a.osm", b'<?xml version="1.0"?><osm>', "osm"),
        ("a.kml", "<?xml".encode("utf-16"), "kml"),
        ("a.tif", b"MM\0*", "geotiff"),
        ("a.json", b'{"version":0.6,"osm3s":{}', "overpass"),
        ("a.json", b'{"type":"Topology"', "topojson"),
        ("a.xml", b"<?xml version='1.0'?><osm>", "osm"),
        ("a.xml", b"<kml xmlns=", "kml"),
        ("a.xml", b"<gpx>", "gpx"),
        ("a.xml", b'<wfs:FeatureCollection xmlns:gml="http://www.opengis.net/gml">', "gml"),
        ("a.xls", b"<html><table>", "html"),
        ("a.xls", "名称\t床位\r\n".encode("utf-16"), "csv"),
        ("a.csv", b"<table><tr>", "html"),
        ("a.dxf", b"  0\r\nSECTION", "dxf"),
        ("a.mif", b"VERSION 300", "mapinfo"),
        ("a.geojson.gz", b"\x1f\x8b", "gzip"),
        ("a.gdb.zip", b"PK\x03\x04", "zip"),
        ("a.tgz", b"\x1f\x8b", "gzip"),
        ("a.tar", b"x" * 257 + b"ustar", "tar"),
    ],
)
def test_kinds(tmp_path: Path, name: str, head: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(head)
    assert kind_of(tmp_path / name)[1].name == kind


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.shp", b"PK\x03\x04", "zip"),
        ("a.json", b"PK\x03\x04", "zip"),
        ("a.rar", b"PK\x03\x04", "zip"),
        ("没有后缀", b"SQLite format 3\0", "gpkg"),
        ("a.geojson", b"\x1f\x8b", "gzip"),
        ("a.csv", b"PAR1", "parquet"),
    ],
)
def test_unmistakable_first_bytes_go_before_the_suffix(tmp_path: Path, name: str, head: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(head)
    assert kind_of(tmp_path / name)[1].name == kind


@pytest.mark.parametrize("name", ["a.docx", "a.zip", "a.shp"])
def test_office_documents_are_no_archives_of_data(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml")
    refused(tmp_path / name)
