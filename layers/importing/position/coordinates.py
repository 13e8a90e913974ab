"""The coordinates in a table's columns: one column each, both in one, or degrees, minutes and seconds apart."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from layers.finding import Finding
from layers.foreign.answer import Cell, Features
from layers.importing.table.angles import angle_of, pair_of
from layers.importing.table.cell_text import is_blank, text_of
from layers.importing.table.cells import number_of
from layers.importing.table.column_content import EAST, NORTH, SOUTH, WEST
from layers.importing.table.headers import fold
from layers.tables import Floats

_MOSTLY = 0.9
_LATITUDE_FIRST = (
    "latlng",
    "latlon",
    "纬度,经度",
    "纬度、经度",
    "纬度/经度",
    "纬经度",
    "纬度经度",
    "lat,lng",
    "lat,lon",
)


@dataclass(frozen=True, eq=False)
class Coordinates:
    """What the columns give, as written: degrees or metres, shape (n,), NaN where there is none.

    Attributes:
        header: the columns they came from, by field; longitude and latitude changed round where the file had them so.
    """

    x: Floats
    y: Floats
    header: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def read_coordinates(features: Features, header: Mapping[str, str]) -> Coordinates | None:
    """The coordinates of each row, None where no column holds any. What cannot be read is listed."""
    apart = _sixtieths(features)
    if apart is not None:
        read = apart
    elif "lon" in header and "lat" in header:
        read = _two_columns(features, header)
    elif "lonlat" in header:
        read = _one_column(features, header)
    else:
        return None
    return _turned(read, features.rows)


def _two_columns(features: Features, header: Mapping[str, str]) -> Coordinates:
    x, bad = _column(features, header["lon"], angle_of)
    y, more = _column(features, header["lat"], angle_of)
    return Coordinates(x, y, {f: header[f] for f in ("lon", "lat")}, _unread([*bad, *more]))


def _column(features: Features, header: str, read: Callable[[Cell], float]) -> tuple[Floats, list[str]]:
    cells = features.columns[header]
    values, bad = np.full(len(cells), np.nan), []
    for i, cell in enumerate(cells):
        if type(cell) is float:
            values[i] = cell if math.isfinite(cell) else math.nan
            continue
        try:
            values[i] = read(cell)
        except ValueError:
            bad.append(f"第{features.rows[i]}行“{text_of(cell)[:30]}”")
    return values, bad


def _unread(bad: Sequence[str]) -> tuple[Finding, ...]:
    if not bad:
        return ()
    message = f"{len(bad)} 个坐标读不懂,按没有坐标处理"
    remedy = "请写成 123.456、41.789 这样的度数后重新导入"
    return (Finding("warning", "bad_coordinates", message, tuple(bad[:50]), remedy),)


def _one_column(features: Features, header: Mapping[str, str]) -> Coordinates:
    name = header["lonlat"]
    x, y, bad, orders = [], [], [], []
    for row, cell in zip(features.rows, features.columns[name], strict=True):
        first, second, order = math.nan, math.nan, ""
        if not is_blank(cell):
            try:
                first, second, order = pair_of(cell)
            except ValueError:
                bad.append(f"第{row}行“{text_of(cell)[:30]}”")
        x.append(first)
        y.append(second)
        orders.append(order)
    a, b, written = np.array(x), np.array(y), np.array(orders)
    usual = "yx" if any(word in fold(name) for word in _LATITUDE_FIRST) else "xy"
    certain = np.where(_in_order(a, b), "xy", np.where(_in_order(b, a), "yx", ""))
    turned = np.where(written != "", written, np.where(certain != "", certain, usual)) == "yx"
    lon, lat = np.where(turned, b, a), np.where(turned, a, b)
    slips = _slips(turned, np.isfinite(lon) & np.isfinite(lat) & (written == ""), features.rows)
    return Coordinates(lon.astype(float), lat.astype(float), {"lonlat": name}, (*_unread(bad), *slips))


def _slips(turned: np.ndarray, bare: np.ndarray, rows: Sequence[int]) -> tuple[Finding, ...]:
    """The few pairs that are the other way round than most, where no letters say which number is which."""
    usual = turned[bare].mean() > 0.5 if bare.any() else False
    wrong = np.flatnonzero(bare & (turned != usual))
    return (_swapped(wrong, rows),) if len(wrong) else ()


def _swapped(wrong: np.ndarray, rows: Sequence[int]) -> Finding:
    places = tuple(f"第{rows[i]}行" for i in wrong[:50])
    return Finding("warning", "rows_swapped", f"{len(wrong)} 行的经度和纬度写反了,已对调", places)


def _in_order(lon: Floats, lat: Floats) -> np.ndarray:
    return np.asarray((lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH))


def _turned(read: Coordinates, rows: Sequence[int]) -> Coordinates:
    """With longitude and latitude changed round where they certainly are: no number in China can be both."""
    wrong = _in_order(read.y, read.x)
    known = np.isfinite(read.x) & np.isfinite(read.y)
    if not wrong.any():
        return read
    x, y = np.where(wrong, read.y, read.x), np.where(wrong, read.x, read.y)
    if wrong.sum() >= _MOSTLY * known.sum() and "lon" in read.header:
        header = {"lon": read.header["lat"], "lat": read.header["lon"]}
        message = f"“{read.header['lon']}”列里是纬度,“{read.header['lat']}”列里是经度,已对调"
        finding = Finding("note", "axes_swapped", message)
    else:
        header = dict(read.header)
        finding = _swapped(np.flatnonzero(wrong), rows)
    return Coordinates(x, y, header, (*read.findings, finding))


def _sixtieths(features: Features) -> Coordinates | None:
    """Degrees, minutes and seconds in columns of their own: 经度_度, 经度_分, 经度_秒."""
    plain = {"".join(c for c in fold(name) if c not in "_()[]【】-:. "): name for name in features.columns}
    found: dict[str, tuple[str, ...]] = {}
    for name in plain:
        if name.endswith("分") and f"{name[:-1]}度" in plain:
            axis = "lon" if "经" in name else "lat" if "纬" in name else ""
            parts = (f"{name[:-1]}度", name, f"{name[:-1]}秒")
            found.setdefault(axis, tuple(plain[part] for part in parts if part in plain))
    if "lon" not in found or "lat" not in found:
        return None
    x, bad = _sum(features, found["lon"])
    y, more = _sum(features, found["lat"])
    return Coordinates(x, y, {"lon": found["lon"][0], "lat": found["lat"][0]}, _unread([*bad, *more]))


def _sum(features: Features, headers: Sequence[str]) -> tuple[Floats, list[str]]:
    """Degrees of columns of degrees, minutes and seconds; blank minutes and seconds count as none."""
    columns, listed = [], []
    for header in headers:
        values, bad = _column(features, header, number_of)
        columns.append(values)
        listed += bad
    total = columns[0].copy()
    for place, values in enumerate(columns[1:], start=1):
        total += np.nan_to_num(values) / 60.0**place
        over = np.flatnonzero(values >= 60)
        total[over] = np.nan
        listed += [f"第{features.rows[i]}行“{headers[place]}”{values[i]:g}" for i in over]
    return total, listed
