"""What the columns of a line layer tell: classes, directions, levels, and the rules of OpenStreetMap's tags."""

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import UserError
from layers.foreign.answer import Features, RoadsRead
from layers.foreign.roads import lines
from layers.foreign.roads.osm_rules import CLASSES, Passage, passage
from layers.foreign.roads.road_columns import TAGS
from layers.foreign.roads.road_words import NO_ROAD, fold, road_words
from layers.foreign.source import Source
from layers.tables import CYCLE, DRIVE, WALK

ALL = WALK | CYCLE | DRIVE


def read(rows: list[dict], **options: str) -> tuple[RoadsRead, dict]:
    """A road for each row, a kilometre apart from the next, and the notes by code."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    at = 40 + np.arange(len(rows)) / 100
    ends = np.stack(
        (np.column_stack((np.full(len(rows), 120.0), at)), np.column_stack((np.full(len(rows), 120.01), at))), 1
    )
    columns = {name: tuple(row.get(name) for row in rows) for name in names}
    source = Source(Path("路网.shp"), "路网.shp", "shapefile", Path("/nowhere"), options)
    object.__setattr__(source, "progress", lambda share: None)
    layer = Features(columns, shapely.linestrings(ends), "EPSG:4490", tuple(range(1, len(rows) + 1)))
    return lines.read(layer, source), {note.code: note for note in source.notes}


def classes(rows: list[dict], **options: str) -> list[str]:
    return read(rows, **options)[0].roads.way_class.tolist()


@pytest.mark.parametrize(
    "column", ["道路等级", "公路等级", "行政等级", "技术等级", "JSDJ", "RTEG", "类型", "CLASS", "type"]
)
def test_class_words_in_every_column(column):
    words = [
        "高速公路",
        "国道",
        "省道",
        "县道",
        "乡道",
        "村道",
        "一级公路",
        "四级",
        "主干路",
        "城市次干道",
        "小区内部道路",
        "人行道",
    ]
    expected = ["motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "trunk", "unclassified"]
    assert classes([{column: word} for word in words]) == [*expected, "primary", "secondary", "service", "footway"]


def test_access_follows_from_the_class():
    roads = read([{"等级": word} for word in ("高速", "城市快速路", "国道", "人行道", "非机动车道", "机耕路")])[0].roads
    assert roads.access.tolist() == [DRIVE, DRIVE, ALL, WALK, WALK | CYCLE, ALL]
    assert roads.way_class.tolist() == ["motorway", "trunk", "trunk", "footway", "cycleway", "track"]
    assert roads.oneway.tolist() == [0] * 6  # an expressway of an office is one line for both directions


@pytest.mark.parametrize("cast", [int, float, str])
def test_feature_codes(cast):
    rows = [{"GB": cast(code)} for code in (420101, 420201, 420301, 420400, 420602, 430200, 430501, 440100, 440300)]
    expected = ["trunk", "primary", "secondary", "tertiary", "motorway_link", "trunk", "residential", "track", "path"]
    assert classes(rows) == expected
    result, notes = read([*rows, {"GB": cast(410101)}, {"GB": cast(430101)}])
    assert result.roads.way_class.tolist() == expected
    assert (notes["roads_other"].rows, "2 条" in notes["roads_other"].message) == (("10", "11"), True)


def test_route_numbers():
    routes = ["G1", "G15", "G1111", "G201", "S10", "S203", "X301", "X301210624", "Y002210624", "C101", "Z005", "g 304"]
    expected = ["motorway"] * 3 + ["trunk", "motorway", "primary", "secondary", "secondary", "tertiary"]
    assert classes([{"LXBM": route} for route in routes]) == [*expected, "unclassified", "unclassified", "trunk"]
    assert classes([{"LXBM": "G12345"}, {"LXBM": "D001"}, {"LXBM": "G"}]) == ["road"] * 3


def test_letters_of_the_administrative_rank():
    assert classes([{"行政等级": letter} for letter in "GSXYCZ"]) == [
        *("trunk", "primary", "secondary", "tertiary", "unclassified", "unclassified")
    ]


def test_an_expressway_by_its_technical_class_or_number_is_one_though_a_national_road_by_rank():
    rows = [
        {"行政等级": "国道", "技术等级": "高速", "路线编号": ""},
        {"行政等级": "国道", "技术等级": "二级", "路线编号": "G201"},
        {"行政等级": "国道", "技术等级": None, "路线编号": "G11"},
        {"行政等级": "县道", "技术等级": "一级", "路线编号": "X301"},
    ]
    assert classes(rows) == ["motorway", "trunk", "motorway", "secondary"]


def test_the_class_column_is_found_by_what_stands_in_it():
    rows = [{"ZD3": word, "BZ": "新修"} for word in ("县道", "乡道", None, "未知")]
    result, notes = read(rows)
    assert result.roads.way_class.tolist() == ["secondary", "tertiary", "road", "road"]
    assert "ZD3" in notes["class_by_content"].message
    assert notes["class_missing"].rows == ("3", "4")


def test_missing_classes_are_guessed_from_the_name_and_listed():
    names = ["京沪高速", "国道201", "X12", "阳光小区", "滨河步道", "中山路", None]
    rows = [{"名称": name, "等级": None} for name in names] + [{"名称": "丹集线", "等级": "县道"}]
    result, notes = read(rows)
    expected = ["motorway", "trunk", "secondary", "service", "footway", "road", "road", "secondary"]
    assert result.roads.way_class.tolist() == expected
    guessed = notes["class_guessed"]
    assert guessed.severity == "warning"
    assert guessed.rows == ("1", "2", "3", "4", "5")
    assert re.match("5 条道路没有写等级", guessed.message)
    assert "名称带“高速”的 1 条归为高速公路" in guessed.message
    assert notes["class_missing"].rows == ("6", "7")


def test_words_that_nobody_knows_are_listed_with_their_number():
    result, notes = read([{"道路等级": word} for word in ("县道", "Ⅲ类", "Ⅲ类", "甲")])
    assert result.roads.way_class.tolist() == ["secondary", "road", "road", "road"]
    assert "2 种写法" in notes["unknown_class"].message
    assert "Ⅲ类(2 条)" in notes["unknown_class"].message
    assert notes["unknown_class"].rows == ("2", "3", "4")


def test_codes_of_a_known_column_that_nobody_knows_are_listed_too():
    _, notes = read([{"JSDJ": code} for code in (10, 14, 30)])
    assert "3 种写法" in notes["unknown_class"].message
    assert "class_missing" in notes


@pytest.mark.parametrize(
    ("column", "cells", "expected"),
    [
        ("oneway", ["yes", "no", "-1", None], [1, 0, -1, 0]),
        ("ONEWAY", ["F", "B", "T", "B"], [1, 0, -1, 0]),
        ("单向", [1, 0, 2, None], [1, 0, -1, 0]),
        ("单行线", ["是", "否", "反向", ""], [1, 0, -1, 0]),
        ("通行方向", ["正向", "双向", "逆向", None], [1, 0, -1, 0]),
        ("DIR", ["FT", "B", "TF", None], [1, 0, -1, 0]),
        ("Direction", [2, 1, 3, 0], [1, 0, -1, 0]),
    ],
)
def test_directions(column, cells, expected):
    result, notes = read([{"等级": "县道", column: cell} for cell in cells])
    assert result.roads.oneway.tolist() == expected
    assert "unknown_direction" not in notes


def test_numbers_of_a_direction_column_mean_nothing_without_a_three():
    result, notes = read([{"等级": "县道", "方向": cell} for cell in (1, 2, 0)])
    assert result.roads.oneway.tolist() == [0, 0, 0]
    assert notes["unknown_direction"].message.endswith("0、1、2")


def test_posted_limits():
    cells = [60, "80km/h", "40公里/小时", "30 公里", 0, "无", None]
    speeds = read([{"等级": "县道", "限速": cell} for cell in cells])[0].roads.way_maxspeed_kmh
    assert speeds[:4].tolist() == [60, 80, 40, 30]
    assert np.all(np.isnan(speeds[4:]))


TAGGED = [
    {"highway": "footway", "bicycle": "designated"},
    {"highway": "trunk", "motorroad": "yes"},
    {"highway": "residential", "access": "private", "foot": "yes"},
    {"highway": "motorway"},
    {"highway": "primary", "junction": "roundabout"},
    {"highway": "primary", "junction": "roundabout", "oneway": "no"},
    {"highway": "residential", "oneway": "-1"},
    {"highway": "tertiary", "vehicle": "no"},
    {"highway": "unclassified", "motor_vehicle": "no", "motorcar": "yes"},
    {"highway": "service", "access": "no"},
    {"highway": "construction"},
    {"highway": "platform"},
    {"highway": "pedestrian", "area": "yes"},
]


def test_tags_as_columns_follow_the_rules_of_tags():
    result, notes = read(TAGGED)
    uses = [passage(tags) for tags in TAGGED]
    taken = [use for use in uses if isinstance(use, Passage)]
    assert [
        Passage(*pair) for pair in zip(result.roads.access.tolist(), result.roads.oneway.tolist(), strict=True)
    ] == taken
    for reason in ("closed", "unfinished", "other", "area"):
        rows = tuple(str(row + 1) for row, use in enumerate(uses) if use == reason)
        assert notes[f"roads_{reason}"].rows == rows


def test_chinese_words_under_openstreetmaps_header_are_no_tags():
    roads = read([{"highway": word} for word in ("高速公路", "县道")])[0].roads
    assert roads.way_class.tolist() == ["motorway", "secondary"]
    assert roads.oneway.tolist() == [0, 0]  # one line for both directions


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.text(max_size=5),
    st.sampled_from(
        ["高速", "国道", "G1", "yes", "no", "-1", "T", "3", "--5", "２", "420101", "construction", "大桥", "x" * 9999]
    ),
)
HEADERS = sorted({name for names in road_words().columns.values() for name in names} | set(TAGS) | {"备注"})


@given(st.data(), st.lists(st.sampled_from(HEADERS), unique=True, max_size=6), st.integers(1, 5))
def test_no_cell_is_too_strange(data, headers, count):
    rows = [{header: data.draw(CELLS) for header in headers} for _ in range(count)]
    result, _ = read([*rows, {"等级": "县道"}])
    assert result.roads.way_class[-1] == "secondary"
    assert set(result.roads.way_class.tolist()) <= set(CLASSES)
    assert result.roads.access.min() >= 1
    assert result.roads.access.max() <= ALL
    assert set(result.roads.oneway.tolist()) <= {-1, 0, 1}


def test_nothing_but_roads_that_are_left_out():
    with pytest.raises(UserError, match="没有可用的道路"):
        read([{"highway": "construction"}])


@pytest.mark.parametrize(
    "options", [{"snap_metres": "x"}, {"snap_metres": "-1"}, {"snap_metres": "nan"}, {"crossings": "x"}]
)
def test_options_that_cannot_be(options):
    with pytest.raises(UserError, match="不能用"):
        read([{"等级": "县道"}], **options)


def test_every_class_of_the_words_is_a_class_of_openstreetmap():
    words = road_words()
    for table in (words.words, words.parts, words.codes, words.routes, words.names):
        assert {klass.partition(" ")[0] for klass in table.values()} <= set(CLASSES)
        assert {klass.partition(" ")[2] for klass in table.values()} <= {"", "motorroad"}


def test_no_word_means_two_things():
    words = road_words()
    assert not set(words.words) & (words.no_roads | words.nothing)
    assert all(words.class_of(word) == klass for word, klass in words.words.items())
    assert all(words.class_of(word) == NO_ROAD for word in words.no_roads)
    headers = [header for names in words.columns.values() for header in names]
    assert len(headers) == len(set(headers))
    assert all(fold(header) == header for header in headers)
