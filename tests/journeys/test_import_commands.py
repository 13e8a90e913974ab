"""Files brought in, looked at first, taken back, mended and placed, on the command line."""

import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import shapely

from layers.region import Region
from tests.layers.download.stand_in import standing_in

CODE = "210112000000"
TOWNS = ("东城街道", "西河镇")
HEADER = "机构名称,类型,所属乡镇,经度,纬度,床位数,联系电话\n"
ROWS = "东城敬老院,养老机构,东城街道,124.380,40.120,约60张,13812345678\n西河社工站,社工站,西河镇,,,,\n"


@pytest.fixture
def region(yike, tmp_path: Path) -> Path:
    """A county of two townships side by side, imported from a table with outlines."""
    file = tmp_path / "区.gpkg"
    yike("new", file, "--name", "浑南样区", "--code", CODE)
    boxes = [shapely.box(124.375 + 0.01 * i, 40.115, 124.385 + 0.01 * i, 40.125) for i in range(2)]
    rows = [
        f'2101120{i + 1:02d},{name},{500 * (i + 1)},"{box.wkt}"'
        for i, (name, box) in enumerate(zip(TOWNS, boxes, strict=True))
    ]
    table = tmp_path / "乡镇.csv"
    table.write_text("代码,名称,常住人口,边界\n" + "\n".join(rows), "utf-8")
    assert yike("import", file, table)["added"] == 2
    return file


@pytest.fixture
def stations(tmp_path: Path) -> Path:
    table = tmp_path / "设施.csv"
    table.write_text(HEADER + ROWS, "utf-8")
    return table


def test_a_dry_run_tells_everything_and_writes_nothing(yike, region: Path, stations: Path) -> None:
    before = region.read_bytes()
    told = yike("import", region, stations, "--dry-run")
    assert region.read_bytes() == before
    assert (told["written"], told["role"], told["added"]) == (False, "facilities", 2)
    chosen = {one["topic"]: one["chosen"]["label"] for one in told["decisions"]}
    assert chosen["column.name"] == "机构名称"
    assert chosen["column.beds"] == "床位数"
    assert [change["act"] for change in told["changes"]] == ["added", "added"]
    assert {"rough_numbers", "unlocated"} <= {finding["code"] for finding in told["findings"]}


def test_what_was_imported_can_be_taken_back_and_done_again(yike, region: Path, stations: Path) -> None:
    yike("import", region, stations)
    with Region.open(region) as opened:
        facilities = opened.facilities()
    rows = {str(name): row for row, name in enumerate(facilities.name)}
    home, desk = rows["东城敬老院"], rows["西河社工站"]
    assert facilities.numbers["beds"][home] == 60
    assert facilities.kinds[desk] == ("social_work_station",)
    assert facilities.unit_code[desk] == "210112002000"
    assert b"13812345678" not in region.read_bytes()

    yike("undo", region)
    with Region.open(region) as opened:
        assert len(opened.facilities()) == 0
        assert len(opened.units()) == 3
    yike("redo", region)
    with Region.open(region) as opened:
        assert opened.facilities().id.tolist() == facilities.id.tolist()
    (edit,) = [edit for edit in yike("log", region)["edits"] if "设施.csv" in edit["text"]]
    assert (edit["undone"], edit["can_undo"]) == (False, True)


def test_a_facility_without_a_place_is_placed(yike, region: Path, stations: Path) -> None:
    yike("import", region, stations)
    with Region.open(region) as opened:
        facilities = opened.facilities()
    key = str(facilities.id[np.flatnonzero(np.isnan(facilities.lon))[0]])
    yike("place", region, key, "--lon", "124.390", "--lat", "40.120")
    with Region.open(region) as opened:
        placed = opened.facilities()
    row = placed.id.tolist().index(key)
    assert (placed.lon[row], placed.lat[row]) == (124.39, 40.12)
    assert "没有编号" in yike("place", region, "无此编号", "--lon", "123", "--lat", "41", code=2)
    assert "不是经纬度" in yike("place", region, key, "--lon", "北", "--lat", "41", code=2)


