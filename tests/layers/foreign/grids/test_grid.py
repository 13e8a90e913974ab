"""Population grids: cell centres, and everything that is no population."""

from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import UserError
from layers.foreign.grids import cell_area
from layers.foreign.reading import GridPoints, read_contents, read_grid
from tests.layers.foreign.making import geotiff

pytestmark = pytest.mark.usefixtures("one_child")


def test_cells_become_points_at_their_centres(tmp_path: Path) -> None:
    grid = read_grid(geotiff(tmp_path / "人口.tif", [[1, 0, 2], [0, 0, 3.5]]))
    points = sorted(zip(grid.lon.tolist(), grid.lat.tolist(), grid.value.tolist(), strict=True))
    assert points == [(120.25, 39.75, 1.0), (121.25, 39.25, 3.5), (121.25, 39.75, 2.0)]
    assert grid.total == 6.5
    assert grid.notes == ()


def test_what_is_no_population_counts_as_nobody(tmp_path: Path) -> None:
    rows = [[1, np.nan, -5], [-3.4e38, np.inf, 3.4e38]]
    grid = read_grid(geotiff(tmp_path / "a.tif", rows))
    assert (grid.value.tolist(), grid.total) == ([1.0], 1.0)
    messages = {note.code: note.message for note in grid.notes}
    assert "3 格" in messages["no_value"]
    assert "1 格" in messages["negative"]


@pytest.mark.parametrize("nodata", ["7", "-3.4028234663852886e+38", "-3.4e+38", "nan"])
def test_declared_nodata_is_left_out_without_a_word(tmp_path: Path, nodata: str) -> None:
    grid = read_grid(geotiff(tmp_path / "a.tif", [[1, float(nodata)], [2, float(nodata)]], nodata=nodata))
    assert grid.total == 3
    assert grid.notes == ()


def test_pointe_noire_adds_up(shared_data: Path) -> None:
    grid = read_grid(shared_data / "population" / "planwise_pointe_noire" / "pointe-noire-float.tif")
    assert grid.total == pytest.approx(266_831, abs=1)
    assert grid.value.sum() == grid.total
    assert grid.notes == ()
    assert np.all((grid.lon > 11) & (grid.lon < 13) & (grid.lat > -6) & (grid.lat < -4))


@pytest.mark.parametrize("rows", [[[0.0, 0.0]], [[-1.0, np.nan]]])
def test_nobody_at_all(tmp_path: Path, rows: list) -> None:
    with pytest.raises(UserError, match="没有大于 0 的格子"):
        read_grid(geotiff(tmp_path / "a.tif", rows))


def test_picture_without_coordinates(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有地理坐标"):
        read_grid(geotiff(tmp_path / "a.tif", [[1.0]], geo=False))


def test_damaged_and_absurd_files(tmp_path: Path) -> None:
    whole = geotiff(tmp_path / "a.tif", [[1.0] * 50] * 50).read_bytes()
    for number, content in enumerate((whole[:5000], b"II*\0" + b"\xff" * 100, b"MM\0*" + bytes(8))):
        path = tmp_path / f"{number}.tif"
        path.write_bytes(content)
        with pytest.raises(UserError, match="不是有效的 GeoTIFF"):
            read_grid(path)
    huge = whole.replace((50).to_bytes(4, "little"), (60_000).to_bytes(4, "little"))
    (tmp_path / "huge.tif").write_bytes(huge)
    with pytest.raises(UserError, match="60000 × 60000"):
        read_grid(tmp_path / "huge.tif")


def test_other_files_are_no_grids(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UserError, match="不是 GeoTIFF"):
        read_grid(tmp_path / "a.csv")


def raster(path: Path, cells: object, *, crs: object = 4490, place: Affine | None = None, **options: object) -> Path:
    """A GeoTIFF of one band, or of several where the cells have three dimensions."""
    bands = np.asarray(cells)
    bands = bands if bands.ndim == 3 else bands[None]
    count, height, width = bands.shape
    place = place or Affine(0.5, 0, 120, 0, -0.5, 40)
    tags = options.pop("tags", {})
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=width,
        height=height,
        count=count,
        dtype=bands.dtype,
        crs=crs,
        transform=place,
        **options,
    ) as file:
        file.write(bands)
        file.update_tags(**tags)
    return path


def points(grid: GridPoints) -> list[tuple[float, float, float]]:
    return sorted(zip(grid.lon.round(9).tolist(), grid.lat.round(9).tolist(), grid.value.tolist(), strict=True))


def codes(grid: GridPoints) -> list[str]:
    return [note.code for note in grid.notes]


CELLS = np.arange(12, dtype=np.float32).reshape(3, 4)


