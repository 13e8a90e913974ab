import numpy as np

from planner.drawing.road_layers import road_layer
from tests.planner.drawing.squares import PAPER, roads


def lines(layer):
    chains = layer.chains
    return [chains.x[chains.starts[number] : chains.starts[number + 1]].tolist() for number in range(len(chains))]


def names(layer):
    return [layer.classes[number].label for number in layer.class_of]


def test_segments_of_a_way_are_joined():
    layer = road_layer(roads([("primary", [(0, 0), (1, 0), (2, 0)]), ("residential", [(5, 0), (6, 0)])]), PAPER)
    assert lines(layer) == [[0, 1, 2], [5, 6]]
    assert names(layer) == ["主要干路", "支路、村道"]


def test_a_gap_in_a_way_stays_a_gap():
    table = roads([("primary", [(0, 0), (1, 0), (2, 0), (3, 0)])])
    keep = np.array([True, False, True])
    for name in ("tail", "head", "way"):
        object.__setattr__(table, name, getattr(table, name)[keep])
    assert lines(road_layer(table, PAPER)) == [[0, 1], [2, 3]]


def test_links_count_with_their_road_and_unknown_classes_as_minor():
    layer = road_layer(roads([(name, [(0, 0), (1, 0)]) for name in ("trunk_link", "什么路", "footway")]), PAPER)
    assert names(layer) == ["快速路、高速公路", "支路、村道", "小路"]


def test_a_network_without_classes_is_seen_from_afar():
    layer = road_layer(roads([("road", [(0, 0), (1, 0)])]), PAPER)
    assert layer.classes[layer.class_of[0]].width_at(100.0) > 0


def test_lines_widen_as_one_comes_nearer():
    for line in road_layer(roads([("road", [(0, 0), (1, 0)])]), PAPER).classes:
        widths = [line.width_at(scale) for scale in (5000, 500, 50, 5, 0.5)]
        assert widths == sorted(widths)
        assert widths[0] == 0 < widths[-1]


def test_no_roads_at_all():
    layer = road_layer(roads([]), PAPER)
    assert len(layer.chains) == 0
    assert layer.extent is None
