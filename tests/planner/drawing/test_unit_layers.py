from dataclasses import replace

import numpy as np
import pytest
import shapely

from planner.drawing import style
from planner.drawing.name_places import name_places
from planner.drawing.unit_layers import (
    distinct_layer,
    name_layer,
    plain_layer,
    shape_of,
    share_layer,
    unit_layer,
    verdict_layer,
)
from tests.planner.drawing.squares import PAPER, SIDE, TOWNSHIPS, units


def layer(level="township", **options):
    made = unit_layer(units(), PAPER, level, **options)
    assert made is not None
    return made


def test_units_of_the_level_in_code_order():
    assert layer().id == "units:township"
    assert layer().title == "乡级"
    assert layer().features.name.tolist() == list(TOWNSHIPS)
    assert layer().extent == (0, 0, SIDE, SIDE)
    assert unit_layer(units(), PAPER, "prefecture") is None


def test_a_unit_without_outline_is_left_out_and_rows_still_point_into_the_table():
    table = units()
    geometry = table.geometry.copy()
    first = table.row_of["010101000000"]
    geometry[first] = None
    made = unit_layer(replace(table, geometry=geometry), PAPER, "township")
    assert len(made.shape) == 3
    assert [table.name[row] for row in made.features.row] == list(TOWNSHIPS[1:])


def test_figures_are_told():
    assert layer().features.detail[0] == "镇 · 常住人口 4,000 人"


def test_the_coarsest_level_with_outlines_frames_the_region():
    assert layer("county").outline.band_width > 0
    assert layer("township").outline.band_width == 0
    assert unit_layer(units(county=False), PAPER, "township").outline.band_width > 0


@pytest.mark.parametrize("level", ["township", "community"])
def test_neighbours_never_share_a_colour(level):
    made = layer(level, fill="distinct")
    for one, first in enumerate(made.shape.geometry):
        for other, second in enumerate(made.shape.geometry[:one]):
            if first.touches(second):
                assert made.class_of[one] != made.class_of[other]
    assert set(made.class_of) <= set(range(len(made.classes)))


def test_plain_has_no_fill_and_distinct_gives_it_back():
    plain = plain_layer(layer(fill="distinct"))
    assert (plain.class_of == -1).all()
    assert (distinct_layer(plain).class_of >= 0).all()
    assert distinct_layer(plain).shape is plain.shape


def test_verdicts_by_code():
    made = verdict_layer(layer(), {"010101000000": True, "010102000000": False, "010103000000": None})
    assert [made.classes[number].colour for number in made.class_of[:3]] == [
        style.SERVED,
        style.NOT_SERVED,
        style.UNKNOWN,
    ]
    assert made.class_of[3] == -1


def test_shares_fall_into_steps_that_include_their_lower_edge():
    codes = ["010101000000", "010102000000", "010103000000"]
    made = share_layer(layer(), dict(zip(codes, (0.95, 0.9499999, 0.0), strict=True)))
    labels = [made.classes[number].label for number in made.class_of]
    assert labels == ["95%及以上", "85%–95%", "不足50%", "无数据"]


def test_a_share_of_nan_is_unknown():
    made = share_layer(layer(), {"010101000000": float("nan")})
    assert made.classes[made.class_of[0]].hatched


def places(*geometry):
    return name_places(shape_of(np.array(geometry, dtype=object)))


def test_names_stand_where_the_area_is_wide():
    x, y, room = places(shapely.box(0, 0, 100, 50))
    assert (x[0], room[0]) == (50, 100)
    assert 10 < y[0] < 40


def test_the_name_of_a_bent_area_lies_inside_it():
    bent = shapely.Polygon([(0, 0), (100, 0), (100, 100), (80, 100), (80, 20), (0, 20)])
    ring = shapely.Point(0, 0).buffer(100).difference(shapely.Point(0, 0).buffer(80))
    x, y, _ = places(bent, ring)
    assert bent.contains(shapely.Point(x[0], y[0]))
    assert ring.contains(shapely.Point(x[1], y[1]))


def test_parts_and_crossing_outlines_are_no_fault():
    two = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(50, 0, 150, 10)])
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    x, _, room = places(two, bow)
    assert (x[0], room[0]) == (100, 100)
    assert np.isfinite(x).all()
    assert (room >= 0).all()


def test_names_carry_size_and_text():
    names = name_layer(layer(), "township")
    assert names.of == "units:township"
    assert names.text.tolist() == list(TOWNSHIPS)
    assert names.importance.tolist() == [(SIDE / 2) ** 2] * 4
