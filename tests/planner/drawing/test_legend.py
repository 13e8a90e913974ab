import pytest
from PySide6.QtGui import QColor

from planner.drawing.legend import LegendEntry, legend_entries, legend_icon
from planner.drawing.point_layers import demand_layer, facility_layers
from planner.drawing.road_layers import road_layer
from planner.drawing.scene import Scene
from planner.drawing.unit_layers import name_layer, unit_layer, verdict_layer
from tests.planner.drawing.squares import KINDS, PAPER, demand, facilities, roads, units


def scene():
    townships = unit_layer(units(), PAPER, "township", fill="distinct")
    communities = unit_layer(units(), PAPER, "community")
    coloured = verdict_layer(communities, {communities.features.key[0]: True, communities.features.key[1]: False})
    lines = road_layer(roads([("primary", [(0, 0), (1, 1)]), ("footway", [(0, 0), (1, 1)])]), PAPER)
    points = facility_layers(facilities([(0, 0), (1, 1)], statuses=("operating", "planned")), KINDS, PAPER)
    people = demand_layer(demand([(0, 0)], [3]), PAPER)
    return Scene((townships, coloured, lines, people, *points, name_layer(townships, "township")))


def test_entries_say_what_occurs_from_top_to_bottom():
    assert [(entry.sort, entry.label, entry.count) for entry in legend_entries(scene())] == [
        ("symbol", "公益性公墓", 1),
        ("symbol", "公益性公墓(在建、规划)", 1),
        ("dots", "常住人口", 1),
        ("line", "主要干路", 1),
        ("line", "小路", 1),
        ("area", "已覆盖", 1),
        ("area", "未覆盖", 1),
        ("area", "乡级", 4),
    ]


def test_only_the_layers_shown():
    assert {entry.layer_id for entry in legend_entries(scene(), {"roads", "demand"})} == {"roads", "demand"}


@pytest.mark.parametrize("entry", legend_entries(scene()), ids=lambda entry: entry.label)
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_every_icon_shows_its_colour_on_a_clear_ground(entry: LegendEntry, ratio):
    icon = legend_icon(entry, 20, ratio)
    assert icon.width() == icon.height() == 20 * ratio
    assert icon.pixelColor(0, 0).alpha() == 0
    pixels = [icon.pixelColor(x, y) for x in range(icon.width()) for y in range(icon.height())]
    wanted = QColor(entry.colour or entry.outline)
    drawn = [colour for colour in pixels if colour.alpha() > 80]
    nearest = min(
        max(abs(a - b) for a, b in zip(colour.getRgb()[:3], wanted.getRgb()[:3], strict=True)) for colour in drawn
    )
    assert nearest <= 12
