"""The layers of the page's map: what is drawn, what a click says, what the switch is called."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from layers.schema import LEVELS, STATUSES
from planner.briefing import figures
from planner.briefing.contents import Contents, group_label, reach_label
from planner.briefing.popups import Lines, facility_lines, unit_lines
from planner.briefing.shapes import dissolve, encode_point, label_point, road_lines, simplify_units
from planner.briefing.unreached import Gathered, gather_unreached
from planner.coverage.reach import Reach
from planner.drawing import style
from planner.plans.kinds import JOINT, Kind

UNITS, FACILITIES, CIRCLES, PEOPLE = "底图", "设施", "服务圈", "未覆盖人口"
"""Headings of the layer list."""

MOST_POINTS = 60_000
"""Vertices of all units of a level, of all roads, and of each kind's circles: about 0.5 MB each."""
MOST_CELLS, FEWEST_CELLS = 3000, 300
"""Points of people not reached, of all kinds together, and of each where there are many kinds."""
DRAWN = ("county", "township", "community")
LEVEL_NAMES = {"prefecture": "市(州)", "township": "乡镇(街道)", "community": "社区(村)", "county": "县(市、区)"}
_ROADS = (
    ("快速路、高速公路", ("motorway", "motorway_link", "trunk", "trunk_link"), style.TRUNK_ROAD, style.TRUNK_WIDTHS),
    ("主要干路", ("primary", "primary_link"), style.PRIMARY_ROAD, style.PRIMARY_WIDTHS),
    ("一般干路", ("secondary", "secondary_link"), style.SECONDARY_ROAD, style.SECONDARY_WIDTHS),
    ("次要道路", ("tertiary", "tertiary_link"), style.TERTIARY_ROAD, style.TERTIARY_WIDTHS),
    ("支路、村道", ("unclassified", "residential", "living_street", "road"), style.MINOR_ROAD, style.MINOR_WIDTHS),
)
_UNCLASSED = ("道路", ("road",), style.SECONDARY_ROAD, style.SECONDARY_WIDTHS)


@dataclass(frozen=True)
class MapLayer:
    """One switch of the layer list.

    Attributes:
        type: how the page draws it: units, roads, circle, people or facilities.
        key: level, kind or number of the reach.
        swatch: (shape, colour) of the sign before the name.
        shown: whether it is on when the page opens.
        data: what the page draws, see `page/layers.js`.
    """

    type: str
    key: str
    heading: str
    label: str
    amount: str
    swatch: tuple[str, str]
    shown: bool
    data: dict[str, Any]


def map_layers(contents: Contents, bounds: tuple[float, float, float, float]) -> Iterator[MapLayer]:
    """All layers from bottom to top of the layer list."""
    tolerance = _tolerance_metres(contents, bounds)
    yield from _unit_layers(contents, tolerance)
    yield from _road_layers(contents, tolerance)
    yield from _facility_layers(contents)
    yield from _circle_layers(contents, tolerance)
    yield from _people_layers(contents)


def _tolerance_metres(contents: Contents, bounds: tuple[float, float, float, float]) -> float:
    """A third of a pixel when the whole region fills the map of a usual screen."""
    x, y = contents.metric.forward([bounds[0], bounds[2]], [bounds[1], bounds[3]])
    metres = float(np.hypot(x[1] - x[0], y[1] - y[0]))
    return max(2.0, metres / 4000) if np.isfinite(metres) else 2.0


def _unit_layers(contents: Contents, tolerance: float) -> Iterator[MapLayer]:
    units = contents.units
    lines = unit_lines(contents)
    for level in LEVELS:
        rows = [int(row) for row in units.rows_at(level) if units.geometry[row] is not None]
        if not rows or level not in DRAWN:
            continue
        shapes = simplify_units(units.geometry[rows], contents.metric, tolerance, MOST_POINTS)
        items = [
            {"r": row, "n": figures.plain(units.name[row]), "s": shape, "l": lines[row]} | _label(units.geometry[row])
            for row, shape in zip(rows, shapes, strict=True)
        ]
        swatch = ("line", _line_colour(level))
        yield MapLayer("units", level, UNITS, LEVEL_NAMES[level], str(len(rows)), swatch, True, {"items": items})


def _label(shape: shapely.Geometry) -> dict[str, Any]:
    place = label_point(shape)
    return {"p": place} if place else {}


def _line_colour(level: str) -> str:
    return {"community": style.COMMUNITY_LINE, "township": style.TOWNSHIP_LINE}.get(level, style.COUNTY_LINE)


