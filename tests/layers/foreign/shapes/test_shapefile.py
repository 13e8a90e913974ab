"""Shapefiles: encodings nobody declared, parts that are missing, files that end too early."""

from pathlib import Path

import numpy as np
import pytest

from layers.errors import UserError
from layers.foreign.reading import read_features
from layers.foreign.shapes.shapefile import decode
from layers.foreign.source import Source
from tests.layers.foreign.making import WGS84_PRJ, shapefile

pytestmark = pytest.mark.usefixtures("one_child")

NAMES = ("元宝区", "垚家沟村", "堌埇")
NAME_FIELD = ("名称".encode("gbk"), 20)


def codes(features) -> list[str]:
    return [note.code for note in features.notes]


def test_names_of_which_gdal_lost_bytes_do_not_spoil_the_cells(tmp_path: Path) -> None:
    """As MapInfo tables in UTF-8 come out: no encoding fits the names, one fits the cells."""
    source = Source(tmp_path / "a.tab", "a.tab", "mapinfo", tmp_path, {})
    cells = np.array([name.encode().decode("latin-1") for name in NAMES], dtype=object)
    _, (read,), codec = decode(tmp_path / "a.tab", ["\xe5__\xe7__"], [cells], source)
    assert (tuple(read), codec) == (NAMES, "UTF-8")
    assert "undecodable" in [note.code for note in source.notes]


def test_gbk_without_any_declaration(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "区划.shp", [NAME_FIELD], [[name.encode("gbk")] for name in NAMES])
    features = read_features(path)
    assert features.columns["名称"] == NAMES
    assert features.encoding == "GB18030"
    assert features.crs == "EPSG:4326"
    assert [(shape.x, shape.y) for shape in features.geometry] == [(120, 40), (121, 40), (122, 40)]
    assert features.rows == (1, 2, 3)


def test_gb18030_rare_characters_of_four_bytes(tmp_path: Path) -> None:
    rare = ("㙟村", "𠮷林", "䶮山")
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[name.encode("gb18030")] for name in rare])
    assert read_features(path).columns["名称"] == rare


def test_cpg_that_says_utf8_over_gbk_bytes(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[name.encode("gbk")] for name in NAMES], cpg=b"UTF-8")
    assert read_features(path).columns["名称"] == NAMES


@pytest.mark.parametrize("cpg", [b"ISO-8859-1", b"1252", b"ANSI 1252"])
def test_cpg_that_says_latin_over_chinese_bytes(tmp_path: Path, cpg: bytes) -> None:
    path = shapefile(tmp_path / "a.shp", [(b"name", 20)], [["元宝区".encode("gbk")], ["松北".encode("gbk")]], cpg=cpg)
    assert read_features(path).columns["name"] == ("元宝区", "松北")


def test_latin_that_is_latin(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [(b"name", 20)], [["Île".encode("latin-1")]], cpg=b"ISO-8859-1")
    assert read_features(path).columns["name"] == ("Île",)


def test_utf8_with_a_name_cut_within_a_character(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [("社区名称".encode()[:10], 8)], [["元宝区".encode()]], cpg=b"UTF-8")
    features = read_features(path)
    assert features.columns == {"社区名": ("元宝",)}
    assert "undecodable" in codes(features)


def test_language_mark_of_the_table(tmp_path: Path) -> None:
    rows = [["臺北".encode("big5")]]
    assert read_features(shapefile(tmp_path / "a.shp", [(b"name", 20)], rows, mark=0x78)).columns["name"] == ("臺北",)


def test_encoding_that_was_asked_for_wins(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [(b"name", 20)], [["元宝区".encode("gbk")]], cpg=b"GBK")
    assert read_features(path, encoding="latin-1").columns["name"] == ("元宝区".encode("gbk").decode("latin-1"),)


def test_names_that_become_equal_are_told_apart(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [(b"name", 5), (b"name", 5)], [[b"a", b"b"]])
    assert set(read_features(path).columns.values()) == {("a",), ("b",)}


@pytest.mark.parametrize("folder", ["chongqing_shp", "shanghai_shp"])
def test_real_districts_have_readable_names(shared_data: Path, folder: str) -> None:
    features = read_features(shared_data / "boundaries" / "ni1o1_shapefiles" / folder)
    index = next((shared_data / "boundaries" / "ni1o1_shapefiles" / folder).glob("*.shx"))
    assert len(features) == (index.stat().st_size - 100) // 8
    assert all(str(name)[-1] in "区县" for name in features.columns["NAME"])
    assert all(str(code).isdigit() for code in features.columns["ADMINCODE"])


