"""Population grids: the cells of a GeoTIFF that hold somebody, as points."""

from collections import Counter
from typing import Any

import numpy as np
import rasterio
from rasterio.errors import RasterioError
from rasterio.windows import Window

from layers.foreign.answer import GridPoints
from layers.foreign.degrees import to_degrees
from layers.foreign.source import Source
from layers.foreign.staging import stage
from layers.tables import Floats

MOST_PIXELS = 400_000_000
MOST_POINTS = 5_000_000
PIXELS_AT_ONCE = 4_000_000
MOST_PERSONS = 1e7  # more than any cell can hold: a mark for "no value" that the file does not declare
LEAST_VALUE = -1e5
ODD = {
    "no_value": ("有 {} 格的数值大得不可能(未注明的空值),按无人处理", "请核对栅格的空值设置"),
    "negative": ("有 {} 格是负数,按无人处理", "请核对栅格的内容"),
}
CROP = "请先在 QGIS 里裁剪到本区域范围"


def read(source: Source) -> GridPoints:
    """Read the first band in strips of rows.

    Raises:
        UserError: damaged, too large, no reference system, or nobody in it.
    """
    copy = stage(source.file, source.kind, source.folder)
    try:
        with rasterio.open(copy, driver="GTiff") as raster:
            _check(raster, source)
            column, row, value = _people(raster, source)
            place, bounds = raster.transform, tuple(raster.bounds)
            crs = raster.crs.to_wkt() if raster.crs else ""
    except RasterioError as error:
        raise source.fault("不是有效的 GeoTIFF 文件,或内容不完整") from error
    if not len(value):
        raise source.fault("栅格里没有大于 0 的格子", "请确认这是人口栅格")
    x = place.a * (column + 0.5) + place.b * (row + 0.5) + place.c
    y = place.d * (column + 0.5) + place.e * (row + 0.5) + place.f
    lon, lat = to_degrees(crs, bounds, source)(x, y)
    return GridPoints(lon, lat, value, float(value.sum()))


def _check(raster: Any, source: Source) -> None:
    if raster.width * raster.height > MOST_PIXELS:
        raise source.fault(f"栅格有 {raster.width} × {raster.height} 格,太大", CROP)
    if raster.crs is None and raster.transform.is_identity:
        raise source.fault("没有地理坐标,只是一张图", "请选择带坐标的 GeoTIFF")
    if np.dtype(raster.dtypes[0]).kind not in "iuf":
        raise source.fault("格子里不是普通的数字", "请另存为整数或浮点的 GeoTIFF")
    if raster.count > 1:
        source.note("note", "first_band", f"有 {raster.count} 个波段,只读取了第 1 个")


def _people(raster: Any, source: Source) -> tuple[Floats, Floats, Floats]:
    """Column, row and persons of every cell above 0, read strip by strip."""
    strips: list[tuple[Floats, Floats, Floats]] = []
    odd: Counter[str] = Counter()
    height = max(1, PIXELS_AT_ONCE // raster.width)
    found = 0
    for top in range(0, raster.height, height):
        window = Window(0, top, raster.width, min(height, raster.height - top))
        value = _values(raster, window, odd)
        row, column = np.nonzero(value > 0)
        strips.append((column.astype(float), row.astype(float) + top, value[row, column].astype(float)))
        found += len(row)
        if found > MOST_POINTS:
            raise source.fault(f"大于 0 的格子超过 {MOST_POINTS // 10_000} 万个", CROP)
        source.progress(0.9 * top / raster.height)
    for code, (message, remedy) in ODD.items():
        if odd[code]:
            source.note("warning", code, message.format(odd[code]), remedy=remedy)
    columns, rows, values = zip(*strips, strict=True)
    return np.concatenate(columns), np.concatenate(rows), np.concatenate(values)


def _values(raster: Any, window: Window, odd: "Counter[str]") -> Floats:
    """The cells of a window as persons, 0 where there is no value; what is no value but not declared so is counted."""
    band = raster.read(1, window=window)
    value: Floats = band.astype(np.float64)
    if raster.nodata is not None:
        value[band == np.asarray(raster.nodata).astype(band.dtype)] = 0
    value *= raster.scales[0]
    value += np.where(value != 0, raster.offsets[0], 0)
    strange = ~np.isfinite(value) | (value > MOST_PERSONS) | (value < LEAST_VALUE)
    odd["no_value"] += int(np.count_nonzero(strange & ~np.isnan(value)))
    value[strange] = 0
    odd["negative"] += int(np.count_nonzero(value < 0))
    return value
