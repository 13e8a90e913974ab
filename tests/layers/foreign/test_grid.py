"""Population grids: cell centres, and everything that is no population."""

from pathlib import Path

import numpy as np
import pytest

from layers.errors import UserError
from layers.foreign.reading import read_grid
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
