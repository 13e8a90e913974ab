"""Where a facility is, in every way people write it down."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import pyproj
import pytest

from tests.torture.case import METRE, WHOLE_LIST, Case, Outcome, facility, params
from tests.torture.land import LIST, Place
from tests.torture.writing import HEADER, Build, as_json, book, rows, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
N = len(LIST)
Spelling = Callable[[float, float], object]


def parts(degrees: float) -> tuple[int, int, float]:
    whole = int(degrees)
    minutes = (degrees - whole) * 60
    return whole, int(minutes), round((minutes - int(minutes)) * 60, 3)


def dms(degrees: float, signs: str = "°′″") -> str:
    d, m, s = parts(degrees)
    return f"{d}{signs[0]}{m:02d}{signs[1]}{s:06.3f}{signs[2] if len(signs) > 2 else ''}"


def in_one(spelling: Spelling, header: str = "经纬度") -> Build:
    cells = [[*HEADER[:3], header, HEADER[5]]]
    return book(cells + [[one.name, one.word, one.township, spelling(one.lon, one.lat), one.beds] for one in LIST])


def in_columns(headers: Sequence[str], spelling: Callable[[float, float], Sequence[object]]) -> Build:
    cells = [[*HEADER[:3], *headers, HEADER[5]]]
    return book(cells + [[one.name, one.word, one.township, *spelling(one.lon, one.lat), one.beds] for one in LIST])


def dressed(name: str, build: Build, **more: object) -> Case:
    return Case(name, build, **{"added": N, "check": WHOLE_LIST, "quiet": True} | more)


def metres(crs: int) -> Callable[[float, float], Sequence[float]]:
    """Easting and northing."""
    forward = pyproj.Transformer.from_crs(4490, crs, always_xy=True)
    return lambda lon, lat: [round(one, 3) for one in forward.transform(lon, lat)]


def survey(crs: int) -> Callable[[float, float], Sequence[float]]:
    """Northing first, as X, the way Chinese surveyors write."""
    east_first = metres(crs)
    return lambda lon, lat: list(reversed(east_first(lon, lat)))


def nowhere(places: int) -> Callable[[Outcome], None]:
    def check(outcome: Outcome) -> None:
        found = outcome.region.facilities()
        assert sum(math.isnan(one) for one in found.lon) == places
        assert all((a != a) == (b != b) for a, b in zip(found.lon, found.lat, strict=True))

    return check


def _some(change: Callable[[int, list[Any]], list[Any]]) -> Build:
    return book([HEADER, *[change(i, row) for i, row in enumerate(rows())]])


def _put(lon: object, lat: object, which: int = 0) -> Build:
    return _some(lambda i, row: [*row[:3], lon, lat, row[5]] if i == which else row)


def _swapped_once(outcome: Outcome) -> None:
    first = facility(outcome, "东陵敬老院")
    assert abs(first["lon"] - LIST[0].lon) < METRE or math.isnan(first["lon"])


def _amap(one: Place) -> dict[str, object]:
    return {
        "id": f"B00{one.name}",
        "name": one.name,
        "type": "医疗保健服务;养老院;养老院",
        "typecode": "071700",
        "address": "样路",
        "location": f"{one.lon},{one.lat}",
        "pname": "辽宁省",
        "cityname": "沈阳市",
        "adname": "浑南样区",
    }


CASES = [
    dressed("comma", in_one(lambda x, y: f"{x},{y}")),
    dressed("full-width comma", in_one(lambda x, y: f"{x}，{y}")),
    dressed("blank", in_one(lambda x, y: f"{x} {y}")),
    dressed("latitude first", in_one(lambda x, y: f"{y},{x}")),
    dressed("brackets", in_one(lambda x, y: f"({x}, {y})")),
    dressed("full-width brackets", in_one(lambda x, y: f"（{x}，{y}）")),
    dressed("semicolon", in_one(lambda x, y: f"{x};{y}")),
    dressed("slash", in_one(lambda x, y: f"{x}/{y}")),
    dressed("Chinese comma", in_one(lambda x, y: f"{x}、{y}")),
    dressed("east and north in words", in_one(lambda x, y: f"东经{x}° 北纬{y}°")),
    dressed("labels in the cell", in_one(lambda x, y: f"经度:{x} 纬度:{y}")),
    dressed("letters before", in_one(lambda x, y: f"E{x},N{y}")),
    dressed("letters behind, latitude first", in_one(lambda x, y: f"{y}N {x}E")),
    dressed("degrees, minutes, seconds", in_one(lambda x, y: f"E{dms(x)},N{dms(y)}")),
    dressed("north first in seconds", in_one(lambda x, y: f"N{dms(y)} E{dms(x)}")),
    dressed("seconds in words", in_one(lambda x, y: f"东经{dms(x, '度分秒')}，北纬{dms(y, '度分秒')}")),
    dressed(
        "typewriter signs",
        in_one(lambda x, y: f"{dms(x, '°' + chr(39) + chr(34))}E {dms(y, '°' + chr(39) + chr(34))}N"),
    ),
    dressed("WKT point", in_one(lambda x, y: f"POINT({x} {y})", "坐标")),
    dressed("JSON in a cell", in_one(lambda x, y: f'{{"lng":{x},"lat":{y}}}', "坐标")),
    dressed("list in a cell", in_one(lambda x, y: f"[{x}, {y}]", "坐标")),
    dressed("full-width digits", in_one(lambda x, y: f"{x},{y}".translate({o: o + 0xFEE0 for o in range(0x2C, 0x3A)}))),
    dressed("seconds in two columns", in_columns(("经度", "纬度"), lambda x, y: (dms(x), dms(y)))),
    dressed(
        "seconds in two columns with letters", in_columns(("经度", "纬度"), lambda x, y: (dms(x) + "E", dms(y) + "N"))
    ),
    dressed("colons", in_columns(("经度", "纬度"), lambda x, y: (dms(x, "::"), dms(y, "::")))),
    dressed(
        "minutes with decimals",
        in_columns(("经度", "纬度"), lambda x, y: tuple(f"{int(v)}°{(v - int(v)) * 60:.5f}′" for v in (x, y))),
    ),
    dressed(
        "six columns",
        in_columns(
            ("经度_度", "经度_分", "经度_秒", "纬度_度", "纬度_分", "纬度_秒"), lambda x, y: (*parts(x), *parts(y))
        ),
    ),
    dressed(
        "six columns, other words",
        in_columns(
            ("东经(度)", "东经(分)", "东经(秒)", "北纬(度)", "北纬(分)", "北纬(秒)"),
            lambda x, y: (*parts(x), *parts(y)),
        ),
    ),
    dressed(
        "six columns under two headers",
        book(
            [[*HEADER[:3], "经度", None, None, "纬度", None, None, "床位数"], [None, None, None, *"度分秒度分秒", None]]
            + [[*r[:3], *parts(r[3]), *parts(r[4]), r[5]] for r in rows()],
            merges=["D1:F1", "G1:I1", "A1:A2", "B1:B2", "C1:C2", "J1:J2"],
        ),
    ),
    dressed(
        "swapped columns",
        in_columns(("经度", "纬度"), lambda x, y: (y, x)),
        may=("axes_swapped", "rows_swapped", "swapped"),
    ),
    dressed("one row swapped", _put(LIST[0].lat, LIST[0].lon), must=("rows_swapped",)),
    dressed("latitude column first", in_columns(("纬度", "经度"), lambda x, y: (y, x))),
    dressed("degree signs", in_columns(("经度", "纬度"), lambda x, y: (f"{x}°", f"{y}°"))),
    dressed("letters in two columns", in_columns(("经度", "纬度"), lambda x, y: (f"E{x}", f"N{y}"))),
    dressed("X and Y in degrees", in_columns(("X", "Y"), lambda x, y: (x, y))),
    dressed("survey metres, zone 41", in_columns(("X坐标", "Y坐标"), survey(4529)), may=("crs_from_numbers",)),
    dressed("survey metres, no zone", in_columns(("X坐标", "Y坐标"), survey(4550)), may=("crs_from_numbers",)),
    dressed("GIS metres, zone 41", in_columns(("X", "Y"), metres(4529)), may=("crs_from_numbers",)),
    dressed("GIS metres, no zone", in_columns(("X", "Y"), metres(4550)), may=("crs_from_numbers",)),
    dressed("six-degree zone 21", in_columns(("X", "Y"), metres(4499)), may=("crs_from_numbers",)),
    dressed("web mercator", in_columns(("X", "Y"), metres(3857)), may=("crs_from_numbers",)),
    dressed(
        "both degrees and metres",
        in_columns(("经度", "纬度", "X坐标", "Y坐标"), lambda x, y: (x, y, *survey(4529)(x, y))),
    ),
    Case(
        "addresses only",
        book([["机构名称", "设施类型", "地址"], *[[r[0], r[1], f"样路{i}号"] for i, r in enumerate(rows())]]),
        added=N,
        must=("unlocated",),
        check=nowhere(N),
    ),
    Case(
        "townships only",
        book([[*HEADER[:3], "地址"], *[[*r[:3], f"样路{i}号"] for i, r in enumerate(rows())]]),
        added=N,
        must=("unlocated",),
        check=lambda o: _declared(o),
    ),
    Case("one without a place", _put(None, None), added=N, must=("unlocated",), check=nowhere(1)),
    Case(
        "only a longitude", _put(LIST[0].lon, None), added=N, must=("half_coordinates", "unlocated"), check=nowhere(1)
    ),
    Case("zero and zero", _put(0, 0), added=N, must=("zero_coordinates", "unlocated"), check=nowhere(1)),
    Case("words for a coordinate", _put("待定", "待定"), added=N, must=("unlocated",), check=nowhere(1)),
    Case(
        "a digit lost",
        _put(23.412345, 41.623456),
        added=N,
        checked=("bad_coordinates|unit_disagrees_with_location|facility_outside_region",),
    ),
    Case(
        "a point in Paris",
        _put(2.3522, 48.8566),
        added=N,
        checked=("bad_coordinates|unit_disagrees_with_location|facility_outside_region",),
    ),
    Case("next county", _put(123.9, 41.7), added=N, checked=("unit_disagrees_with_location|facility_outside_region",)),
    Case(
        "infinity",
        _put("1e308", "41.6"),
        added=N,
        must=("bad_coordinates|half_coordinates", "unlocated"),
        check=nowhere(1),
    ),
    Case(
        "two decimals",
        in_columns(("经度", "纬度"), lambda x, y: (round(x, 2), round(y, 2))),
        added=N,
        must=("coarse_coordinates",),
    ),
    Case(
        "AMap answer",
        as_json({"status": "1", "pois": [_amap(one) for one in LIST]}, "高德.json"),
        added=N,
        role="facilities",
    ),
    Case(
        "both WGS and GCJ columns",
        in_columns(("lon_gcj02", "lat_gcj02", "lon_wgs84", "lat_wgs84"), lambda x, y: (x + 0.006, y + 0.002, x, y)),
        added=N,
        check=WHOLE_LIST,
        never=("datum_shifted",),
    ),
    dressed(
        "text file with a pair",
        text([[*HEADER[:3], "location"], *[[*r[:3], f"{r[3]},{r[4]}"] for r in rows()]]),
        check=lambda o: _placed(o),
        may=("datum_doubtful",),
    ),
]


def _mixed(i: int, row: list[Any]) -> list[Any]:
    """Every row in the way of whoever filled it in."""
    lon, lat = row[3], row[4]
    ways = ((dms(lon), dms(lat)), (f"E{lon}", f"N{lat}"), (f"{lon}°", f"{lat}°"), (str(lon), str(lat)))
    return [*row[:3], *(ways[i] if i < len(ways) else (lon, lat)), row[5]]


def _pairs(turned: int) -> Build:
    cells = [[*r[:3], f"{r[4]},{r[3]}" if i == turned else f"{r[3]},{r[4]}", r[5]] for i, r in enumerate(rows())]
    return book([[*HEADER[:3], "经纬度", HEADER[5]], *cells])


CASES += [
    dressed("every row in another way", _some(_mixed)),
    dressed("one pair the other way round", _pairs(1), must=("rows_swapped",)),
]


def _declared(outcome: Outcome) -> None:
    nowhere(N)(outcome)
    assert {
        str(n): str(c)
        for n, c in zip(outcome.region.facilities().name, outcome.region.facilities().unit_code, strict=True)
    } == {one.name: one.code for one in LIST}


def _placed(outcome: Outcome) -> None:
    for one in LIST:
        assert abs(facility(outcome, one.name)["lon"] - one.lon) < METRE


@params(CASES)
def test_place(case: Case, run: Callable[[Case], None]) -> None:
    run(case)