@pytest.mark.parametrize("crs", [4526, 4547, 32651, 3857, "ESRI:54009"])
@pytest.mark.parametrize("turned", [0, 30])
def test_centres_in_any_reference_system(tmp_path: Path, crs: object, turned: int) -> None:
    """Against pyproj, cell by cell."""
    system = pyproj.CRS.from_user_input(crs)
    to_system = pyproj.Transformer.from_crs(4326, system, always_xy=True)
    x, y = to_system.transform(114.0, 40.0)
    place = Affine.translation(x, y) @ Affine.rotation(turned) @ Affine.scale(100, -100)
    grid = read_grid(raster(tmp_path / "a.tif", CELLS, crs=system, place=place))
    back = pyproj.Transformer.from_crs(system, 4326, always_xy=True)
    expected = []
    for row in range(3):
        for column in range(4):
            if CELLS[row, column]:
                lon, lat = back.transform(*(place @ (column + 0.5, row + 0.5)))
                expected.append((lon, lat, float(CELLS[row, column])))
    found = np.column_stack((grid.lon, grid.lat, grid.value))
    np.testing.assert_allclose(found[grid.value.argsort()], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("layout", [{"tiled": True, "blockxsize": 16, "blockysize": 16}, {"BIGTIFF": "YES"}])
@pytest.mark.parametrize("compress", ["deflate", "lzw", "zstd", "packbits"])
def test_layouts_and_compressions(tmp_path: Path, layout: dict, compress: str) -> None:
    cells = np.random.default_rng(1).gamma(1, 3, (70, 90)).astype(np.float32)
    grid = read_grid(raster(tmp_path / "a.tif", cells, compress=compress, **layout))
    assert grid.total == pytest.approx(float(cells.astype(float).sum()))
    assert len(grid.value) == 6300


@pytest.mark.parametrize(
    ("dtype", "mark", "declared"),
    [
        ("float32", -99999, True),
        ("float32", -99999, False),
        ("float64", -200, True),
        ("float64", -200, False),
        ("float32", np.nan, False),
        ("float32", -3.4028234663852886e38, False),
        ("int16", -9999, False),
        ("int32", -2147483647, False),
        ("uint8", 255, False),
        ("uint16", 65535, False),
        ("uint8", 0, True),
    ],
)
def test_marks_for_no_value(tmp_path: Path, dtype: str, mark: float, declared: bool) -> None:
    cells = np.array([[1, 2, mark], [mark, 3, mark]], dtype=dtype)
    grid = read_grid(raster(tmp_path / "a.tif", cells, nodata=mark if declared else None))
    assert (sorted(grid.value.tolist()), grid.total) == ([1, 2, 3], 6)
    silent = declared or mark != mark
    assert codes(grid) == ([] if silent else ["no_value"])
    if not silent:
        assert "3 格" in grid.notes[0].message


def test_scale_offset_and_mask(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif", np.array([[10, 20, 0]], dtype=np.int16))
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.5,), (1.0,)
        file.write_mask(np.array([[255, 0, 255]], dtype=np.uint8))
    assert read_grid(path).value.tolist() == [6.0]


def test_bands(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif", np.stack([CELLS, CELLS * 2]))
    with rasterio.open(path, "r+") as file:
        file.descriptions = ("total", "elderly")
    assert read_grid(path).total == CELLS.sum()
    assert codes(read_grid(path)) == ["first_band"]
    second = read_grid(path, layer="2")
    assert (second.total, codes(second)) == (CELLS.sum() * 2, [])
    assert [(part.name, part.columns) for part in read_contents(path).parts] == [("1", ("total",)), ("2", ("elderly",))]
    with pytest.raises(UserError, match="没有第 3 波段"):
        read_grid(path, layer="3")


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_a_box_gives_the_same_cells_as_reading_all_of_them(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    cells = np.random.default_rng(2).gamma(1, 3, (40, 60)).astype(np.float32)
    crs = data.draw(st.sampled_from([4326, 4526, "ESRI:54009"]))
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(114, 40)
    step = 0.01 if crs == 4326 else 1000
    place = Affine.translation(x, y) @ Affine.rotation(data.draw(st.sampled_from([0, 25]))) @ Affine.scale(step, -step)
    path = raster(
        tmp_path_factory.mktemp("box") / "a.tif", cells, crs=crs, place=place, tiled=True, blockxsize=16, blockysize=16
    )
    whole = read_grid(path)
    west, south = data.draw(st.floats(113.8, 114.6)), data.draw(st.floats(39.5, 40.2))
    box = west, south, west + data.draw(st.floats(0.05, 0.5)), south + data.draw(st.floats(0.05, 0.5))
    inside = (whole.lon >= box[0]) & (whole.lon <= box[2]) & (whole.lat >= box[1]) & (whole.lat <= box[3])
    if not inside.any():
        with pytest.raises(UserError, match="栅格"):
            read_grid(path, bounds=box)
        return
    part = read_grid(path, bounds=box)
    assert points(part) == sorted(
        zip(
            whole.lon[inside].round(9).tolist(),
            whole.lat[inside].round(9).tolist(),
            whole.value[inside].tolist(),
            strict=True,
        )
    )


def test_a_national_grid_is_read_by_the_box_only(tmp_path: Path) -> None:
    """3500 million cells, of which nobody wrote more than a few."""
    path = tmp_path / "a.tif"
    place = Affine(1 / 1200, 0, 73, 0, -1 / 1200, 54)
    shape = {"width": 70_000, "height": 50_000, "count": 1, "dtype": "float32", "nodata": -99999}
    layout = {"tiled": True, "sparse_ok": True, "bigtiff": "YES"}
    with rasterio.open(path, "w", driver="GTiff", crs=4326, transform=place, **shape, **layout) as file:
        window = rasterio.windows.Window(60_000, 10_000, 50, 40)
        file.write(np.ones((1, 40, 50), dtype=np.float32), window=window)
    grid = read_grid(path, bounds=(122.9, 45.5, 123.1, 45.8))
    assert grid.total == 2000
    assert (grid.lon.min(), grid.lat.max()) == pytest.approx((123 + 1 / 2400, 54 - 10_000.5 / 1200))
    with pytest.raises(UserError, match="70000 × 50000"):
        read_grid(path)


def test_a_box_beside_the_grid(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不覆盖本区域"):
        read_grid(raster(tmp_path / "a.tif", CELLS), bounds=(100, 30, 101, 31))


@pytest.mark.parametrize("crs", [4490, 32651])
def test_persons_per_square_kilometre(tmp_path: Path, crs: int) -> None:
    """Against the geodesic area of each cell."""
    place = Affine(0.1, 0, 123, 0, -0.1, 40) if crs == 4490 else Affine(1000, 0, 500_000, 0, -1000, 4_400_000)
    path = raster(tmp_path / "a.tif", CELLS, crs=crs, place=place)
    grid = read_grid(path, density=True)
    back = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    expected = 0.0
    for row in range(3):
        for column in range(4):
            corners = [place @ (column + dx, row + dy) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))]
            lon, lat = zip(*(back.transform(*corner) for corner in corners), strict=True)
            area = abs(pyproj.Geod(ellps="GRS80").polygon_area_perimeter(lon, lat)[0]) / 1e6
            expected += float(CELLS[row, column]) * area
    assert grid.total == pytest.approx(expected, rel=1e-3)
    assert codes(grid) == ["density"]
    assert read_grid(path).total == CELLS.sum()


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("chn_pd_2020_1km.tif", {}),
        ("人口密度.tif", {}),
        ("a.tif", {"TIFFTAG_IMAGEDESCRIPTION": "Population density"}),
        ("a.tif", {"units": "persons/km2"}),
    ],
)
def test_density_is_recognised_and_said(tmp_path: Path, name: str, tags: dict[str, str]) -> None:
    path = raster(tmp_path / name, CELLS, tags=tags)
    assert "density" in codes(read_grid(path))
    assert read_grid(path, density=False).total == CELLS.sum()


