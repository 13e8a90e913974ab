"""A small invented district whose every corner is known: four townships of three communities, and its roads."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from layers.region import Region
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, GROUPS
from layers.tables import Facilities, Roads, UnitAlias, Units

CODE, NAME = "210112000000", "浑南样区"
LON = (123.40, 123.43, 123.47, 123.50, 123.54, 123.57, 123.60)
LAT = (41.60, 41.69, 41.78)
TOWNSHIPS = {
    "210112001000": ("东陵街道", 0, 0),
    "210112002000": ("西陵街道", 1, 0),
    "210112101000": ("祝家镇", 0, 1),
    "210112005000": ("桃仙街道", 1, 1),
}
COMMUNITIES = {
    "210112001001": "新立社区",
    "210112001002": "中心社区",
    "210112001201": "南沟村",
    "210112002001": "河畔社区",
    "210112002002": "中心社区",
    "210112002201": "北沟村",
    "210112101001": "祝家社区",
    "210112101201": "常王村",
    "210112101202": "上庙村",
    "210112005001": "桃仙社区",
    "210112005002": "临空社区",
    "210112005201": "莫子山村",
}
ALIASES = (
    UnitAlias("210112005000", "桃仙镇", "撤镇设街道"),
    UnitAlias("210112005000", "210112019000", "2020 年的代码"),
)


@dataclass(frozen=True)
class Place:
    """A facility of the usual list, as a person reads it."""

    name: str
    word: str
    kind: str
    township: str
    lon: float
    lat: float
    beds: int | None

    @property
    def code(self) -> str:
        return next(code for code, (name, *_) in TOWNSHIPS.items() if name == self.township)


LIST = (
    Place("东陵敬老院", "养老机构", "elderly_care_institution", "东陵街道", 123.412345, 41.623456, 120),
    Place("新立日间照料中心", "日间照料中心", "community_elderly_station", "东陵街道", 123.421357, 41.651234, 20),
    Place("西陵社工站", "社工站", "social_work_station", "西陵街道", 123.523411, 41.634567, None),
    Place("祝家骨灰堂", "骨灰堂", "columbarium", "祝家镇", 123.445678, 41.723451, None),
    Place("桃仙养老院", "养老机构", "elderly_care_institution", "桃仙街道", 123.556789, 41.712349, 200),
    Place("临空老年公寓", "养老机构", "elderly_care_institution", "桃仙街道", 123.581234, 41.765432, 80),
)


def township_outline(code: str) -> shapely.Polygon:
    _, column, row = TOWNSHIPS[code]
    return shapely.box(LON[3 * column], LAT[row], LON[3 * column + 3], LAT[row + 1])


def community_outline(code: str) -> shapely.Polygon:
    parent = code[:9] + "000"
    strip = [one for one in COMMUNITIES if one[:9] == code[:9]].index(code)
    _, column, row = TOWNSHIPS[parent]
    return shapely.box(LON[3 * column + strip], LAT[row], LON[3 * column + strip + 1], LAT[row + 1])


def township_of(lon: float, lat: float) -> str:
    """Counted off by hand from the lattice, without any geometry."""
    column, row = int(lon >= LON[3]), int(lat >= LAT[1])
    return next(code for code, (_, c, r) in TOWNSHIPS.items() if (c, r) == (column, row))


def grid_of_nodes() -> tuple[np.ndarray, np.ndarray]:
    """Crossings of the district's roads, uneven on purpose: a shifted copy must not fall onto roads again."""
    random = np.random.default_rng(20260101)
    lon = np.cumsum(random.uniform(0.006, 0.02, 18)) + LON[0] - 0.01
    lat = np.cumsum(random.uniform(0.005, 0.016, 20)) + LAT[0] - 0.01
    shape = (len(lat), len(lon))
    east = np.broadcast_to(lon, shape) + random.uniform(-0.0015, 0.0015, shape)
    north = np.broadcast_to(lat[:, None], shape) + random.uniform(-0.0012, 0.0012, shape)
    return east, north


