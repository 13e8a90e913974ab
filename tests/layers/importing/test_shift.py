"""Shifted coordinates: invented districts, roads and facilities, shifted or not by `layers.datum`."""

import math

import numpy as np
import pytest
import shapely

from layers.datum import from_wgs84
from layers.importing.home import Home
from layers.importing.shift import Verdict, judge_outlines, judge_points, tail, thinned
from layers.tables import Roads

SHIFTED = ("gcj02", "bd09")


class District:
    """A wobbly lattice of units with winding roads, a kilometre or several to the unit."""

    def __init__(self, seed: int, size: float = 0.0) -> None:
        self.rng = rng = np.random.default_rng(seed)
        self.corner = np.array([rng.uniform(100, 125), rng.uniform(25, 46)])
        self.count, self.size = int(rng.integers(3, 8)), size or rng.uniform(0.01, 0.08)
        steps = np.stack(np.meshgrid(*[np.arange(self.count + 1.0)] * 2, indexing="ij"), -1)
        corners = self.corner + (steps + rng.normal(0, 0.15, steps.shape)) * self.size
        self.units = np.array(
            [
                shapely.Polygon([corners[i, j], corners[i + 1, j], corners[i + 1, j + 1], corners[i, j + 1]])
                for i in range(self.count)
                for j in range(self.count)
            ],
            dtype=object,
        )
        self.ways = [self._way() for _ in range(rng.integers(5, 60))]
        west, south, east, north = shapely.total_bounds(self.units)
        self.home = Home((west - 0.1, south - 0.1, east + 0.1, north + 0.1), "", close=True, outlines=self.units)

    @property
    def width(self) -> float:
        return self.count * self.size

    def _way(self) -> np.ndarray:
        length = self.rng.uniform(0.2, 1) * self.width
        pieces = max(2, int(length / 0.002))
        course = self.rng.uniform(0, 2 * np.pi) + np.cumsum(self.rng.normal(0, 0.05, pieces))
        steps = np.column_stack((np.cos(course), np.sin(course))) * length / pieces
        return self.corner + self.rng.uniform(0, self.width, 2) + np.vstack(([0, 0], np.cumsum(steps, axis=0)))

    def roads(self) -> Roads:
        node = np.vstack(self.ways)
        inner = np.cumsum([len(way) for way in self.ways]) - 1
        tail_ = np.setdiff1d(np.arange(len(node)), inner).astype(np.int32)
        count = len(tail_)
        return Roads(
            *(node[:, 0], node[:, 1], tail_, tail_ + np.int32(1), np.zeros(count, np.int32)),
            *(np.full(count, 7, np.uint8), np.zeros(count, np.int8)),
            *(np.array([""]), np.array(["road"]), np.array([np.nan])),
        )

    def facilities(self, count: int, *, along: bool, wrong: float, jitter: float) -> tuple:
        """Points by the roads or in villages, the unit each names, some of them wrong or of the neighbour."""
        if along:
            ways = [self.ways[i] for i in self.rng.integers(0, len(self.ways), count)]
            points = np.array([way[self.rng.integers(0, len(way))] for way in ways])
            points += self.rng.normal(0, 0.0004, points.shape)
        else:
            villages = self.corner + self.rng.uniform(0, self.width, (max(2, count // 4), 2))
            points = villages[self.rng.integers(0, len(villages), count)] + self.rng.normal(0, 0.004, (count, 2))
        point, unit = shapely.STRtree(self.units).query(shapely.points(points), predicate="intersects")
        named = np.full(count, None, dtype=object)
        named[point] = self.units[unit]
        lost = self.rng.random(count) < wrong
        named[lost] = self.units[self.rng.integers(0, len(self.units), lost.sum())]
        points += self.rng.normal(0, jitter, points.shape)
        return points[:, 0], points[:, 1], named


def judge(lon: np.ndarray, lat: np.ndarray, named: np.ndarray, home: Home, roads: Roads | None) -> Verdict:
    rows = thinned(lon, lat)
    return judge_points(lon[rows], lat[rows], named[rows], home, roads)


NOTHING_NAMED = np.full(400, None, dtype=object)


@pytest.mark.parametrize("datum", SHIFTED)
@pytest.mark.parametrize("seed", range(4))
def test_shifted_facilities_are_recognised_by_the_units_they_name(seed: int, datum: str) -> None:
    district = District(seed, size=0.02)
    lon, lat, named = district.facilities(400, along=True, wrong=0.05, jitter=0.0005)
    assert judge(lon, lat, named, district.home, None).datum == ""
    got = judge(*from_wgs84(lon, lat, datum), named, district.home, None)
    assert (got.datum, got.clear) == (datum, True)
    assert got.fits[datum].inside > got.fits[""].inside


@pytest.mark.parametrize("datum", SHIFTED)
def test_roads_alone_are_enough(datum: str) -> None:
    district = District(3)
    lon, lat, _ = district.facilities(400, along=True, wrong=0, jitter=0)
    away = Home(district.home.box, "", close=False)
    got = judge(*from_wgs84(lon, lat, datum), NOTHING_NAMED, away, district.roads())
    assert (got.datum, got.clear) == (datum, True)
    assert got.fits[datum].road_metres < 60 < got.fits[""].road_metres


def test_facilities_in_place_are_clearly_so_by_the_roads() -> None:
    district = District(3)
    lon, lat, _ = district.facilities(400, along=True, wrong=0, jitter=0)
    got = judge(lon, lat, NOTHING_NAMED, Home(district.home.box, "", close=False), district.roads())
    assert (got.datum, got.clear) == ("", True)


def test_with_nothing_to_compare_nothing_is_said() -> None:
    lon, lat = np.array([124.1, 124.2]), np.array([40.1, 40.2])
    got = judge(lon, lat, np.full(2, None, dtype=object), Home((120, 35, 130, 45), "", close=False), None)
    assert (got.datum, got.clear, got.told) == ("", False, False)


def test_the_distance_to_roads_is_in_metres() -> None:
    """A short road along a parallel; a point a thousandth of a degree north of it is 111.07 m away at 42 degrees."""
    road = Roads(
        *(np.array([123.049, 123.051]), np.array([42.0, 42.0]), np.array([0], np.int32), np.array([1], np.int32)),
        *(np.array([0], np.int32), np.array([7], np.uint8), np.array([0], np.int8)),
        *(np.array([""]), np.array(["road"]), np.array([np.nan])),
    )
    lon, lat = np.array([123.05]), np.array([42.001])
    got = judge_points(lon, lat, np.full(1, None, dtype=object), Home((122, 41, 124, 43), "", close=False), road)
    assert got.fits[""].road_metres == pytest.approx(111.07, abs=0.1)


@pytest.mark.slow
def test_facilities_in_place_are_hardly_ever_taken_for_shifted() -> None:
    """Less than one in a thousand, so none in 400, with wrong names, blurred places and sparse roads."""
    alarms, wrong, found = [], 0, 0
    for seed in range(400):
        district = District(seed)
        rng = district.rng
        lon, lat, named = district.facilities(
            int(rng.choice([4, 8, 20, 60, 200, 600])),
            along=bool(rng.random() < 0.6),
            wrong=float(rng.choice([0, 0.05, 0.1])),
            jitter=float(rng.choice([0, 0.0005, 0.0015])),
        )
        named = named if rng.random() < 0.7 else np.full(len(named), None, dtype=object)
        roads = district.roads() if rng.random() < 0.6 else None
        here = judge(lon, lat, named, district.home, roads)
        if here.clear and here.datum:
            alarms.append(seed)
        datum = SHIFTED[seed % 2]
        there = judge(*from_wgs84(lon, lat, datum), named, district.home, roads)
        wrong += there.clear and there.datum != datum
        found += there.clear and there.datum == datum
    assert not alarms
    assert wrong <= 1
    assert found > 120  # many lists are too short, or lie in units too wide, for anything to be clear


def test_tail_is_the_binomials() -> None:
    for count in (0, 1, 7, 20):
        for won in range(count + 1):
            brute = sum(math.comb(count, k) for k in range(won, count + 1)) / 2**count
            assert tail(won, count) == pytest.approx(brute, rel=1e-12)
    assert tail(3, 2) == 0


def test_neighbours_count_once() -> None:
    lon = np.array([123.0, 123.0001, 123.01, np.nan])
    assert thinned(lon, np.full(4, 42.0001)).tolist() == [0, 2]


@pytest.mark.parametrize("datum", SHIFTED)
def test_shifted_outlines_are_recognised_by_the_regions_own(datum: str) -> None:
    district = District(5)

    def shift(points: np.ndarray) -> np.ndarray:
        return np.column_stack(from_wgs84(points[:, 0], points[:, 1], datum))

    moved = shapely.transform(district.units, shift)
    got = judge_outlines(moved, district.units)
    assert (got.datum, got.clear) == (datum, True)
    same = judge_outlines(shapely.simplify(district.units, 0.0002), district.units)
    assert (same.datum, same.clear) == ("", True)


def test_other_outlines_say_nothing() -> None:
    district = District(5)
    got = judge_outlines(np.roll(district.units, 1), district.units)
    assert (got.datum, got.clear) == ("", False)
    nothing = np.full(len(district.units), None, dtype=object)
    assert judge_outlines(district.units, nothing).told is False
