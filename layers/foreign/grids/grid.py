"""Population grids: the cells of a GeoTIFF that hold somebody, as points."""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import RasterioError
from rasterio.windows import Window

from layers.foreign import staging
from layers.foreign.answer import GridPoints, Part
from layers.foreign.degrees import ToDegrees, from_degrees, to_degrees
from layers.foreign.grids import cell_area
from layers.foreign.grids.grid_values import Found, drop_odd, note_odd, note_total
from layers.foreign.source import Source
from layers.tables import Floats

MOST_PIXELS = 400_000_000
MOST_POINTS = 12_000_000
PIXELS_AT_ONCE = 4_000_000
EDGE_POINTS = 33
COLOURS = (ColorInterp.red, ColorInterp.palette)
CROP = "请先在 QGIS 里裁剪到本区域范围"
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Grid:
    """An open raster: one band of it, where its cells lie, and what of it is wanted."""

    raster: Any
    band: int
    degrees: ToDegrees
    area: Callable[[Floats, Floats], Floats]
    window: Window
    box: Box | None
    source: Source
    no_value: float | None
    is_density: bool


def read(source: Source) -> GridPoints:
    """Read one band in strips of rows, within the option `bounds` if there is one.

    Raises:
        UserError: damaged, too large, no reference system, or nobody in it.
    """
    try:
        with rasterio.open(_staged(source), driver="GTiff") as raster:
            grid = _grid(raster, source)
            found = _people(grid)
    except RasterioError as error:
        raise source.fault("不是有效的 GeoTIFF 文件,或内容不完整") from error
    if not found.count:
        raise source.fault("栅格里没有大于 0 的格子", "请确认这是人口栅格,范围也对得上本区域")
    note_odd(found, source)
    value = _joined(found.value)
    total = float(value.sum())
    note_total(total, found, grid.is_density, source)
    return GridPoints(_joined(found.lon), _joined(found.lat), value, total)


def contents(source: Source) -> tuple[Part, ...]:
    """The bands of a raster.

    Raises:
        UserError: damaged.
    """
    try:
        with rasterio.open(_staged(source), driver="GTiff") as raster:
            cells, names = raster.width * raster.height, raster.descriptions
    except RasterioError as error:
        raise source.fault("不是有效的 GeoTIFF 文件,或内容不完整") from error
    single = len(names) == 1
    return tuple(
        Part("" if single else str(band), "grid", cells, (str(name or f"第 {band} 波段"),), ())
        for band, name in enumerate(names, start=1)
    )


def _staged(source: Source) -> Path:
    """The file without what lies beside it; linked where that can be, as it is only read and may be 2 GB."""
    target = source.folder / "source.tif"
    members = staging.members_of(source.file)
    if len(members) > 1:
        return staging.stage(source.file, source.kind, source.folder)
    try:
        os.link(source.file, target)
    except OSError:  # on another disk
        return staging.stage(source.file, source.kind, source.folder)
    return target


def _grid(raster: Any, source: Source) -> _Grid:
    _check(raster, source)
    crs = source.option("crs") or (raster.crs.to_wkt() if raster.crs else "")
    box = _box(source)
    window = Window(0, 0, raster.width, raster.height)
    if box:
        window = _window(raster, from_degrees(crs, box, source), box, source)
    if window.width * window.height > MOST_PIXELS:
        raise source.fault(f"栅格有 {window.width} × {window.height} 格,太大", CROP)
    band = _band(raster, source)
    bounds = tuple(raster.bounds)
    return _Grid(
        raster,
        band,
        to_degrees(crs, bounds, source),
        cell_area.square_kilometres(crs, raster.transform),
        window,
        box,
        source,
        _undeclared(raster, band),
        _is_density(raster, band, source),
    )


def _check(raster: Any, source: Source) -> None:
    if raster.crs is None and raster.transform.is_identity:
        raise source.fault("没有地理坐标,只是一张图", "请选择带坐标的 GeoTIFF")
    if raster.transform.determinant == 0:
        raise source.fault("格子的大小是 0,坐标有误", "请在 QGIS 里另存为新的 GeoTIFF")
    if raster.colorinterp[0] in COLOURS:
        raise source.fault("这是彩色图片,不是人口栅格", "请选择格子里是人数的 GeoTIFF")


def _band(raster: Any, source: Source) -> int:
    asked = source.option("layer")
    names = [str(number) for number in range(1, raster.count + 1)]
    if asked and asked not in names:
        raise source.fault(f"没有第 {asked} 波段", f"可选:{'、'.join(names[:10])}")
    band = int(asked or 1)
    if np.dtype(raster.dtypes[band - 1]).kind not in "iuf":
        raise source.fault("格子里不是普通的数字", "请另存为整数或浮点的 GeoTIFF")
    if raster.count > 1 and not asked:
        source.note("note", "first_band", f"有 {raster.count} 个波段,只读取了第 1 个")
    return band


