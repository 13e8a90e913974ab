import numpy as np
import shapely

from layers.decisions import Preview
from layers.projection import Metric
from planner.drawing.incoming_layers import AREAS, LINES, MOST_MARKS, NAMES, POINTS, incoming_layers, sampled

METRIC = Metric(123.5, 41.7)


def preview(lon, lat, geometry=None, key=None):
    count = len(lon)
    names = {"名称": tuple(f"第{number}个" for number in range(count))}
    shapes = None if geometry is None else np.array(geometry, dtype=object)
    keys = None if key is None else np.array(key)
    return Preview(names, tuple(range(2, count + 2)), np.array(lon, float), np.array(lat, float), shapes, keys)


def test_points_without_a_place_are_left_out():
    (layer,) = incoming_layers(preview([123.5, np.nan, 123.6], [41.7, 41.7, np.nan]), METRIC, {})
    assert layer.id == POINTS
    assert layer.features.key.tolist() == ["2"]
    assert layer.features.detail.tolist() == ["第 2 行"]
    assert np.allclose([layer.x, layer.y], 0, atol=1e-6)


def test_colour_says_what_happens():
    acts = {"a": "added", "b": "changed", "c": "same", "d": "merged"}
    (layer,) = incoming_layers(preview([123.5] * 5, [41.7] * 5, key=["a", "b", "c", "d", "e"]), METRIC, acts)
    assert layer.class_of.tolist() == [0, 1, 2, 1, 0]


def test_outlines_and_lines_are_drawn_as_such_and_missing_ones_left_out():
    square, line = shapely.box(123.4, 41.6, 123.5, 41.7), shapely.LineString([(123.4, 41.6), (123.5, 41.7)])
    both = [square, None, line, shapely.MultiLineString([line, line]), shapely.Polygon()]
    layers = incoming_layers(preview([123.45] * 5, [41.65] * 5, both), METRIC, {})
    assert [layer.id for layer in layers] == [AREAS, NAMES, LINES]
    assert layers[0].features.key.tolist() == ["2"]
    assert len(layers[2].chains) == 3
    assert layers[2].chains.starts.tolist() == [0, 2, 4, 6]


def test_of_very_many_rows_an_even_choice_is_drawn():
    rows = sampled(20_000)
    assert len(rows) == MOST_MARKS
    assert (rows[0], rows[-1]) == (0, 19_999)
    assert np.diff(rows).max() <= 5
    assert sampled(7).tolist() == list(range(7))
    assert len(sampled(0)) == 0
