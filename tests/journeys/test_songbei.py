"""松北区: township features split in parts, no codes, people as text; then held against a plan."""

import csv
import json
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from layers.region import Region

TOWNSHIPS_WITH = {"social_work_station": 13, "child_protection_station": 7}


@pytest.fixture
def region(yike, shared_data: Path, tmp_path: Path) -> Path:
    folder, file = shared_data / "boundaries/harbin_songbei", tmp_path / "松北 区.gpkg"
    yike("new", file, "--name", "松北区", "--code", "230109")
    people = ("--column", "population=人口数量", "--column", "households=户数")
    county = yike("import", file, folder / "松北区县.geojson", "--as", "units", "--level", "county",
                  "--column", "name=区县名称", *people)  # fmt: skip
    assert county["added"] == 1
    townships = yike("import", file, folder / "松北乡镇.geojson", "--as", "units", "--level", "township",
                     "--column", "name=街道名称", *people)  # fmt: skip
    assert townships["added"] == 16
    communities = yike("import", file, folder / "松北社区.geojson", "--as", "units", "--level", "community",
                       "--column", "name=社区名称", "--column", "parent=街道名称", *people)  # fmt: skip
    assert communities["added"] == 198
    return file


def parts_of(path: Path) -> dict[str, list[dict]]:
    """The features of the source by township, read with nothing but json."""
    features = json.loads(path.read_text("utf-8"))["features"]
    names = {feature["properties"]["街道名称"] for feature in features}
    return {name: [f for f in features if f["properties"]["街道名称"] == name] for name in names}


def test_28_features_are_16_townships_with_882511_people(region: Path, shared_data: Path) -> None:
    source = parts_of(shared_data / "boundaries/harbin_songbei/松北乡镇.geojson")
    with Region.open(region) as opened:
        units = opened.units()
    rows = units.rows_at("township")
    assert len(rows) == len(source) == 16
    assert sum(len(parts) for parts in source.values()) == 28
    assert units.population["population"][rows].sum() == 882_511
    assert units.population["population"][units.rows_at("county")].tolist() == [882_511]
    for row in rows:
        own = [shapely.from_geojson(json.dumps(f["geometry"])) for f in source[str(units.name[row])]]
        whole = shapely.union_all([shapely.make_valid(shape) for shape in own])
        assert units.geometry[row].area == pytest.approx(whole.area, rel=1e-9)


def test_every_community_has_the_township_its_source_names(region: Path, shared_data: Path) -> None:
    features = json.loads((shared_data / "boundaries/harbin_songbei/松北社区.geojson").read_text("utf-8"))["features"]
    named = {(f["properties"]["社区名称"], f["properties"]["街道名称"]) for f in features}
    with Region.open(region) as opened:
        units = opened.units()
    got = {(str(units.name[row]), str(units.name[units.row_of[str(units.parent[row])]]))
           for row in units.rows_at("community")}  # fmt: skip
    assert got == named


def write_stations(path: Path, region: Path, count: int) -> int:
    """Stations at seeded random points in the box of the region; returns how many townships hold one.

    The count is made with one point-in-polygon test per pair, not with the program's own search.
    """
    with Region.open(region) as opened:
        units = opened.units()
    rows = units.rows_at("township")
    rng = np.random.default_rng(count)
    x0, y0, x1, y1 = shapely.total_bounds(units.geometry[rows])
    points = rng.uniform((x0, y0), (x1, y1), (count, 2))
    held = {int(row) for row in rows for point in points if units.geometry[row].contains(shapely.Point(point))}
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["名称", "经度", "纬度"])
        writer.writerows([f"第{i}站", *point] for i, point in enumerate(points.tolist()))
    return len(held)


def test_units_served_of_the_plan(yike, region: Path, tmp_path: Path) -> None:
    expected = {}
    for kind, count in (("social_work_station", 40), ("child_protection_station", 12)):
        file = tmp_path / f"{kind}.csv"
        expected[f"{kind}s"] = write_stations(file, region, count)
        assert yike("import", region, file, "--as", "facilities", "--kind", kind)["added"] == count
    plan = yike("plans", "--plan", "dandong")["plans"][0]
    kinds = {indicator["id"]: indicator["kind"] for indicator in plan["indicators"]}
    rows = {row["id"]: row for row in yike("evaluate", region, "--plan", "dandong")["indicators"]}
    for name, numerator in expected.items():
        row = rows[name]
        assert f"{kinds[name]}s" == name
        assert (row["measure"], row["numerator"], row["denominator"]) == ("units_served", numerator, 16)
        assert row["value"] == pytest.approx(100 * numerator / 16)
        assert len([e for e in row["evidence"]["rows"] if e["counted"]]) == numerator
    assert rows["child_protection_stations"]["target"] == 50
    subdistrict = rows["subdistrict_elderly_centres"]
    assert (subdistrict["value"], subdistrict["met"]) == (None, None)
    assert subdistrict["missing"]


def test_people_are_reached_along_straight_lines_and_it_says_so(yike, region: Path, tmp_path: Path) -> None:
    """Without roads and demand points: one point per community, geodesic metres times 1.3, at 0.9 m/s."""
    file = tmp_path / "站.csv"
    write_stations(file, region, 30)
    yike("import", region, file, "--as", "facilities", "--kind", "community_elderly_station")
    result = yike("reach", region, "--kind", "community_elderly_station", "--minutes", "60")
    with Region.open(region) as opened:
        units, stations = opened.units(), opened.facilities()
    rows = units.rows_at("community")
    homes = shapely.point_on_surface(units.geometry[rows])
    people, reached, geod = units.population["population"][rows], 0.0, pyproj.Geod(ellps="GRS80")
    for home, weight in zip(homes, people, strict=True):
        count = len(stations.lon)
        metres = geod.inv([home.x] * count, [home.y] * count, stations.lon, stations.lat)[2]
        reached += weight if min(metres) * 1.3 / 0.9 / 60 <= 60 else 0
    assert result["total"] == people.sum()
    assert 0 < result["reached"] == reached < result["total"]
    assert any("直线" in note for note in result["notes"])
    assert any("代表点" in note for note in result["notes"])
