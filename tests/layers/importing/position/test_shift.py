"""Shifted coordinates: invented districts, roads and facilities, shifted or not by `layers.datum`."""

import math

import numpy as np
import pyproj
import pytest
import shapely

from layers.datum import from_wgs84, to_wgs84
from layers.importing.position.home import Home
from layers.importing.position.outline_shift import judge_borders, judge_outlines
from layers.importing.position.shift import Verdict, judge_points, tail, thinned
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

    def namesakes(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Facilities of the same names: some elsewhere, most near where the list has them, in this datum."""
        share, blur = self.rng.choice([0.05, 0.3, 0.9]), self.rng.choice([0.00005, 0.001, 0.004])
        found = np.column_stack((lon, lat)) + self.rng.normal(0, blur, (len(lon), 2))
        moved = self.rng.random(len(lon)) < self.rng.choice([0, 0.2, 0.9])
        found[moved] = self.corner + self.rng.uniform(0, self.width, (int(moved.sum()), 2))
        found[self.rng.random(len(lon)) > share] = np.nan
        return found[:, 0], found[:, 1]


def judge(
    lon: np.ndarray, lat: np.ndarray, named: np.ndarray, home: Home, roads: Roads | None, same: tuple | None = None
) -> Verdict:
    rows = thinned(lon, lat)
    there = (same[0][rows], same[1][rows]) if same else None
    return judge_points(lon[rows], lat[rows], named[rows], home, roads, there)


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
        same = district.namesakes(lon, lat) if rng.random() < 0.6 else None
        here = judge(lon, lat, named, district.home, roads, same)
        if here.clear and here.datum:
            alarms.append(seed)
        datum = SHIFTED[seed % 2]
        there = judge(*from_wgs84(lon, lat, datum), named, district.home, roads, same)
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


def test_numbers_that_are_no_place_are_left_out() -> None:
    assert thinned(np.array([1e308, 123.0, np.inf]), np.array([41.6, 41.6, 41.6])).tolist() == [1]


def corners(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    points = shapely.get_coordinates(shapely.segmentize(shapes, 0.002))
    return points[:, 0], points[:, 1]


def quarters(units: np.ndarray) -> np.ndarray:
    """Each unit cut in four through its middle."""
    found = []
    for unit in units:
        west, south, east, north = unit.bounds
        x, y = (west + east) / 2, (south + north) / 2
        for box in ((west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north)):
            found.append(unit.intersection(shapely.box(*box)))
    return np.array(found, dtype=object)


@pytest.mark.parametrize("datum", SHIFTED)
@pytest.mark.parametrize("finer", [True, False])
def test_outlines_of_another_level_are_judged_by_the_borders_they_share(datum: str, *, finer: bool) -> None:
    district = District(5, size=0.03)
    parts = quarters(district.units)
    own, new = (district.units, parts) if finer else (parts, district.units)
    home = Home(district.home.box, "", close=True, outlines=own)
    lon, lat = corners(new)
    here = judge_borders(lon, lat, home)
    assert (here.datum, here.clear, here.told) == ("", True, True)
    there = judge_borders(*from_wgs84(lon, lat, datum), home)
    assert (there.datum, there.clear) == (datum, True)
    assert there.fits[datum].beside > 3 * there.fits[""].beside
    assert "在区域原有的边界上" in there.fits[datum].words


def test_borders_that_share_nothing_say_nothing() -> None:
    """Two hundred districts cut up twice, without regard to one another: none is taken for shifted."""
    alarms, silent = [], 0
    for seed in range(200):
        district, other = District(seed), District(seed + 10_000)
        moved = shapely.transform(other.units, lambda points, d=district, o=other: points - o.corner + d.corner)
        got = judge_borders(*corners(moved), district.home)
        silent += not got.clear
        if got.clear and got.datum:
            alarms.append(seed)
    assert not alarms
    assert silent > 190


def test_the_words_on_outlines_speak_of_outlines() -> None:
    district = District(5)
    words = judge_outlines(district.units, district.units).fits[""].words
    assert words == "和区域原有的同名单元重合 100.0%"


@pytest.mark.parametrize("datum", SHIFTED)
def test_facilities_of_the_same_name_tell(datum: str) -> None:
    """Four of a list of eight are in the region already, ten metres away; nothing else is known."""
    rng = np.random.default_rng(1)
    lon, lat = 123.4 + rng.uniform(0, 0.2, 8), 41.6 + rng.uniform(0, 0.2, 8)
    there = np.where(np.arange(8) < 4, lon + 0.00012, np.nan), np.where(np.arange(8) < 4, lat, np.nan)
    nobody, away = np.full(8, None, dtype=object), Home((123, 41, 124, 42), "", close=False)
    here = judge_points(lon, lat, nobody, away, None, there)
    assert (here.datum, here.clear) == ("", True)
    shifted = from_wgs84(lon, lat, datum)
    got = judge_points(*shifted, nobody, away, None, there)
    assert (got.datum, got.clear) == (datum, True)
    metres = pyproj.Geod(ellps="GRS80").inv(*shifted, *there)[2][:4]
    assert got.fits[""].apart == pytest.approx(np.median(metres), rel=1e-3)
    assert got.fits[datum].words == "与区域里同名的 4 处设施相差 10 米(中位数)"
    two = tuple(np.where(np.arange(8) < 2, axis, np.nan) for axis in there)
    assert not judge_points(*shifted, nobody, away, None, two).clear


def test_namesakes_that_contradict_the_units_leave_it_open() -> None:
    """The region's own places may be shifted: units say as it stands, namesakes say moved."""
    district = District(2, size=0.02)
    lon, lat, named = district.facilities(300, along=True, wrong=0, jitter=0)
    got = judge(lon, lat, named, district.home, None, to_wgs84(lon, lat, "gcj02"))
    assert not got.clear
