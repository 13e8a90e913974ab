"""The region file's tables, words and version. A GeoPackage 1.3; see DESIGN section 4."""

from typing import Final

SCHEMA_VERSION: Final = 2
APPLICATION_ID: Final = 0x47504B47  # "GPKG"
GEOPACKAGE_VERSION: Final = 10300

LEVELS: Final = ("province", "prefecture", "county", "township", "community")
LEVEL_LABELS: Final = {
    "province": "省级",
    "prefecture": "地市级",
    "county": "县级",
    "township": "乡级",
    "community": "社区(村)",
}
CLASSES: Final = {
    "county": ("市辖区", "县级市", "县"),
    "township": ("街道", "镇", "乡"),
    "community": ("城市社区", "农村社区"),
}
STATUSES: Final = {"operating": "运营", "building": "在建", "planned": "规划", "closed": "停用"}
GROUPS: Final = {
    "population": "常住人口",
    "aged_60": "60岁及以上",
    "aged_65": "65岁及以上",
    "aged_80": "80岁及以上",
    "under_18": "18岁以下",
    "left_behind_children": "留守儿童",
    "destitute": "特困人员",
    "minimum_living": "低保对象",
    "disabled": "残疾人",
}
"""Groups of people. The first five are ages; the others are lists that the bureau keeps."""
AGES: Final = tuple(GROUPS)[:5]
FACILITY_NUMBERS: Final = {
    "beds": "床位",
    "nursing_beds": "护理型床位",
    "floor_area_m2": "建筑面积(m²)",
    "land_area_m2": "占地面积(m²)",
    "staff": "工作人员",
    "capacity": "服务能力(人)",
}
FACILITY_TEXTS: Final = {"address": "地址", "opened": "启用时间", "verified_on": "核实日期"}
ROLES: Final = {
    "units": "行政单元",
    "facilities": "设施",
    "demand": "人口(需求点)",
    "roads": "路网",
    "candidates": "候选点",
    "zones": "区片",
}
FILLABLE: Final = ("facilities", "units", "demand", "candidates")
"""Roles that a workbook to be filled in can be had for."""


def _columns(names: object, kind: str) -> str:
    return "".join(f", {name} {kind}" for name in names)  # type: ignore[attr-defined]


UNDO_CELLS: Final = 24
"""Room for the columns of any table, see `layers.region_undo`."""
UNLISTED: Final = ("undo",)
"""Tables that a region does not show to other programs."""

# Feature tables: name -> (geometry type, columns after fid and geom).
FEATURE_TABLES: Final = {
    "units": (
        "MULTIPOLYGON",
        "code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, level TEXT NOT NULL, parent_code TEXT NOT NULL DEFAULT '', "
        "class TEXT NOT NULL DEFAULT '', provisional INTEGER NOT NULL DEFAULT 0, households REAL"
        + _columns(GROUPS, "REAL")
        + ", source_id INTEGER REFERENCES sources(id)",
    ),
    "facilities": (
        "POINT",
        "id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kinds TEXT NOT NULL, unit_code TEXT NOT NULL DEFAULT '', "
        "status TEXT NOT NULL DEFAULT 'operating'"
        + _columns(FACILITY_NUMBERS, "REAL")
        + _columns(FACILITY_TEXTS, "TEXT NOT NULL DEFAULT ''")
        + ", attributes TEXT NOT NULL DEFAULT '{}', source_id INTEGER REFERENCES sources(id)",
    ),
    "demand": (
        "POINT",
        "id TEXT NOT NULL, unit_code TEXT NOT NULL DEFAULT ''"
        + _columns(GROUPS, "REAL")
        + ", source_id INTEGER REFERENCES sources(id)",
    ),
    "roads": (
        "LINESTRING",
        "name TEXT NOT NULL DEFAULT '', class TEXT NOT NULL DEFAULT 'road', maxspeed_kmh REAL, "
        "source_id INTEGER REFERENCES sources(id)",
    ),
    "candidates": (
        "POINT",
        "id TEXT NOT NULL UNIQUE, name TEXT NOT NULL DEFAULT '', cost REAL, capacity REAL, "
        "attributes TEXT NOT NULL DEFAULT '{}', source_id INTEGER REFERENCES sources(id)",
    ),
    "zones": (
        "MULTIPOLYGON",
        "name TEXT NOT NULL DEFAULT '', rule TEXT NOT NULL DEFAULT '', "
        "attributes TEXT NOT NULL DEFAULT '{}', source_id INTEGER REFERENCES sources(id)",
    ),
}
PLAIN_TABLES: Final = {
    "meta": "key TEXT PRIMARY KEY, value TEXT NOT NULL",
    "sources": (
        "id INTEGER PRIMARY KEY, role TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '', file_name TEXT NOT NULL, "
        "sha256 TEXT NOT NULL DEFAULT '', imported_at TEXT NOT NULL, data_date TEXT NOT NULL DEFAULT '', "
        "licence TEXT NOT NULL DEFAULT '', rows INTEGER NOT NULL DEFAULT 0, options TEXT NOT NULL DEFAULT '{}'"
    ),
    "scenarios": (
        "id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, note TEXT NOT NULL DEFAULT ''"
    ),
    "edits": (
        "id INTEGER PRIMARY KEY, scenario_id INTEGER REFERENCES scenarios(id), at TEXT NOT NULL, "
        "text TEXT NOT NULL, before TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT '', "
        "undoes INTEGER REFERENCES edits(id), changed INTEGER NOT NULL DEFAULT 0, kept INTEGER NOT NULL DEFAULT 0"
    ),
    "undo": (
        "id INTEGER PRIMARY KEY, edit_id INTEGER NOT NULL, tbl TEXT NOT NULL, rid, existed INTEGER NOT NULL, "
        + "".join(f"c{number}, " for number in range(UNDO_CELLS))
        + "UNIQUE (edit_id, tbl, rid)"
    ),
    "findings": (
        "id INTEGER PRIMARY KEY, source_id INTEGER REFERENCES sources(id), severity TEXT NOT NULL, code TEXT NOT NULL, "
        "message TEXT NOT NULL, rows TEXT NOT NULL DEFAULT '[]', remedy TEXT NOT NULL DEFAULT '', "
        "why TEXT NOT NULL DEFAULT '', about TEXT NOT NULL DEFAULT '', mend TEXT NOT NULL DEFAULT '', "
        "spots TEXT NOT NULL DEFAULT '[]'"
    ),
    "unit_aliases": (
        "id INTEGER PRIMARY KEY, unit_code TEXT NOT NULL, alias TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', "
        "UNIQUE (unit_code, alias)"
    ),
    "manual_values": (
        "id INTEGER PRIMARY KEY, plan_id TEXT NOT NULL, indicator_id TEXT NOT NULL, year INTEGER NOT NULL, "
        "value REAL NOT NULL, numerator REAL, denominator REAL, entered_by TEXT NOT NULL, entered_at TEXT NOT NULL, "
        "basis TEXT NOT NULL DEFAULT '', UNIQUE (plan_id, indicator_id, year)"
    ),
    "network": "name TEXT PRIMARY KEY, dtype TEXT NOT NULL, data BLOB NOT NULL",
}