def roads() -> Roads:
    east, north = grid_of_nodes()
    rows, columns = east.shape
    number = np.arange(rows * columns).reshape(rows, columns)
    tail = np.concatenate((number[:, :-1].ravel(), number[:-1].ravel()))
    head = np.concatenate((number[:, 1:].ravel(), number[1:].ravel()))
    way = np.concatenate((np.repeat(np.arange(rows), columns - 1), np.tile(np.arange(columns), rows - 1) + rows))
    ways = rows + columns
    return Roads(
        lon=east.ravel(),
        lat=north.ravel(),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        way=way.astype(np.int32),
        access=np.full(len(tail), 7, dtype=np.uint8),
        oneway=np.zeros(len(tail), dtype=np.int8),
        way_name=np.array([f"{i + 1}号路" for i in range(ways)]),
        way_class=np.array(["residential"] * ways),
        way_maxspeed_kmh=np.full(ways, np.nan),
    )


def beside_roads(seed: int, count: int, metres: float = 25.0) -> tuple[np.ndarray, np.ndarray]:
    """Points within `metres` of a road and inside the district, as facilities are."""
    random = np.random.default_rng(seed)
    net = roads()
    part, at = random.integers(0, len(net), 4 * count), random.uniform(0, 1, 4 * count)
    lon = net.lon[net.tail[part]] * (1 - at) + net.lon[net.head[part]] * at
    lat = net.lat[net.tail[part]] * (1 - at) + net.lat[net.head[part]] * at
    lon = lon + random.uniform(-metres, metres, len(lon)) / 83_000
    lat = lat + random.uniform(-metres, metres, len(lat)) / 111_000
    inside = np.flatnonzero((lon > LON[0]) & (lon < LON[-1]) & (lat > LAT[0]) & (lat < LAT[-1]))[:count]
    return np.round(lon[inside], 6), np.round(lat[inside], 6)


def _units(rows: list[tuple[str, str, str, str, str, shapely.Geometry | None]]) -> Units:
    rows = sorted(rows)
    blank = np.full(len(rows), np.nan)
    geometry = np.empty(len(rows), dtype=object)
    geometry[:] = [shapely.MultiPolygon([row[5]]) if row[5] is not None else None for row in rows]
    code, name, level, parent, klass = (np.array([row[i] for row in rows]) for i in range(5))
    nobody = dict.fromkeys(GROUPS, blank)
    return Units(code, name, level, parent, klass, np.zeros(len(rows), bool), blank, nobody, geometry)


def _lattice() -> Units:
    district = shapely.box(LON[0], LAT[0], LON[-1], LAT[-1])
    rows = [(CODE, NAME, "county", "", "市辖区", district)]
    for code, (name, *_) in TOWNSHIPS.items():
        klass = "镇" if name.endswith("镇") else "街道"
        rows.append((code, name, "township", CODE, klass, township_outline(code)))
    for code, name in COMMUNITIES.items():
        klass = "农村社区" if name.endswith("村") else "城市社区"
        rows.append((code, name, "community", code[:9] + "000", klass, community_outline(code)))
    return _units(rows)


def _stock() -> Facilities:
    count = len(LIST)
    blank = np.full(count, "")
    numbers = {field: np.full(count, np.nan) for field in FACILITY_NUMBERS}
    numbers["beds"] = np.array([np.nan if one.beds is None else one.beds for one in LIST], dtype=float)
    return Facilities(
        id=np.array([f"样{i + 1}" for i in range(count)]),
        name=np.array([one.name for one in LIST]),
        kinds=tuple((one.kind,) for one in LIST),
        unit_code=np.array([one.code for one in LIST]),
        status=np.array(["operating"] * count),
        lon=np.array([one.lon for one in LIST]),
        lat=np.array([one.lat for one in LIST]),
        numbers=numbers,
        texts=dict.fromkeys(FACILITY_TEXTS, blank),
        attributes=({},) * count,
    )


def make_region(path: Path, state: str) -> Path:
    """The district: "bare" knows only its own name, "outlined" has units, "plain" roads too, "stocked" facilities."""
    with Region.create(path, name=NAME, code=CODE) as region, region.writing("建立区域") as writer:
        if state == "bare":
            writer.put_units(_units([(CODE, NAME, "county", "", "市辖区", None)]), None)
            return path
        writer.put_units(_lattice(), None)
        writer.add_aliases(ALIASES)
        if state in ("plain", "stocked"):
            writer.replace_roads(roads(), None)
        if state == "stocked":
            writer.put_facilities(_stock(), None)
    return path
