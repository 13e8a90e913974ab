"""Imports made by hand, for the widgets that show them."""

import numpy as np

from layers.decisions import Change, Choice, Decision, Match, Position, Preview
from layers.finding import Finding
from layers.foreign.answer import Contents, Part
from layers.importing.options import ImportOptions
from layers.importing.prepared import Prepared

KINDS = {"elderly_care_institution": "养老机构", "social_work_station": "社会工作服务站"}
HEADERS = ("机构名称", "经度", "纬度", "核定床位(张)", "乡镇", "备注")
ROWS = (
    ("白塔敬老院", 123.47, 41.70, "60", "白塔街办", "<b>新</b>"),
    ("东湖日间照料中心", 123.50, 41.72, "12", "东湖", None),
    ("王滨社工站", None, None, "无", "王滨沟乡", ""),
)
BLOCKING = Finding(
    "blocking",
    "swapped_beds",
    "2 处设施的护理型床位多于床位",
    ("第4行", "第5行"),
    "请核对床位",
    why="护理型床位占比会超过百分之百",
)
WARNING = Finding("warning", "unlocated", "1 处设施没有坐标", ("第6行",), "导入后点出位置", why="图上看不到")
NOTE = Finding("note", "totals_left_out", "1 行合计没有导入", ("第7行",))


def decision(topic, label, value, text, *, sure=True, given=False, reason="", others=()):
    return Decision(topic, label, Choice(value, text, reason), sure, given, tuple(Choice(*one) for one in others))


DECISIONS = (
    decision("role", "这是什么数据", "facilities", "设施", reason="有机构名称、床位和坐标"),
    decision("kind", "设施类型", "elderly_care_institution", "养老机构", reason="名称里的“敬老院”"),
    decision(
        "datum",
        "坐标",
        "gcj02",
        "高德坐标",
        sure=False,
        reason="19 个点里 18 个落在自己写的乡镇",
        others=(("wgs84", "GPS 坐标", "19 个点里 11 个"),),
    ),
    decision("header", "表头", "3-4", "第 3–4 行"),
    decision("column.name", "名称", "机构名称", "机构名称", reason="列名相同"),
    decision("column.lon", "经度", "经度", "经度", reason="列名相同"),
    decision("column.lat", "纬度", "纬度", "纬度", reason="列名相同"),
    decision(
        "column.beds", "床位", "核定床位(张)", "核定床位(张)", sure=False, reason="列名相近", others=(("备注", "备注"),)
    ),
)
MATCHES = (
    Match("unit", "东湖", "210112007000", "东湖街道", "名称相同（去掉“街道”）", rows=("第5行",)),
    Match(
        "unit",
        "王滨沟乡",
        "210112100000",
        "王滨街道",
        "字形相近",
        sure=False,
        others=(Choice("210112101000", "祝家街道", "读音相近"),),
        rows=("第6行",),
    ),
    Match("kind", "日照", "", "", "没有对上", sure=False, rows=("第5行",)),
)
CHANGES = (
    Change("added", "f1", "白塔敬老院", {}, {"床位": "60"}),
    Change("changed", "f2", "东湖日间照料中心", {"床位": "10"}, {"床位": "12"}),
    Change("gone", "f3", "老站", {}, {}),
    Change("same", "f4", "不动站", {}, {}),
)


def sheet(name="养老机构", *, hidden=False, rows=3):
    return Part(name, "sheet", rows, HEADERS, ROWS, hidden)


def contents(*parts):
    return Contents(parts or (sheet(), sheet("旧表", hidden=True, rows=40)), "workbook", "", (), "ab" * 32)


def preview(lon=(123.47, 123.50, np.nan), lat=(41.70, 41.72, np.nan)):
    columns = {"名称": tuple(row[0] for row in ROWS), "床位": ("60", "12", "")}
    return Preview(columns, (4, 5, 6), np.array(lon), np.array(lat), key=np.array(["f1", "f2", "f5"]))


def positions():
    lon, lat = np.array([123.47, 123.50, 123.44]), np.array([41.70, 41.72, 41.68])
    return (
        Position("", "gcj02", "高德坐标", "19 个点里 18 个落在自己写的乡镇", 0.95, lon, lat),
        Position("", "wgs84", "GPS 坐标", "19 个点里 11 个落在自己写的乡镇", 0.58, lon + 0.06, lat + 0.02),
        Position("", "bd09", "百度坐标", "19 个点里 3 个落在自己写的乡镇", 0.16, lon - 0.3, lat + 0.1),
    )


def nothing(writer, source):
    """What a hand-made import writes."""


def prepared(
    findings=(BLOCKING, WARNING, NOTE),
    decisions=DECISIONS,
    matches=MATCHES,
    changes=CHANGES,
    places=(),
    options=None,
    rows=None,
):
    asked = options or ImportOptions()
    told = ImportOptions(
        role=asked.role or "facilities",
        kind=asked.kind,
        datum=asked.datum or "gcj02",
        known_kinds=KINDS,
        gone=asked.gone,
        columns=asked.columns,
        accept=asked.accept,
    )
    return Prepared(
        "设施.xlsx",
        told,
        added=2,
        skipped=1,
        findings=tuple(findings),
        write=nothing,
        decisions=tuple(decisions),
        matches=tuple(matches),
        changes=tuple(changes),
        positions=tuple(places),
        preview=rows or preview(),
    )
