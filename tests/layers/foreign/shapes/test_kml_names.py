"""Columns of KML with Chinese names: kept as they are written, however GDAL would change them."""

from pathlib import Path

import pytest

from layers.foreign.reading import read_contents, read_features
from layers.foreign.shapes import kml_names

HEAD = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'


def document(inner: str, head: str = "") -> str:
    return f"{HEAD}{head}{inner}</Document></kml>"


def placemark(told: str, name: str = "甲") -> str:
    point = "<Point><coordinates>126.5,45.8</coordinates></Point>"
    return f"<Placemark><name>{name}</name><ExtendedData>{told}</ExtendedData>{point}</Placemark>"


def plain(cells: dict[str, str]) -> str:
    return "".join(f'<Data name="{name}"><value>{cell}</value></Data>' for name, cell in cells.items())


def columns(tmp_path: Path, content: str, encoding: str = "utf-8") -> dict[str, object]:
    path = tmp_path / "a.kml"
    path.write_bytes(content.encode(encoding))
    features = read_features(path)
    assert set(read_contents(path).parts[0].columns) == set(features.columns)
    return {name: cells[0] for name, cells in features.columns.items()}


def test_names_of_one_length_stay_two(tmp_path: Path) -> None:
    cells = {"类型": "养老院", "床位": "80", "beds": "3", "占地 (亩)": "2", "_x1": "y"}
    found = columns(tmp_path, document(placemark(plain(cells))))
    assert {name: str(found[name]) for name in cells} == cells


def test_names_of_a_schema(tmp_path: Path) -> None:
    fields = "".join(f'<SimpleField type="string" name="{name}"/>' for name in ("类型", "床位"))
    told = '<SimpleData name="类型">养老院</SimpleData><SimpleData name="床位">80</SimpleData>'
    inner = placemark(f'<SchemaData schemaUrl="#s">{told}</SchemaData>')
    found = columns(tmp_path, document(inner, f'<Schema name="s" id="s">{fields}</Schema>'))
    assert (found["类型"], str(found["床位"])) == ("养老院", "80")


def test_names_in_another_encoding_in_single_quotes_and_with_entities(tmp_path: Path) -> None:
    told = "<Data name='类型'><value>a</value></Data><Data name=\"床&amp;位\"><value>b</value></Data>"
    content = document(placemark(told)).replace("UTF-8", "GB2312")
    found = columns(tmp_path, content, "gb18030")
    assert (found["类型"], found["床&位"]) == ("a", "b")


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_name_across_two_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    file = tmp_path / "a.kml"
    file.write_text(document(placemark(plain({"类型": "养老院"}))), "utf-8")
    kml_names.write_coded(file)
    whole = file.read_bytes()
    file.write_text(document(placemark(plain({"类型": "养老院"}))), "utf-8")
    monkeypatch.setattr(kml_names, "_BLOCK", size)
    kml_names.write_coded(file)
    assert file.read_bytes() == whole
    assert b'name="yike_e7b1bbe59e8b"' in whole


def test_what_is_no_column_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.kml"
    content = document('<Folder id="x"><name>类型</name><Style name="类型"/></Folder>')
    file.write_text(content, "utf-8")
    kml_names.write_coded(file)
    assert file.read_text("utf-8") == content
    assert kml_names.read_back("yike_zz") == "yike_zz"
