"""Tables whose cells hold geometry: found by content, in every way of writing it."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.foreign.reading import Features, read_features
from layers.foreign.shapes import geometry

pytestmark = pytest.mark.usefixtures("one_child")

AREA = shapely.box(120, 40, 121, 41)
MULTI = shapely.MultiPolygon([AREA, shapely.box(125, 40, 126, 41)])


def table(path: Path, texts: list[str], head: str = "边界") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["名称", head])
        writer.writerows([f"村{row}", text] for row, text in enumerate(texts))
    return path


def codes(features: Features) -> list[str]:
    return [note.code for note in features.notes]


@pytest.mark.parametrize("shape", [AREA, MULTI, shapely.Point(1, 2), AREA.boundary])
def test_every_way_of_writing(tmp_path: Path, shape: shapely.Geometry) -> None:
    texts = [
        shape.wkt,
        shape.wkt.lower(),
        f"SRID=4490;{shape.wkt}",
        shape.wkb_hex,
        shape.wkb_hex.lower(),
        "\\x" + shape.wkb_hex,
        shapely.to_wkb(shapely.set_srid(shape, 4490), hex=True, include_srid=True),
        shapely.to_geojson(shape),
        json.dumps({"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))}),
    ]
    features = read_features(table(tmp_path / "a.csv", texts))
    assert all(shapely.equals(features.geometry, shape))
    assert features.columns == {"名称": tuple(f"村{row}" for row in range(9))}
    assert features.crs == "EPSG:4490"
    assert "outline_column" in codes(features)


def test_reference_systems_that_disagree_are_none(tmp_path: Path) -> None:
    features = read_features(table(tmp_path / "a.csv", [f"SRID=4490;{AREA.wkt}", f"SRID=4526;{AREA.wkt}"]))
    assert (features.crs, "no_crs" in codes(features)) == ("", True)


def test_workbooks_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["名称", "WKT"], ["甲", AREA.wkt], ["乙", MULTI.wkt]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    features = read_features(tmp_path / "a.xlsx")
    assert all(shapely.equals(features.geometry, [AREA, MULTI]))


def test_bad_cells_cost_themselves_only_and_are_listed_by_their_row(tmp_path: Path) -> None:
    texts = [AREA.wkt, "", "POLYGON((0 0,1 0", AREA.wkt, "GEOMETRYCOLLECTION(" * 200_000, AREA.wkt, AREA.wkt]
    features = read_features(table(tmp_path / "a.csv", [*texts, *[AREA.wkt] * 8]))
    assert [shape is None for shape in features.geometry[:7]] == [False, True, True, False, True, False, False]
    rows = {note.code: note.rows for note in features.notes}
    assert rows["broken_geometry"] == ("4", "6")
    assert rows["no_geometry"] == ("3",)


def test_an_outline_that_a_spreadsheet_cut(tmp_path: Path) -> None:
    long = shapely.Point(0, 0).buffer(1, quad_segs=2000).wkt[:32_767]
    features = read_features(table(tmp_path / "a.csv", [long, AREA.wkt]))
    assert {note.code: note.rows for note in features.notes}["outline_cut"] == ("2",)


def test_a_longer_cell_was_cut_by_no_spreadsheet(tmp_path: Path) -> None:
    features = read_features(table(tmp_path / "a.csv", ["POLYGON((" + "1 1," * 20_000, AREA.wkt, *[AREA.wkt] * 3]))
    assert {"outline_cut", "broken_geometry"} & {note.code for note in features.notes} == {"broken_geometry"}


@pytest.mark.parametrize("texts", [["POINT", "元宝"], ["0123456789", "01"], ['{"a":1}', "{}"], ["Point (见图)", "x"]])
def test_what_only_looks_like_geometry_stays_text(tmp_path: Path, texts: list[str]) -> None:
    features = read_features(table(tmp_path / "a.csv", texts))
    assert features.geometry is None
    assert features.columns["边界"] == tuple(texts)


@pytest.mark.parametrize("byte_order", [0, 1])
@pytest.mark.parametrize("kind", [4, 5, 6, 7, 1007, 2006, 3005, 0x80000007, 0xA0000004])
def test_nesting_is_seen_in_every_dialect_of_wkb(byte_order: int, kind: int) -> None:
    head = bytes([byte_order]) + kind.to_bytes(4, "little" if byte_order else "big") + b"\0\0\0\0"
    assert geometry.nests(head * 100_000)
    assert not geometry.nests(head * 50)


@given(st.lists(st.binary(max_size=60)))
def test_no_bytes_are_too_odd(pieces: list[bytes]) -> None:
    assert len(geometry.from_pieces(pieces)) == len(pieces)


def test_a_large_outline_does_not_look_nested() -> None:
    assert not geometry.nests(
        shapely.to_wkb(shapely.MultiPolygon([shapely.box(n, 0, n + 0.5, 1) for n in range(20_000)]))
    )
