"""A whole import: what is in the region file afterwards."""

import json
import sqlite3
from pathlib import Path

import pytest

from layers.datum import from_wgs84
from layers.importing import ImportOptions, import_file
from layers.importing.options import BlockedError
from layers.region import Region

KINDS = {"columbarium": "骨灰堂"}


@pytest.fixture
def region(tmp_path: Path):
    with Region.create(tmp_path / "某.gpkg", name="某区", code="210112000000") as made:
        yield made


def rows(region: Region, table: str) -> list[tuple]:
    other = sqlite3.connect(region.path)
    found = other.execute(f"SELECT * FROM {table}").fetchall()
    other.close()
    return found


def test_candidates_of_one_file_are_replaced_and_of_two_kept(region: Region, tmp_path: Path) -> None:
    options = ImportOptions(role="candidates")
    for name in ("甲.csv", "乙.csv", "甲.csv"):
        (tmp_path / name).write_text("编号,经度,纬度\n1,123,41\n2,123,42\n", encoding="utf-8")
        import_file(region, tmp_path / name, options)
    assert len(rows(region, "candidates")) == 4


def test_zones_of_one_file_are_replaced(region: Region, tmp_path: Path) -> None:
    ring = [[123, 41], [124, 41], [124, 42], [123, 41]]
    feature = {"type": "Feature", "properties": {"name": "林"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    file = tmp_path / "林地.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    for _ in range(2):
        import_file(region, file, ImportOptions(role="zones"))
    assert len(rows(region, "zones")) == 1


def test_shifted_roads_come_back(region: Region, tmp_path: Path) -> None:
    lon, lat = from_wgs84([123.0, 123.1], [41.0, 41.1], "gcj02")
    line = {"type": "LineString", "coordinates": [[lon[0], lat[0]], [lon[1], lat[1]]]}
    feature = {"type": "Feature", "properties": {"highway": "residential"}, "geometry": line}
    file = tmp_path / "路.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    import_file(region, file, ImportOptions(role="roads", datum="gcj02"))
    roads = region.roads()
    assert roads is not None
    assert sorted(roads.lon) == pytest.approx([123.0, 123.1], abs=1e-8)
    assert sorted(roads.lat) == pytest.approx([41.0, 41.1], abs=1e-8)


def test_the_source_names_the_kinds_it_listed(region: Region, tmp_path: Path) -> None:
    file = tmp_path / "设施.csv"
    file.write_text("名称,类型,经度,纬度\n甲堂,骨灰堂,123,41\n", encoding="utf-8")
    import_file(region, file, ImportOptions(role="facilities", known_kinds=KINDS))
    assert [source.detail for source in region.sources()] == ["columbarium"]


def test_communities_before_their_township_are_counted_once(region: Region, tmp_path: Path) -> None:
    for level, text in (
        ("community", "名称,代码,人口\n一社区,210112001001,10\n二社区,210112001002,20\n"),
        ("township", "名称,代码,人口\n甲街道,210112001,30\n"),
    ):
        file = tmp_path / f"{level}.csv"
        file.write_text(text, encoding="utf-8")
        import_file(region, file, ImportOptions(role="units", level=level))
    units = region.units()
    assert units.parent[units.rows_at("community")].tolist() == ["210112001000"] * 2
    assert "no_parent" not in {finding.code for finding in region.findings()}


def test_what_was_accepted_blocks_no_more(region: Region, tmp_path: Path) -> None:
    file = tmp_path / "人口.csv"
    file.write_text("名称,代码,人口\n甲街道,210112001,1\n甲街道,210112001,2\n", encoding="utf-8")
    with pytest.raises(BlockedError):
        import_file(region, file, ImportOptions(role="units", level="township"))
    assert not region.sources()
    import_file(region, file, ImportOptions(role="units", level="township", accept=("unit_numbers_differ",)))
    kept = {finding.code: finding.severity for finding in region.findings()}
    assert kept["unit_numbers_differ"] == "warning"
