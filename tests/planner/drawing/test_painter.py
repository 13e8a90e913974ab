from dataclasses import replace

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QColor, QImage, QPainter

from layers.errors import Cancelled
from planner.drawing import style
from planner.drawing.layer import Features, FillClass, LabelLayer, PolygonLayer
from planner.drawing.painter import paint, paint_on
from planner.drawing.painting_labels import placed_labels
from planner.drawing.point_layers import circle_layer, demand_layer, facility_layers, unreached_layer
from planner.drawing.road_layers import road_layer
from planner.drawing.scene import Scene
from planner.drawing.surface import Surface
from planner.drawing.unit_layers import name_layer, plain_layer, shape_of, unit_layer, verdict_layer
from planner.drawing.view import MapView
from tests.planner.drawing.squares import KINDS, PAPER, SIDE, TOWNSHIPS, demand, facilities, reach, roads, units

VIEW = MapView.fitted((0, 0, SIDE, SIDE), 600, 600, margin_share=0.1)
CODES = [f"0101{number:02d}000000" for number in (1, 2, 3, 4)]


def townships(**served):
    layer = unit_layer(units(), PAPER, "township")
    return verdict_layer(layer, dict(zip(CODES, (True, False, None, True), strict=True)))


def colour_at(image, x, y, view=VIEW):
    across, down = (int(float(value) * view.pixel_ratio) for value in view.to_screen(x, y))
    return image.pixelColor(across, down).name()


def near(colour, wanted, within=10):
    pairs = zip(QColor(colour).getRgb()[:3], QColor(wanted).getRgb()[:3], strict=True)
    return all(abs(one - other) <= within for one, other in pairs)


def pixels(image):
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_areas_have_the_colour_of_their_class(ratio):
    view = replace(VIEW, pixel_ratio=ratio)
    image = paint(Scene((townships(),)), view)
    assert (image.width(), image.height()) == (600 * ratio, 600 * ratio)
    assert image.devicePixelRatio() == ratio
    assert colour_at(image, 700, 900, view) == style.SERVED
    assert colour_at(image, 2700, 900, view) == style.NOT_SERVED
    assert colour_at(image, -350, -350, view) == style.GROUND


def test_unknown_is_hatched():
    image = paint(Scene((townships(),)), VIEW)
    seen = {colour_at(image, 500 + 8 * step, 3000) for step in range(40)}
    assert style.UNKNOWN in seen
    assert any(near(colour, style.HATCH, 25) for colour in seen)


def test_what_is_hidden_leaves_no_pixel():
    layers = (
        townships(),
        road_layer(roads([("trunk", [(0, 0), (SIDE, SIDE)])]), PAPER),
        *facility_layers(facilities([(1000, 1500)]), KINDS, PAPER),
        demand_layer(demand([(3000, 3500)], [80]), PAPER),
        name_layer(townships(), "township"),
    )
    scene = Scene(layers)
    empty = paint(Scene(), VIEW)
    assert paint(scene, VIEW, set()) == empty
    for layer in layers:
        assert paint(scene, VIEW, set(scene.ids) - {layer.id}) == paint(
            scene.without(layer.id, *[name.id for name in layers if getattr(name, "of", "") == layer.id]), VIEW
        )
    assert pixels(empty) == {style.GROUND}


def test_roads_lie_over_areas_and_lines_over_their_casing():
    scene = Scene((townships(), road_layer(roads([("trunk", [(0, 500), (SIDE, 500)])]), PAPER)))
    image = paint(scene, VIEW)
    assert near(colour_at(image, 1000, 500), style.TRUNK_ROAD)
    across, down = (int(value) for value in VIEW.to_screen(1000, 500))
    beside = {image.pixelColor(across, down + step).name() for step in range(-6, 7)}
    assert any(near(colour, style.ROAD_CASING, 45) for colour in beside)


def test_minor_roads_only_from_near():
    lanes = road_layer(roads([("residential", [(0, 500), (SIDE, 500)]), ("primary", [(0, 0), (1, 0)])]), PAPER)
    far = replace(VIEW, metres_per_pixel=60)
    assert colour_at(paint(Scene((lanes,)), far), 1000, 500, far) == style.GROUND
    assert colour_at(paint(Scene((lanes,)), VIEW), 1000, 500) != style.GROUND


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_symbols_have_the_colour_of_their_kind(kind):
    layer = facility_layers(facilities([(1000, 1000)], kinds=[(kind,)]), KINDS, PAPER)
    image = paint(Scene(layer), VIEW)
    across, down = (int(value) for value in VIEW.to_screen(1000, 1000))
    around = [image.pixelColor(across + dx, down + dy).name() for dx in range(-8, 8) for dy in range(-8, 8)]
    assert any(near(colour, KINDS[kind].colour, 8) for colour in around)


