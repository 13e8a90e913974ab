"""CAD drawings written line by line: areas, what names them, and the drawing's own layers."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import shapely

from layers.errors import UserError
from layers.foreign.reading import Features, read_contents, read_features, read_roads

pytestmark = pytest.mark.usefixtures("one_child")

Points = Sequence[tuple[float, float]]
LEFT = [(0, 0), (10, 0), (10, 10), (0, 10)]
RIGHT = [(20, 0), (30, 0), (30, 10), (20, 10)]


def places(points: Points) -> list[str]:
    return [word for x, y in points for word in ("10", str(x), "20", str(y))]


def line(layer: str, points: Points, *, closed: bool = False) -> list[str]:
    return ["0", "LWPOLYLINE", "8", layer, "90", str(len(points)), "70", str(int(closed)), *places(points)]


def text(layer: str, x: float, y: float, content: str) -> list[str]:
    return ["0", "TEXT", "8", layer, *places([(x, y)]), "40", "1", "1", content]


def hatch(layer: str, points: Points) -> list[str]:
    head = ["0", "HATCH", "8", layer, "10", "0", "20", "0", "30", "0", "2", "SOLID", "70", "1", "71", "0"]
    path = ["91", "1", "92", "3", "72", "0", "73", "1", "93", str(len(points)), *places(points)]
    return [*head, *path, "97", "0", "75", "0", "76", "1", "98", "0"]


def drawing(path: Path, *entities: list[str], encoding: str = "gbk", page: str = "ANSI_936") -> Path:
    head = ["0", "SECTION", "2", "HEADER", "9", "$ACADVER", "1", "AC1015", "9", "$DWGCODEPAGE", "3", page]
    body = ["0", "ENDSEC", "0", "SECTION", "2", "ENTITIES", *[word for entity in entities for word in entity]]
    path.write_bytes("\r\n".join([*head, *body, "0", "ENDSEC", "0", "EOF", ""]).encode(encoding))
    return path


def named(features: Features) -> dict[str | None, shapely.Geometry]:
    return dict(zip(features.columns["名称"], features.geometry, strict=True))


@pytest.mark.parametrize(("encoding", "page"), [("gbk", "ANSI_936"), ("utf-8", "ANSI_1252"), ("gbk", "ANSI_1252")])
def test_areas_and_their_names(tmp_path: Path, encoding: str, page: str) -> None:
    entities = [
        line("界", LEFT, closed=True),
        hatch("界", RIGHT),
        text("注记", 5, 5, "元宝街道"),
        text("注记", 25, 5, "松北镇"),
    ]
    features = read_features(drawing(tmp_path / "a.dxf", *entities, encoding=encoding, page=page))
    areas = named(features)
    assert areas["元宝街道"].equals(shapely.Polygon(LEFT))
    assert areas["松北镇"].equals(shapely.Polygon(RIGHT))
    assert len(features) == 2
    assert features.crs == ""
    assert {note.code for note in features.notes} >= {"areas_of_lines", "areas_named", "no_crs"}


def test_a_hatch_over_its_own_outline_is_one_area(tmp_path: Path) -> None:
    features = read_features(drawing(tmp_path / "a.dxf", line("界", LEFT, closed=True), hatch("界", LEFT)))
    assert len(features) == 1
    assert "areas_doubled" in [note.code for note in features.notes]


def test_a_text_names_the_smallest_area_around_it(tmp_path: Path) -> None:
    village = [(1, 1), (4, 1), (4, 4), (1, 4)]
    entities = [line("镇", LEFT, closed=True), line("村", village, closed=True)]
    entities += [
        text("注", 2, 2, "张家村"),
        text("注", 8, 8, "李家镇"),
        text("注", 7, 7, "12.5"),
        text("注", 50, 50, "图例"),
    ]
    features = read_features(drawing(tmp_path / "a.dxf", *entities))
    areas = named(features)
    assert areas["张家村"].area == 9
    assert areas["李家镇"].area == 100
    assert features.columns["文字"].count("图例") == 1


def test_open_lines_and_points_stay_what_they_are(tmp_path: Path) -> None:
    entities = [line("路", [(0, 0), (50, 50), (60, 0)]), ["0", "POINT", "8", "点", "10", "3", "20", "4"]]
    features = read_features(drawing(tmp_path / "a.dxf", *entities))
    assert [shape.geom_type for shape in features.geometry] == ["LineString", "Point"]
    assert features.columns["图层"] == ("路", "点")


def test_layers_of_the_drawing(tmp_path: Path) -> None:
    path = drawing(
        tmp_path / "a.dxf", line("界", LEFT, closed=True), line("路", [(0, 0), (5, 5)]), text("注记", 1, 1, "甲")
    )
    assert {part.name: part.rows for part in read_contents(path).parts} == {"界": 1, "路": 1, "注记": 1}
    only = read_features(path, layer="路")
    assert (len(only), only.layer) == (1, "路")
    with pytest.raises(UserError, match="没有名为“水”的图层。可选:界、路、注记"):
        read_features(path, layer="水")


def test_roads_that_go_round_stay_lines(tmp_path: Path) -> None:
    ring = [(120.0, 40.0), (120.001, 40.0), (120.001, 40.001)]
    read = read_roads(drawing(tmp_path / "a.dxf", line("路", ring, closed=True)), crs="EPSG:4490")
    assert len(read.roads) == 3


@pytest.mark.parametrize(
    "content", [b"0\r\nSECTION\r\n2\r\nENTITIES\r\n", b"0\nSECTION\n2\nHEADER\n9\n", b"AutoCAD Binary DXF\r\n"]
)
def test_cut_and_binary_drawings_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.dxf").write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_features(tmp_path / "a.dxf")
    assert caught.value.where == "a.dxf"
    assert caught.value.remedy


@pytest.mark.timeout(20)
def test_a_hatch_that_is_cut_off_is_not_read_for_ever(tmp_path: Path) -> None:
    whole = drawing(tmp_path / "a.dxf", hatch("界", LEFT)).read_bytes()
    (tmp_path / "a.dxf").write_bytes(whole[: whole.index(b"HATCH") + 60])
    with pytest.raises(UserError, match="不完整"):
        read_features(tmp_path / "a.dxf")


def test_blocks_that_blow_up(tmp_path: Path) -> None:
    """Ten blocks, each of which holds the one before ten times."""
    blocks: list[str] = ["0", "SECTION", "2", "BLOCKS"]
    for number in range(10):
        inner = ["0", "INSERT", "8", "0", "2", f"B{number - 1}", "10", "0", "20", "0"] * 10
        blocks += ["0", "BLOCK", "8", "0", "2", f"B{number}", "10", "0", "20", "0"]
        blocks += inner if number else line("0", LEFT)
        blocks += ["0", "ENDBLK"]
    insert = ["0", "SECTION", "2", "ENTITIES", "0", "INSERT", "8", "0", "2", "B9", "10", "0", "20", "0"]
    (tmp_path / "a.dxf").write_text(
        "\n".join([*blocks, "0", "ENDSEC", *insert, "0", "ENDSEC", "0", "EOF", ""]), "ascii"
    )
    with pytest.raises(UserError):
        read_features(tmp_path / "a.dxf")