def test_what_is_safe_is_mended_and_gone_from_the_list(yike, region: Path, tmp_path: Path) -> None:
    table = tmp_path / "重.csv"
    line = "东城敬老院,养老机构,东城街道,124.380,40.120,60,\n"
    table.write_text(HEADER + line + line.replace("124.380", "124.3800001"), "utf-8")
    yike("import", region, table)
    codes = {finding["mend"] for finding in yike("check", region)["findings"]}
    assert "merge_duplicates" in codes
    yike("mend", region, "merge_duplicates")
    assert "merge_duplicates" not in {finding["mend"] for finding in yike("check", region)["findings"]}
    with Region.open(region) as opened:
        assert len(opened.facilities()) == 1
    yike("undo", region)
    with Region.open(region) as opened:
        assert len(opened.facilities()) == 2
    assert "没有“nosuch”" in yike("mend", region, "nosuch", code=2)


def test_a_file_tells_what_is_in_it(yike, stations: Path, tmp_path: Path) -> None:
    packed = tmp_path / "资料.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(stations, "2025/设施.csv")
        archive.writestr("说明.txt", "一行说明")
    parts = yike("contents", packed)["parts"]
    assert "2025/设施.csv" in [part["name"] for part in parts]
    (listed,) = [part for part in parts if part["name"] == "2025/设施.csv"]
    assert listed["columns"][:2] == ["机构名称", "类型"]
    assert listed["rows"] == 2


def test_a_grid_in_an_archive_is_taken_for_people(yike, region: Path, tmp_path: Path) -> None:
    rasterio = pytest.importorskip("rasterio")
    plain, packed = tmp_path / "人口.tif", tmp_path / "人口.zip"
    place = rasterio.Affine(0.005, 0, 124.375, 0, -0.005, 40.125)
    profile = {"driver": "GTiff", "width": 4, "height": 2, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    with rasterio.open(plain, "w", transform=place, **profile) as raster:
        raster.write(np.arange(8, dtype="float32").reshape(2, 4), 1)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(plain, "人口.tif")
    told = yike("import", region, packed)
    assert (told["role"], told["added"]) == ("demand", 7)


def test_the_template_comes_back_filled_in(yike, region: Path, tmp_path: Path) -> None:
    form = tmp_path / "模板.xlsx"
    yike("template", form, "--as", "facilities", "--file", region)
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    (header,) = [row for row in sheet.iter_rows() if any(cell.value == "名称" for cell in row)][:1]
    fields = {str(cell.value): cell.column for cell in header}
    row = sheet.max_row + 1
    for label, value in (("名称", "东城养老院"), ("类型", "养老机构"), ("经度", "124.380"), ("纬度", "40.120")):
        sheet.cell(row, fields[label], value)
    book.save(form)
    told = yike("import", region, form)
    assert (told["role"], told["added"]) == ("facilities", 1)
    assert "已经存在" in yike("template", form, "--as", "facilities", code=2)


def test_totals_of_units_become_points_and_stay_as_unsure_as_they_were(yike, region: Path, stations: Path) -> None:
    """Spreading evenly tells nothing of where people live: the truth may still be anywhere in the interval."""
    yike("import", region, stations)
    asked = ("reach", region, "--kind", "elderly_care_institution", "--metres", "600", "--mode", "straight")
    loose = yike(*asked)
    assert loose["low"] < loose["high"]
    assert yike("spread", region, "even")["added"] > 2
    spread = yike(*asked)
    assert (spread["low"], spread["high"]) == (loose["low"], loose["high"])
    assert loose["low"] < spread["share"] < loose["high"]
    assert spread["total"] == pytest.approx(1500)
    assert any("分摊" in note for note in spread["notes"])


def test_a_download_is_estimated_fetched_and_imported(
    yike, region: Path, tmp_path: Path, without_proxies: None
) -> None:
    assert yike("download", region, "--estimate")["estimate"]["requests"] >= 1
    out = tmp_path / "下载"
    out.mkdir()
    with standing_in() as server:
        told = yike("download", region, "--out", out, "--what", "roads", "--server", server.address)
    assert "OpenStreetMap" in told["licence"]
    file = told["files"]["roads"]
    added = yike("import", region, file, "--date", told["date"], "--licence", told["licence"])
    assert (added["role"], added["added"] > 0) == ("roads", True)
    with Region.open(region) as opened:
        source = opened.sources()[-1]
    assert (source.licence, source.data_date) == (told["licence"], told["date"])