def test_planned_symbols_are_hollow():
    planned = facility_layers(facilities([(1000, 1000)], statuses=("planned",)), KINDS, PAPER)
    assert near(colour_at(paint(Scene(planned), VIEW), 1000, 1000), style.SYMBOL_HOLLOW)


def test_people_are_dots_sized_by_weight():
    points = demand([(1000, 1000), (3000, 3000)], [1000, 10])
    layer = unreached_layer(reach(points, [False, False]), PAPER)
    image = paint(Scene((layer,)), VIEW)
    red = QColor(style.UNREACHED)

    def painted(x, y):
        across, down = (int(value) for value in VIEW.to_screen(x, y))
        square = [image.pixelColor(across + dx, down + dy) for dx in range(-12, 13) for dy in range(-12, 13)]
        return sum(colour.red() - colour.blue() > (red.red() - red.blue()) / 2 for colour in square)

    assert painted(1000, 1000) > 3 * painted(3000, 3000) > 0


def test_very_many_people_become_a_density_picture(monkeypatch):
    monkeypatch.setattr(style, "DOTS_AS_HEAT_FROM", 50)
    rng = np.random.default_rng(3)
    points = demand(np.concatenate([rng.normal(1000, 100, (5000, 2)), rng.normal(3000, 100, (50, 2))]), np.ones(5050))
    image = paint(Scene((demand_layer(points, PAPER),)), VIEW)

    def darkness(x, y):
        across, down = (int(value) for value in VIEW.to_screen(x, y))
        return sum(
            765 - sum(image.pixelColor(across + dx, down + dy).getRgb()[:3])
            for dx in range(-9, 9)
            for dy in range(-9, 9)
        )

    assert darkness(1000, 1000) > 2 * darkness(3000, 3000) > darkness(2000, 2000)


def test_overlapping_circles_do_not_add_up():
    layer = circle_layer([shapely.Point(x, 2000).buffer(900) for x in (1500, 2400)], PAPER, title="服务圈")
    image = paint(Scene((layer,)), VIEW)
    assert colour_at(image, 1000, 2000) == colour_at(image, 1950, 2000) != style.GROUND


def test_overlapping_translucent_areas_of_one_layer_do_not_add_up():
    shape = shape_of(np.array([shapely.box(0, 0, 2500, 3000), shapely.box(1500, 0, 4000, 3000)], dtype=object))
    fill = FillClass("", "#336699", 0.4)
    layer = PolygonLayer("areas", "", shape, (fill,), np.zeros(2, np.intp), None, Features.nameless(2))
    image = paint(Scene((layer,)), VIEW)
    assert colour_at(image, 500, 1000) == colour_at(image, 2000, 1000)


def test_holes_stay_open():
    ring = shapely.box(0, 0, SIDE, SIDE).difference(shapely.box(1000, 1000, 3000, 3000))
    shape = shape_of(np.array([ring], dtype=object))
    layer = PolygonLayer("a", "", shape, (FillClass("", "#336699"),), np.zeros(1, np.intp), None, Features.nameless(1))
    image = paint(Scene((layer,)), VIEW)
    assert colour_at(image, 2000, 2000) == style.GROUND
    assert colour_at(image, 500, 2000) == "#336699"


def test_no_ground_shows_between_neighbours():
    wavy = np.cumsum(np.random.default_rng(5).normal(0, 8, 2000)) + 2000
    border = list(zip(wavy, np.linspace(0, SIDE, 2000), strict=True))
    left = shapely.Polygon([(0, 0), *border, (0, SIDE)])
    right = shapely.Polygon([*border, (SIDE, SIDE), (SIDE, 0)])
    shape = shape_of(np.array([left, right], dtype=object))
    layer = PolygonLayer("a", "", shape, (FillClass("", "#336699"),), np.zeros(2, np.intp), None, Features.nameless(2))
    image = paint(Scene((layer,)), MapView.fitted((100, 100, 3900, 3900), 600, 600, margin_share=0))
    assert pixels(image) == {"#336699"}