@pytest.mark.parametrize("name", ["chn_ppp_2020.tif", "GHS_POP_E2020.tif", "pointe-noire-float.tif"])
def test_counts_are_not_taken_for_density(name: str) -> None:
    assert not cell_area.says_density(name)


def test_a_sum_that_cannot_be(tmp_path: Path) -> None:
    hundred_metres = Affine(100, 0, 500_000, 0, -100, 4_400_000)
    grid = read_grid(raster(tmp_path / "a.tif", CELLS * 1000, crs=32651, place=hundred_metres))
    assert "total_absurd" in codes(grid)


def test_a_mask_is_no_population(tmp_path: Path) -> None:
    grid = read_grid(raster(tmp_path / "a.tif", np.array([[0, 200], [200, 200]], dtype=np.uint8)))
    assert "one_value" in codes(grid)


def test_pictures_are_refused(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif", np.ones((3, 4, 4), dtype=np.uint8), photometric="RGB")
    with pytest.raises(UserError, match="彩色图片"):
        read_grid(path)


def test_a_reference_system_that_the_user_names(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif", CELLS, crs=None, place=Affine(100, 0, 500_000, 0, -100, 4_400_000))
    with pytest.raises(UserError, match="没有说明坐标系"):
        read_grid(path)
    assert read_grid(path, crs="EPSG:32651").lon.mean() == pytest.approx(123, abs=0.01)


@pytest.mark.slow
def test_ten_million_cells_stay_within_the_memory(tmp_path: Path) -> None:
    cells = np.full((3200, 3200), 1.5, dtype=np.float32)
    path = raster(
        tmp_path / "a.tif", cells, crs=4526, place=Affine(100, 0, 38_400_000, 0, -100, 4_500_000), compress="deflate"
    )
    assert read_grid(path).total == 1.5 * cells.size