def _box(source: Source) -> Box | None:
    told = source.option("bounds")
    if not told:
        return None
    west, south, east, north = (float(part) for part in told.split(","))
    return west, south, east, north


def _window(raster: Any, to_grid: ToDegrees, box: Box, source: Source) -> Window:
    """The cells around a box of degrees."""
    west, south, east, north = box
    along, up = np.linspace(west, east, EDGE_POINTS), np.linspace(south, north, EDGE_POINTS)
    lon, lat = (axis.ravel() for axis in np.meshgrid(along, up))
    x, y = to_grid(lon, lat)
    inside = np.isfinite(x) & np.isfinite(y)
    column, row = ~raster.transform @ (x[inside], y[inside]) if np.any(inside) else (np.zeros(1), np.zeros(1))
    left, right = max(0, math.floor(column.min()) - 1), min(raster.width, math.ceil(column.max()) + 1)
    top, bottom = max(0, math.floor(row.min()) - 1), min(raster.height, math.ceil(row.max()) + 1)
    if not np.any(inside) or left >= right or top >= bottom:
        raise source.fault("栅格不覆盖本区域", "请选择覆盖本区域的人口栅格")
    return Window(left, top, right - left, bottom - top)


def _people(grid: _Grid) -> Found:
    """Degrees and persons of every cell above 0, read strip by strip."""
    found, window = Found(), grid.window
    block = grid.raster.block_shapes[grid.band - 1][0]
    height = max(1, PIXELS_AT_ONCE // window.width // block) * block
    for top in range(window.row_off, window.row_off + window.height, height):
        strip = Window(window.col_off, top, window.width, min(height, window.row_off + window.height - top))
        _take(grid, strip, found)
        if found.count > MOST_POINTS:
            raise grid.source.fault(f"大于 0 的格子超过 {MOST_POINTS // 10_000} 万个", CROP)
        grid.source.progress(0.9 * (top - window.row_off) / window.height)
    return found


def _take(grid: _Grid, strip: Window, found: Found) -> None:
    value = _values(grid, strip, found)
    row, column = np.nonzero(value > 0)
    value = value[row, column].astype(np.float64)
    place = grid.raster.transform
    across, down = column + (strip.col_off + 0.5), row + (strip.row_off + 0.5)
    x, y = place.a * across + place.b * down + place.c, place.d * across + place.e * down + place.f
    lon, lat = grid.degrees(x, y) if len(x) else (x, y)
    if grid.box:
        west, south, east, north = grid.box
        kept = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        lon, lat, value, x, y = lon[kept], lat[kept], value[kept], x[kept], y[kept]
    found.lon.append(lon)
    found.lat.append(lat)
    area = grid.area(x, y)
    found.km2 += float(area.sum())
    found.written += float(value.sum())
    found.value.append(value * area if grid.is_density else value)
    found.count += len(value)
    if len(found.kinds) < 4:
        found.kinds.update(np.unique(value[:10_000]).tolist())


def _values(grid: _Grid, strip: Window, found: Found) -> NDArray[Any]:
    """The cells of a window as they are, 0 where there is no value; what is none but not declared so is counted."""
    raster, band = grid.raster, grid.band
    read = raster.read(band, window=strip)
    value: NDArray[Any] = read.astype(np.float32 if read.dtype.itemsize < 4 else np.float64, copy=False)
    value = np.array(value) if value is read else value
    nodata = raster.nodatavals[band - 1]
    if nodata is not None:
        value[read == np.asarray(nodata).astype(read.dtype)] = 0
    if MaskFlags.per_dataset in raster.mask_flag_enums[band - 1]:
        value[raster.read_masks(band, window=strip) == 0] = 0
    if grid.no_value is not None:
        marked = read == grid.no_value
        found.odd["no_value"] += int(np.count_nonzero(marked))
        value[marked] = 0
    scale, offset = raster.scales[band - 1], raster.offsets[band - 1]
    if (scale, offset) != (1.0, 0.0):
        value = np.where(value != 0, value * scale + offset, 0)
    drop_odd(value, found)
    return value


def _undeclared(raster: Any, band: int) -> float | None:
    """The largest whole number of a band that declares no empty value: what many programs write for one."""
    dtype = np.dtype(raster.dtypes[band - 1])
    return float(np.iinfo(dtype).max) if dtype.kind == "u" and raster.nodatavals[band - 1] is None else None


def _is_density(raster: Any, band: int, source: Source) -> bool:
    asked = source.option("density")
    if asked:
        return asked == "yes"
    told = [source.name, str(raster.descriptions[band - 1] or ""), str(raster.units[band - 1] or "")]
    told += [str(value) for tags in (raster.tags(), raster.tags(band)) for value in tags.values()]
    return any(cell_area.says_density(text) for text in told)


def _joined(pieces: list[Floats]) -> Floats:
    """One array of many, which are let go."""
    joined: Floats = np.concatenate(pieces)
    pieces.clear()
    return joined