def test_a_picture_no_longer_wanted_is_given_up():
    asked = []

    def wanted():
        asked.append(1)
        return len(asked) < 3

    with pytest.raises(Cancelled):
        paint(Scene((townships(), name_layer(townships(), "township"))), VIEW, wanted=wanted)


def test_a_point_with_no_place_and_an_empty_scene_are_no_fault():
    empty = facilities(np.empty((0, 2)))
    assert paint(Scene(facility_layers(empty, KINDS, PAPER)), VIEW) == paint(Scene(), VIEW)
    nowhere = demand_layer(demand([(np.nan, np.nan)], [3]), PAPER)
    assert paint(Scene((nowhere,)), VIEW) == paint(Scene(), VIEW)


def test_contours_instead_of_stamps_look_the_same():
    scene = Scene((townships(), *facility_layers(facilities([(1000, 1000)]), KINDS, PAPER)))
    image = QImage(600, 600, QImage.Format.Format_RGB32)
    image.fill(QColor(style.GROUND))
    painter = QPainter(image)
    paint_on(painter, scene, VIEW)
    painter.end()
    stamped = paint(scene, VIEW)
    assert near(colour_at(image, 1000, 1000), colour_at(stamped, 1000, 1000))
    assert colour_at(image, 2700, 900) == colour_at(stamped, 2700, 900)


# Names


def labels(scene_layers, view=VIEW, symbols=()):
    surface = Surface(QPainter(), view, True, lambda: None)
    return placed_labels(surface, scene_layers, np.array(symbols, float).reshape(-1, 2))


def crowd(count, size=200.0, style_name="county"):
    rng = np.random.default_rng(2)
    x, y = rng.uniform(1000, 3000, (2, count))
    text = np.array([f"青山{number}村" for number in range(count)])
    return LabelLayer("names", "", "", x, y, text, np.full(count, size), np.arange(count, dtype=float), style_name)


def test_names_of_areas_are_drawn_in_their_colour():
    plain = plain_layer(townships())
    image = paint(Scene((plain, name_layer(plain, "township"))), VIEW)
    across, down = (int(value) for value in VIEW.to_screen(1000, 1000))
    around = {image.pixelColor(across + dx, down + dy).name() for dx in range(-40, 40) for dy in range(-30, 30)}
    assert any(near(colour, style.LABELS["township"].colour, 40) for colour in around)


def test_no_name_lies_over_another_and_the_important_come_first():
    placed = labels([crowd(60)])
    assert 2 < len(placed) < 60
    assert placed[0].text == "青山59村"
    for number, one in enumerate(placed):
        assert not any(one.box.intersects(other.box) for other in placed[:number])


def test_greater_units_are_named_before_smaller_ones():
    county = replace(crowd(1), id="county", text=np.array(["浑南区"]))
    names = labels([crowd(40, size=1e6, style_name="community"), county], replace(VIEW, metres_per_pixel=10))
    assert names[0].text == "浑南区"
    assert len(names) > 1


def test_a_name_wider_than_its_area_waits_until_one_comes_nearer():
    small = crowd(1, size=400.0, style_name="community")
    assert labels([small], replace(VIEW, metres_per_pixel=20)) == []
    near_by = MapView(float(small.x[0]), float(small.y[0]), 2.0, 600, 600)
    assert [label.text for label in labels([small], near_by)] == ["青山0村"]


def test_names_keep_off_symbols():
    one = crowd(1)
    middle = [float(value) for value in VIEW.to_screen(one.x[0], one.y[0])]
    (free,) = labels([one])
    (moved,) = labels([one], symbols=[middle])
    assert free.box.contains(*middle)
    assert not moved.box.contains(*middle)


def test_a_facility_of_several_kinds_is_named_once():
    first = replace(crowd(1, style_name="facility"), id="a", room=np.array([np.inf]))
    placed = labels(
        [first, replace(first, id="b")],
        replace(VIEW, metres_per_pixel=2, centre_x=float(first.x[0]), centre_y=float(first.y[0])),
    )
    assert len(placed) == 1


def test_names_stay_inside_the_picture():
    picture = VIEW
    for label in labels([crowd(200)], picture):
        assert label.box.left() >= 0
        assert label.box.right() <= picture.width


def test_names_of_a_hidden_layer_are_hidden_with_it():
    scene = Scene((townships(), name_layer(townships(), "township")))
    assert paint(scene, VIEW, {"names:township"}) == paint(Scene(), VIEW)
    assert len(TOWNSHIPS) == len(scene.layer("names:township").text)
