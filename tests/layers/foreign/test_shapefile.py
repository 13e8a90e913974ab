"""Shapefiles: encodings nobody declared, parts that are missing, files that end too early."""

from pathlib import Path

import pytest

from layers.errors import UserError
from layers.foreign.reading import read_features
from tests.layers.foreign.making import shapefile

pytestmark = pytest.mark.usefixtures("one_child")

NAMES = ("元宝区", "垚家沟村", "堌埇")
NAME_FIELD = ("名称".encode("gbk"), 20)


def codes(features) -> list[str]:
    return [note.code for note in features.notes]


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
