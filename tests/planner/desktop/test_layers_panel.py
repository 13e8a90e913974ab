import pytest
from PySide6.QtCore import Qt

from planner.desktop.layers_panel import LayersPanel
from planner.drawing.point_layers import demand_layer, facility_layers, facility_name_layer
from planner.drawing.scene import Scene
from planner.drawing.unit_layers import name_layer, unit_layer, verdict_layer
from tests.planner.drawing.squares import KINDS, PAPER, demand, facilities, units

IDS = Qt.ItemDataRole.UserRole


@pytest.fixture
def scene():
    townships = unit_layer(units(), PAPER, "township")
    painted = verdict_layer(townships, {str(townships.features.key[0]): False})
    points = facility_layers(facilities([(500, 500), (3500, 3500)]), KINDS, PAPER)
    people = demand_layer(demand([(100, 100)], [7]), PAPER)
    names = [facility_name_layer(layer) for layer in points]
    return Scene((painted, people, *points, *names, name_layer(painted, "township")))


@pytest.fixture
def panel(qtbot, scene):
    made = LayersPanel()
    qtbot.addWidget(made)
    made.show_scene(scene)
    return made


def item(panel, layer_id):
    flags = Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive
    return next(one for one in panel.tree.findItems("*", flags) if layer_id in (one.data(0, IDS) or ()))


def test_every_layer_has_a_switch(panel, scene):
    for layer_id in scene.ids:
        assert item(panel, layer_id).flags() & Qt.ItemFlag.ItemIsUserCheckable


def test_legend_lines_have_pictures_but_no_switch(panel):
    legend = item(panel, "units:township").child(0)
    assert legend.text(0) == "未覆盖"
    assert not legend.icon(0).isNull()
    assert not legend.flags() & Qt.ItemFlag.ItemIsUserCheckable


def test_people_are_off_at_first_and_dots_are_not_counted_as_people(panel):
    assert item(panel, "demand").checkState(0) == Qt.CheckState.Unchecked
    assert item(panel, "demand").text(1) == ""


def test_a_switch_is_announced_and_kept(panel, scene, qtbot):
    with qtbot.waitSignal(panel.visibility_changed) as changed:
        item(panel, "units:township").setCheckState(0, Qt.CheckState.Unchecked)
    assert changed.args == ["units:township", False]
    panel.show_scene(scene)
    assert item(panel, "units:township").checkState(0) == Qt.CheckState.Unchecked


def test_a_group_switches_all_its_layers(panel, scene):
    changed = []
    panel.visibility_changed.connect(lambda layer_id, visible: changed.append((layer_id, visible)))
    points = [name for name in scene.ids if name.startswith(("facilities:", "names:facilities:"))]
    item(panel, points[0]).parent().setCheckState(0, Qt.CheckState.Unchecked)
    assert sorted(changed) == sorted((name, False) for name in points)
