"""What a source is of: units, facilities, demand, roads, candidates or zones."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely

from layers.decisions import Choice, Decision
from layers.foreign.answer import Features
from layers.importing.table.cell_text import half_width, text_of
from layers.importing.table.column_content import Content, sample_of
from layers.importing.table.columns import by_name
from layers.importing.table.headers import fold
from layers.schema import GROUPS, ROLES

_FILE_WORDS: Mapping[str, tuple[str, ...]] = {
    "units": (
        "行政区",
        "区划",
        "边界",
        "界线",
        "乡镇",
        "街道",
        "区县",
        "县界",
        "村界",
        "社区",
        "boundar",
        "admin",
        "township",
        "district",
        "county",
    ),
    "facilities": (
        "设施",
        "机构",
        "养老",
        "敬老",
        "福利",
        "照料",
        "社工",
        "未保",
        "救助",
        "公墓",
        "骨灰",
        "殡",
        "墓",
        "彩票",
        "福彩",
        "志愿",
        "婚姻",
        "医院",
        "学校",
        "小学",
        "幼儿园",
        "poi",
        "hospital",
        "facilit",
        "站点",
        "网点",
        "关爱",
    ),
    "demand": (
        "需求",
        "人口网格",
        "人口点",
        "居民点",
        "小区",
        "建筑",
        "自然村",
        "楼栋",
        "网格",
        "demand",
        "population",
        "building",
        "hexgrid",
        "grid",
    ),
    "roads": ("道路", "路网", "公路", "road", "highway", "street", "network"),
    "candidates": ("候选", "备选", "拟选", "拟建", "选址", "candidate"),
    "zones": (
        "红线",
        "保护区",
        "禁建",
        "限建",
        "水域",
        "水面",
        "水系",
        "水体",
        "水库",
        "河流",
        "湖泊",
        "林地",
        "耕地",
        "农田",
        "用地",
        "地块",
        "规划区",
        "管控",
        "zone",
        "landuse",
        "water",
    ),
}
_FACILITY_FIELDS = (
    "beds",
    "nursing_beds",
    "floor_area_m2",
    "land_area_m2",
    "staff",
    "opened",
    "status",
    "address",
    "kind",
)
_FACILITY_WORDS = (
    "院",
    "站",
    "中心",
    "墓",
    "堂",
    "馆",
    "公寓",
    "学校",
    "小学",
    "幼儿园",
    "之家",
    "网点",
    "登记处",
    "服务处",
    "机构",
    "基地",
    "园",
    "点",
)
_GRID_HEADERS = frozenset(("网格编码", "网格编号", "网格名称", "网格代码", "网格号", "grid_id", "gridid"))
_LAND_HEADERS = frozenset(
    ("dlmc", "dlbm", "dldm", "地类", "地类名称", "地类编码", "yddm", "ydlx", "用地性质", "natural", "landuse")
)
_ROAD_HEADERS = frozenset(("highway", "fclass", "oneway", "maxspeed", "道路等级", "技术等级", "rteg"))
_GROUND_WORDS = (
    "水库",
    "湖",
    "河",
    "江",
    "溪",
    "塘",
    "池",
    "渠",
    "水面",
    "水域",
    "湿地",
    "滩",
    "林地",
    "耕地",
    "农田",
    "保护区",
    "红线",
)
_OF_UNITS, _NAMED = ("每行一个区划代码", "名称是行政单元的名称"), "文件名里有"
_SURE = 2.0


def role_of(features: Features, content: Mapping[str, Content], where: str, asked: str = "") -> Decision:
    """The role of a source, by its shapes, headers, cells and name; the user's own answer wins.

    Args:
        content: what each column looks like, by header.
        where: what messages call the source: its file, and its sheet or layer.
    """
    scores = dict.fromkeys(ROLES, 0.0)
    reasons: dict[str, list[str]] = {role: [] for role in ROLES}
    for role, points, reason in (*_by_shape(features), *_by_columns(features, content), *_by_file(where)):
        scores[role] += points
        reasons[role].append(reason)
    ranked = sorted(ROLES, key=lambda role: -scores[role])
    choices = [Choice(role, ROLES[role], "、".join(dict.fromkeys(reasons[role]))) for role in ranked]
    if asked:
        mine = next(choice for choice in choices if choice.value == asked)
        return Decision("role", "数据内容", mine, given=True, others=tuple(c for c in choices if c is not mine))
    sure = scores[ranked[0]] - scores[ranked[1]] >= _SURE
    if ranked[0] == "units" and shape_of(features) == "polygon":  # any polygons could be units
        sure = sure and any(reason in _OF_UNITS or reason.startswith(_NAMED) for reason in reasons["units"])
    return Decision("role", "数据内容", choices[0], sure=sure, others=tuple(choices[1:]))


def _by_shape(features: Features) -> Iterable[tuple[str, float, str]]:
    kind = shape_of(features)
    if kind == "line":
        yield "roads", 8.0, "图形是线"
    elif kind == "polygon":
        yield "units", 3.0, "图形是面"
        yield "zones", 2.0, "图形是面"
        yield "demand", 0.5, "图形是面"
    elif kind == "point":
        yield "facilities", 2.0, "图形是点"
        yield "demand", 1.0, "图形是点"
        yield "candidates", 0.5, "图形是点"
    else:
        yield "facilities", 0.5, "是表格"
        yield "units", 0.5, "是表格"


def shape_of(features: Features) -> str:
    """point, line or polygon, whichever most shapes are; "" without geometry."""
    if features.geometry is None:
        return ""
    kinds = shapely.get_dimensions(features.geometry)
    counts = [int((kinds == dimension).sum()) for dimension in range(3)]
    return ("point", "line", "polygon")[int(np.argmax(counts))] if any(counts) else ""


def _by_columns(features: Features, content: Mapping[str, Content]) -> Iterable[tuple[str, float, str]]:
    fields = {role: _fields(role, content) for role in ROLES}
    polygon = shape_of(features) == "polygon"
    many = [field for field in _FACILITY_FIELDS if field in fields["facilities"]]
    if many and not polygon:
        yield "facilities", min(3.0, float(len(many))), "有设施的列"
    if {"beds", "nursing_beds", "floor_area_m2"} & set(many):
        yield "facilities", 2.0, "有床位或面积"
    if any(one.code > 0.9 and one.distinct > 0.9 for one in content.values()):
        yield "units", 3.0, _OF_UNITS[0]
    if "cost" in fields["candidates"]:
        yield "candidates", 3.0, "有造价"
    yield from _by_names(features, fields, content)
    if polygon and not {"name", "code"} & set(fields["units"]):
        yield "zones", 2.0, "没有名称和代码"
    yield from _by_people(fields, placed=_placed(features, fields["facilities"]))
    yield from _by_ground(fields, frozenset(map(fold, content)), polygon=polygon)


def _by_people(fields: Mapping[str, Mapping[str, str]], *, placed: bool) -> Iterable[tuple[str, float, str]]:
    if not set(GROUPS) & set(fields["demand"]):
        yield "demand", -3.0, "没有人口"
        return
    yield "units", 1.5, "有人口"
    yield "demand", 2.5 if placed else 1.0, "有人口"
    if not {"name", "code"} & set(fields["units"]):
        yield "demand", 3.0, "没有单元的名称和代码"


def _by_ground(
    fields: Mapping[str, Mapping[str, str]], headers: frozenset[str], *, polygon: bool
) -> Iterable[tuple[str, float, str]]:
    if headers & _ROAD_HEADERS:
        yield "roads", 1.0, "有道路的列"
    if polygon and headers & _LAND_HEADERS:
        yield "zones", 3.0, "有地类的列"
    if polygon and "rule" in fields["zones"] and not {"code", "population"} & set(fields["units"]):
        yield "zones", 2.5, "有管控或地类的列"


def _by_names(
    features: Features, fields: Mapping[str, Mapping[str, str]], content: Mapping[str, Content]
) -> Iterable[tuple[str, float, str]]:
    """What the names in a source are names of."""
    header = fields["facilities"].get("name") or fields["units"].get("name", "")
    if not header:
        return
    names = [half_width(text_of(cell)).partition("(")[0] for cell in sample_of(features.columns[header])]
    of_facilities = sum(name.endswith(_FACILITY_WORDS) for name in names) / max(len(names), 1)
    own = fields["units"].get("name", header)
    if content[own].unit_name > 0.6 and own == header:
        yield "units", 3.0, _OF_UNITS[1]
    elif shape_of(features) == "polygon" and "code" not in fields["units"] and _mostly_ground(names):
        yield "zones", 4.0, "名称是水面、林地一类的名称"
        yield "units", -2.0, "名称不是行政单元的名称"
    elif of_facilities > 0.4:
        yield "facilities", 2.5, "名称像设施的名称"
    headers = {fold(name) for name in content}
    if headers & _GRID_HEADERS or "网格" in fold(own) or sum("网格" in name for name in names) > len(names) / 2:
        yield "demand", 5.0, "是网格"
        yield "units", -4.0, "网格不是行政单元"


def _mostly_ground(names: Sequence[str]) -> bool:
    return sum(name.endswith(_GROUND_WORDS) for name in names) > len(names) / 2


def _fields(role: str, content: Mapping[str, Content]) -> dict[str, str]:
    """The best header for each field of a role, by name, of columns that hold something."""
    found: dict[str, tuple[float, str]] = {}
    for header, what in content.items():
        for one in by_name(role, header):
            if what.filled and one.score > found.get(one.field, (0.0, ""))[0]:
                found[one.field] = one.score, header
    return {field: header for field, (_, header) in found.items()}


def _placed(features: Features, fields: Mapping[str, str]) -> bool:
    return features.geometry is not None or {"lon", "lat"} <= set(fields) or "lonlat" in fields


def _by_file(where: str) -> Iterable[tuple[str, float, str]]:
    plain = fold(where)
    for role, words in _FILE_WORDS.items():
        word = next((word for word in words if word in plain), "")
        if word:
            yield role, 2.0, f"{_NAMED}“{word}”"