def _road_layers(contents: Contents, tolerance: float) -> Iterator[MapLayer]:
    roads = contents.roads
    if roads is None or not len(roads):
        return
    drawn, points = [], MOST_POINTS
    classes = (_UNCLASSED,) if set(np.unique(roads.way_class)) <= {"road"} else _ROADS
    for _, names, colour, widths in classes:
        lines = road_lines(roads, names, contents.metric, tolerance, points)
        points -= sum(len(line) for line in lines) // 2
        if lines:
            drawn.append({"c": colour, "w": widths, "s": lines})
    if drawn:
        drawn.reverse()  # the greatest roads are drawn last
        yield MapLayer("roads", "", UNITS, "主要道路", "", ("line", style.PRIMARY_ROAD), True, {"items": drawn})


def _facility_layers(contents: Contents) -> Iterator[MapLayer]:
    facilities = contents.facilities
    placed = np.isfinite(facilities.lon) & np.isfinite(facilities.lat)
    by_kind: dict[str, list[int]] = {}
    for row in np.flatnonzero(placed):
        for kind in facilities.kinds[row]:
            by_kind.setdefault(kind, []).append(int(row))
    for code in sorted(by_kind, key=lambda code: (code not in contents.kinds, _order(contents.kinds.get(code)), code)):
        known = contents.kinds.get(code)
        symbol, colour = (known.symbol, known.colour) if known else (style.FALLBACK_SYMBOL, style.FALLBACK_COLOUR)
        data = {"symbol": symbol, "colour": colour, "rows": by_kind[code]}
        label, amount = figures.plain(contents.kind_label(code)), str(len(by_kind[code]))
        yield MapLayer("facilities", code, FACILITIES, label, amount, (symbol, colour), False, data)


def _order(kind: Kind | None) -> int:
    return kind.order if kind else 0


def facility_items(contents: Contents) -> list[dict[str, Any]]:
    """Every facility once, whichever layers show it."""
    facilities = contents.facilities
    lines = facility_lines(contents)
    return [_facility_item(contents, row, lines[row]) for row in range(len(facilities))]


def _facility_item(contents: Contents, row: int, lines: Lines) -> dict[str, Any]:
    facilities = contents.facilities
    item: dict[str, Any] = {"n": figures.plain(facilities.name[row]), "l": lines}
    if np.isfinite(facilities.lon[row]) and np.isfinite(facilities.lat[row]):
        item["p"] = encode_point(facilities.lon[row], facilities.lat[row])
    if facilities.status[row] != "operating":
        item["o"] = list(STATUSES).index(str(facilities.status[row])) if facilities.status[row] in STATUSES else 1
    return item


def _circle_layers(contents: Contents, tolerance: float) -> Iterator[MapLayer]:
    for code, circles in contents.circles.items():
        kind = contents.kinds.get(code.split(JOINT)[0])
        colour = kind.colour if kind else style.CIRCLE
        shape = dissolve(circles, contents.metric, tolerance, MOST_POINTS)
        if shape:
            label = figures.plain(_circle_label(contents, code))
            data = {"colour": colour, "s": shape}
            yield MapLayer("circle", code, CIRCLES, label, "", ("area", colour), False, data)


def _circle_label(contents: Contents, code: str) -> str:
    same = [reach for reach in contents.reaches if reach.kind == code]
    return reach_label(contents, same[0]) if same else contents.kind_label(code)


def _people_layers(contents: Contents) -> Iterator[MapLayer]:
    most_cells = max(MOST_CELLS // max(len(contents.reaches), 1), FEWEST_CELLS)
    for number, reach in enumerate(contents.reaches):
        cells = gather_unreached(reach, contents.metric, most_cells)
        label = f"{figures.plain(reach_label(contents, reach))}，{group_label(reach.group)}"
        amount = f"{figures.count(reach.total - reach.reached)} 人"
        most = cells[0].people if cells else 0.0
        items = [
            {"p": encode_point(cell.lon, cell.lat), "w": round(cell.people / most, 4), "l": _cell_lines(cell, reach)}
            for cell in cells
        ]
        data = {"items": items, "most": f"{figures.count(most)} 人"}
        yield MapLayer("people", str(number), PEOPLE, label, amount, ("dot", style.UNREACHED), False, data)


def _cell_lines(cell: Gathered, reach: Reach) -> Lines:
    unit = "分钟" if reach.standard.measured_in == "minutes" else "米"
    lines = [("未覆盖", f"约 {figures.count(cell.people)} 人({group_label(reach.group)})")]
    if np.isfinite(cell.nearest):
        ends = [f"{value:.1f}" if unit == "分钟" else f"{value:,.0f}" for value in (cell.nearest, cell.farthest)]
        way = "–".join(dict.fromkeys(ends))
        lines.append(("到最近设施", f"{way} {unit}(标准 {reach.standard.limit:g} {unit})"))
    lines += [("不可达", f"{reason} {figures.count(people)} 人") for reason, people in cell.reasons]
    return lines
