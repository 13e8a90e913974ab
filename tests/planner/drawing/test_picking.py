import numpy as np

from planner.drawing.picking import pick, place_of
from planner.drawing.point_layers import demand_layer, facility_layers
from planner.drawing.scene import Scene
from planner.drawing.unit_layers import unit_layer
from planner.drawing.view import MapView
from tests.planner.drawing.squares import KINDS, PAPER, SIDE, TOWNSHIPS, demand, facilities, units

VIEW = MapView.fitted((0, 0, SIDE, SIDE), 800, 800, margin_share=0)  # 5 metres per pixel


def scene():
    areas = [unit_layer(units(), PAPER, level) for level in ("township", "community", "county")]
    points = facility_layers(
        facilities([(700, 700), (3000, 3000)], kinds=[("public_cemetery",), ("columbarium", "funeral_home")]),
        KINDS,
        PAPER,
    )
    return Scene((*areas, demand_layer(demand([(710, 700), (500, 3500)], [40, 0]), PAPER), *points))


def at(x, y, *, hidden=()):
    across, down = VIEW.to_screen(x, y)
    shown = set(scene().ids) - set(hidden)
    return [(hit.layer_id, hit.key) for hit in pick(scene(), VIEW, shown, float(across), float(down))]


def test_symbols_before_dots_before_the_smallest_area():
    assert [layer for layer, _ in at(702, 700)] == [
        "facilities:public_cemetery",
        "demand",
        "units:community",
        "units:township",
        "units:county",
    ]


def test_every_community_is_hit_in_its_middle():
    table = units()
    for row in table.rows_at("community"):
        middle = table.geometry[row].centroid
        assert ("units:community", table.code[row]) in at(middle.x, middle.y)


def test_what_is_hidden_is_not_hit():
    assert at(702, 700, hidden=["facilities:public_cemetery", "demand", "units:community"])[0][0] == "units:township"


def test_beyond_everything_there_is_nothing():
    assert at(-100, -100) == []


def test_a_dot_without_people_is_not_hit():
    assert "demand" not in dict(at(500, 3500))


def test_symbols_side_by_side_are_told_apart():
    left, right = at(2980, 3000)[0][0], at(3020, 3000)[0][0]
    assert {left, right} == {"facilities:columbarium", "facilities:funeral_home"}


def test_a_hit_says_what_it_is():
    across, down = (float(value) for value in VIEW.to_screen(710, 700))
    shown = set(scene().ids) - {"facilities:public_cemetery"}
    dot, community, *_ = pick(scene(), VIEW, shown, across, down)
    assert (dot.name, dot.is_point, dot.x, dot.row) == ("40 人", True, 710, 0)
    assert community.name == f"{TOWNSHIPS[0][:2]}1村"
    assert community.row == units().row_of[community.key]
    assert not community.is_point


def test_where_a_feature_lies():
    assert place_of(scene(), "units:township", "010101000000") == (0, 0, SIDE / 2, SIDE / 2)
    assert place_of(scene(), "facilities:public_cemetery", "f0") == (700, 700, 700, 700)
    assert place_of(scene(), "units:township", "nowhere") is None
    assert place_of(scene(), "roads", "f0") is None


def test_places_that_are_not_numbers_are_never_hit():
    dots = demand_layer(demand([(np.nan, np.nan)], [5]), PAPER)
    assert pick(Scene((dots,)), VIEW, {"demand"}, 400, 400) == ()