def test_missing_attributes_are_said(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"]])
    path.with_suffix(".dbf").unlink()
    features = read_features(path)
    assert codes(features) == ["attributes_missing"]
    assert len(features.geometry) == 1


@pytest.mark.parametrize("index", [None, b"", b"broken"])
def test_lost_index_is_rebuilt_in_the_copy(tmp_path: Path, index: bytes | None) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"], [b"y"]])
    path.with_suffix(".shx").unlink()
    if index is not None:
        path.with_suffix(".shx").write_bytes(index)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    features = read_features(path)
    assert "index_rebuilt" in codes(features)
    assert features.columns["名称"] == ("x", "y")
    assert [shape.x for shape in features.geometry] == [120, 121]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_truncated_outlines_block_and_are_listed(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"], [b"y"], [b"z"]])
    path.write_bytes(path.read_bytes()[:-30])
    features = read_features(path)
    (finding,) = [note for note in features.notes if note.code == "truncated"]
    assert finding.severity == "blocking"
    assert finding.rows == ("2", "3")
    assert [shape is None for shape in features.geometry] == [False, True, True]


def test_truncated_table_is_refused(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"], [b"y"], [b"z"]])
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes()[:-30])
    with pytest.raises(UserError, match=r"a\.shp：.*不完整"):
        read_features(path)


def test_no_projection_is_said(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"]])
    path.with_suffix(".prj").unlink()
    features = read_features(path)
    assert features.crs == ""
    assert "no_crs" in codes(features)


@pytest.mark.parametrize("content", [b"just some text that is no shape file at all" * 5, b"\0\0\x27\x0a", bytes(200)])
def test_what_is_no_shapefile_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.shp"
    path.write_bytes(content)
    with pytest.raises(UserError, match="不是有效的Shapefile"):
        read_features(path)


def test_outline_of_no_known_type_is_listed(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"], [b"y"]])
    content = bytearray(path.read_bytes())
    content[108:112] = b"\xff" * 4
    path.write_bytes(content)
    features = read_features(path)
    assert [shape is None for shape in features.geometry] == [True, False]
    assert {note.code: note.rows for note in features.notes}["no_geometry"] == ("1",)


BIG5 = ("臺北市", "高雄縣鳳山鄉", "嘉義縣民雄鄉東興村")


@pytest.mark.parametrize("cpg", [None, b"BIG5", b"GBK", b"UTF-8", b"950"])
@pytest.mark.parametrize("mark", [0, 0x4D, 0x78])
def test_big5_whatever_is_declared(tmp_path: Path, cpg: bytes | None, mark: int) -> None:
    rows = [[name.encode("big5")] for name in BIG5]
    features = read_features(shapefile(tmp_path / "a.shp", [(b"name", 40)], rows, cpg=cpg, mark=mark))
    assert (features.columns["name"], features.encoding) == (BIG5, "Big5")


@pytest.mark.parametrize("cpg", [None, b"BIG5", b"UTF-8"])
@pytest.mark.parametrize("mark", [0, 0x78])
def test_gbk_whatever_is_declared(tmp_path: Path, cpg: bytes | None, mark: int) -> None:
    names = ("元宝街道办事处", "松北区利民街道", "太阳岛街道")
    rows = [[name.encode("gbk")] for name in names]
    features = read_features(shapefile(tmp_path / "a.shp", [(b"name", 40)], rows, cpg=cpg, mark=mark))
    assert (features.columns["name"], features.encoding) == (names, "GB18030")


def test_a_declaration_that_is_not_believed_is_said(tmp_path: Path) -> None:
    rows = [[name.encode()] for name in NAMES]
    features = read_features(shapefile(tmp_path / "a.shp", [(b"name", 40)], rows, cpg=b"GBK", mark=0x4D))
    assert features.columns["name"] == NAMES
    (note,) = [note for note in features.notes if note.code == "encoding"]
    assert note.severity == "warning"
    assert ".cpg 注明 GB18030" in note.message


@pytest.mark.parametrize(
    ("name", "crs"),
    [("中国大地坐标系2000", "EPSG:4326"), ("GCS_WGS_1984", "EPSG:4326")],
)
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_in_chinese_do_not_spoil_a_projection(tmp_path: Path, name: str, crs: str, encoding: str) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"]])
    system = path.with_suffix(".prj")
    system.write_bytes(WGS84_PRJ.replace("GCS_WGS_1984", name).encode(encoding))
    assert read_features(path).crs != ""


@pytest.mark.parametrize("content", [b"", b"junk", b"\xff" * 50_000, "北京54坐标系".encode("gbk")])
def test_a_projection_that_is_junk_is_none(tmp_path: Path, content: bytes) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"]])
    path.with_suffix(".prj").write_bytes(content)
    features = read_features(path)
    assert (features.crs, "no_crs" in codes(features)) == ("", True)


def test_deleted_rows_are_left_out_and_said(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [(b"n", 1)], [[b"x"], [b"y"], [b"z"]])
    content = bytearray(path.with_suffix(".dbf").read_bytes())
    first = int.from_bytes(content[8:10], "little")
    content[first + 2] = ord("*")
    path.with_suffix(".dbf").write_bytes(bytes(content))
    features = read_features(path)
    assert features.columns["n"] == ("x", "z")
    assert [shape.x for shape in features.geometry] == [120, 122]
    (note,) = [note for note in features.notes if note.code == "deleted_rows"]
    assert note.rows == ("2",)
    assert features.rows == (1, 3)


def test_multipatches_are_refused_in_words(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"]])
    content = bytearray(path.read_bytes())
    content[32] = 31
    path.write_bytes(bytes(content))
    with pytest.raises(UserError, match="三维面片"):
        read_features(path)


def test_a_table_of_a_billion_rows_that_is_none(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"]])
    content = bytearray(path.with_suffix(".dbf").read_bytes())
    content[4:8] = (2**31 - 1).to_bytes(4, "little")
    path.with_suffix(".dbf").write_bytes(bytes(content))
    with pytest.raises(UserError, match="放不下"):
        read_features(path)


def test_an_index_of_a_billion_places_is_rebuilt(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [NAME_FIELD], [[b"x"]])
    content = bytearray(path.with_suffix(".shx").read_bytes())
    content[24:28] = (2**31 - 1).to_bytes(4, "big")
    path.with_suffix(".shx").write_bytes(bytes(content))
    features = read_features(path)
    assert len(features) == 1
    assert "index_rebuilt" in codes(features)
