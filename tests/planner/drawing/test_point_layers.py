import numpy as np
import pytest
import shapely

from planner.drawing.point_layers import (
    circle_layer,
    demand_layer,
    facility_layers,
    facility_name_layer,
    symbol_scale,
    unreached_layer,
)
from tests.planner.drawing.squares import KINDS, PAPER, demand, facilities, reach


def layers(*args, **options):
    return {layer.id: layer for layer in facility_layers(facilities(*args, **options), KINDS, PAPER)}


def test_one_layer_per_kind_in_the_order_of_kinds():
    made = layers([(0, 0), (1, 1)], kinds=[("columbarium",), ("elderly_care_institution",)])
    assert list(made) == ["facilities:elderly_care_institution", "facilities:columbarium"]
    assert made["facilities:columbarium"].title == KINDS["columbarium"].label


def test_several_kinds_stand_side_by_side():
    made = layers([(10, 20)], kinds=[("child_protection_station", "social_work_station")])
    beside = [layer.beside.tolist() for layer in made.values()]
    assert beside == [[-0.5], [0.5]]


def test_status_decides_the_symbol():
    made = layers([(0, 0)] * 4, statuses=("operating", "building", "planned", "closed"))["facilities:public_cemetery"]
    hollow = [made.classes[number].hollow for number in made.class_of]
    assert hollow == [False, True, True, True]
    assert made.class_of[1] != made.class_of[3]
    assert made.features.detail[2] == "公益性公墓 · 规划 · 床位 50 张"


def test_facilities_without_a_place_are_left_out():
    made = layers([(np.nan, np.nan), (5, 5)])["facilities:public_cemetery"]
    assert made.features.row.tolist() == [1]
    assert layers([(np.nan, np.nan)]) == {}


def test_a_kind_nobody_knows_still_shows():
    made = layers([(0, 0)], kinds=[("自定义",)])["facilities:自定义"]
    assert made.title == "自定义"
    assert made.classes[0].symbol == "circle"


def test_rare_symbols_are_larger():
    scales = [symbol_scale(count) for count in (1, 10, 50, 1000)]
    assert scales == sorted(scales, reverse=True)
    assert scales[0] > scales[-1] > 0.5


def test_names_of_facilities_follow_their_layer():
    layer = layers([(3, 4)], names=["青山公墓"])["facilities:public_cemetery"]
    names = facility_name_layer(layer)
    assert (names.of, names.text.tolist(), names.x.tolist()) == (layer.id, ["青山公墓"], [3])


def test_demand_weighs_the_group():
    layer = demand_layer(demand([(0, 0), (1, 1)], [5, 7]), PAPER)
    assert layer.weight.tolist() == [5, 7]
    assert layer.label == "常住人口"


def test_unreached_are_those_with_people_and_no_way_in_time():
    points = demand([(0, 0), (1, 1), (2, 2), (3, 3)], [5, 7, 0, 9])
    layer = unreached_layer(reach(points, [True, False, False, False], [0, 0, 0, 2]), PAPER)
    assert layer.features.key.tolist() == ["d1", "d3"]
    assert layer.features.detail.tolist() == ["", "道路不连通"]
    assert layer.weight.tolist() == [7, 9]


def test_circles_are_dissolved():
    two = [shapely.Point(0, 0).buffer(10), shapely.Point(5, 0).buffer(10)]
    layer = circle_layer(two, PAPER, title="15分钟服务圈")
    assert len(layer.shape) == 1
    assert layer.shape.area[0] == pytest.approx(shapely.union_all(two).area)


def test_circles_that_cross_themselves_are_mended_and_none_is_none():
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    assert circle_layer([bow, None], PAPER, title="").shape.area[0] == pytest.approx(50)
    assert circle_layer([None, shapely.Polygon()], PAPER, title="") is None
