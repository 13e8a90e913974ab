"""Facilities, people and service circles."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from PySide6.QtCore import QCoreApplication

from layers.projection import Metric
from layers.schema import GROUPS, STATUSES
from layers.tables import Demand, Facilities, Floats, Texts
from planner.coverage.reach import REASONS, Reach
from planner.drawing import style
from planner.drawing.chains import Rows
from planner.drawing.layer import (
    DotLayer,
    Features,
    FillClass,
    LabelLayer,
    Outline,
    PointLayer,
    PolygonLayer,
    SymbolClass,
)
from planner.drawing.unit_layers import shape_of
from planner.plans.kinds import Kind

translate = QCoreApplication.translate

_STATUS_CLASS = {"operating": 0, "building": 1, "planned": 1, "closed": 2}


def facility_layers(facilities: Facilities, kinds: Mapping[str, Kind], metric: Metric) -> tuple[PointLayer, ...]:
    """One layer per kind that occurs, in the order of the kinds; facilities without a place are left out.

    A facility with several kinds stands in several layers, its symbols side by side.
    """
    x, y = metric.forward(facilities.lon, facilities.lat)
    placed = np.isfinite(x) & np.isfinite(y)
    present = {code for given in facilities.kinds for code in given}
    order = [code for code in kinds if code in present] + sorted(present - set(kinds))
    layers = [_kind_layer(facilities, kinds, code, x, y, placed) for code in order]
    return tuple(layer for layer in layers if len(layer.x))


def _kind_layer(
    facilities: Facilities, kinds: Mapping[str, Kind], code: str, x: Floats, y: Floats, placed: np.ndarray
) -> PointLayer:
    rows = np.array([row for row, given in enumerate(facilities.kinds) if code in given and placed[row]], dtype=np.intp)
    kind = kinds.get(code)
    label = kind.label if kind else code
    beside = [given.index(code) - (len(given) - 1) / 2 for given in (facilities.kinds[row] for row in rows)]
    return PointLayer(
        id=f"facilities:{code}",
        title=label,
        x=x[rows],
        y=y[rows],
        classes=_status_classes(kind, label),
        class_of=np.array([_STATUS_CLASS.get(str(facilities.status[row]), 0) for row in rows], dtype=np.intp),
        features=facility_features(facilities, rows, label),
        beside=np.array(beside, dtype=np.float64),
        scale=symbol_scale(len(rows)),
    )


def symbol_scale(count: int) -> float:
    """Size of the symbols of a kind: what stands everywhere is drawn smaller than what is rare."""
    scale = float((style.USUAL_SYMBOL_COUNT / max(count, 1)) ** style.SYMBOL_SHRINKING)
    return round(min(max(scale, style.SMALLEST_SYMBOL_SCALE), style.LARGEST_SYMBOL_SCALE), 2)


def _status_classes(kind: Kind | None, label: str) -> tuple[SymbolClass, ...]:
    colour = kind.colour if kind else style.FALLBACK_COLOUR
    symbol = kind.symbol if kind else style.FALLBACK_SYMBOL
    return (
        SymbolClass(label, colour, symbol),
        SymbolClass(translate("Canvas", "{kind}(在建、规划)").format(kind=label), colour, symbol, hollow=True),
        SymbolClass(translate("Canvas", "{kind}(停用)").format(kind=label), style.FAINT_INK, symbol, hollow=True),
    )


def facility_features(facilities: Facilities, rows: Rows, label: str) -> Features:
    """Ids, names and a line of figures of some facilities."""
    detail = np.array([_facility_detail(facilities, int(row), label) for row in rows], dtype=np.str_)
    return Features(rows, facilities.id[rows], facilities.name[rows], detail)


def _facility_detail(facilities: Facilities, row: int, label: str) -> str:
    parts = [label]
    status = str(facilities.status[row])
    if status != "operating":
        parts.append(translate("Canvas", STATUSES.get(status, status)))
    beds = float(facilities.numbers["beds"][row]) if "beds" in facilities.numbers else np.nan
    if np.isfinite(beds):
        parts.append(translate("Canvas", "床位 {beds} 张").format(beds=f"{beds:,.0f}"))
    return " · ".join(parts)


def facility_name_layer(layer: PointLayer) -> LabelLayer:
    """The names of the facilities of a layer, shown from near."""
    title = translate("Canvas", "{kind}名称").format(kind=layer.title)
    anywhere = np.full(len(layer.x), np.inf)
    even = np.zeros(len(layer.x))
    return LabelLayer(
        f"names:{layer.id}", title, layer.id, layer.x, layer.y, layer.features.name, anywhere, even, "facility"
    )


def demand_layer(demand: Demand, metric: Metric, group: str = "population") -> DotLayer:
    """Where people live: one dot per demand point, sized by the people of a group."""
    x, y = metric.forward(demand.lon, demand.lat)
    return DotLayer(
        id="demand",
        title=translate("Canvas", "人口分布"),
        x=x,
        y=y,
        weight=demand.weight[group],
        colour=style.DEMAND,
        opacity=style.DEMAND_OPACITY,
        largest=style.DEMAND_LARGEST,
        label=translate("Canvas", GROUPS[group]),
        features=_people(np.arange(len(demand)), demand.id, np.broadcast_to(np.array(""), len(demand))),
    )


def unreached_layer(reach: Reach, metric: Metric) -> DotLayer:
    """The people outside the standard, one dot per demand point not reached."""
    rows = np.flatnonzero(~reach.reached_mask & (reach.weight > 0))
    x, y = metric.forward(reach.lon[rows], reach.lat[rows])
    reasons = np.array([translate("Canvas", REASONS[code]) for code in sorted(REASONS)], dtype=np.str_)
    return DotLayer(
        id="unreached",
        title=translate("Canvas", "未覆盖人口"),
        x=x,
        y=y,
        weight=reach.weight[rows],
        colour=style.UNREACHED,
        opacity=style.UNREACHED_OPACITY,
        largest=style.UNREACHED_LARGEST,
        label=translate("Canvas", "未覆盖人口"),
        features=_people(rows, reach.demand_id[rows], reasons[reach.reason[rows]]),
    )


def _people(rows: Rows, key: Texts, reasons: Texts) -> Features:
    """Demand points; how many people they are is said when one is asked."""
    return Features(rows, key, np.broadcast_to(np.array(""), len(rows)), reasons)


def circle_layer(
    polygons: Sequence[shapely.Geometry],
    metric: Metric,
    *,
    title: str,
    layer_id: str = "circles",
) -> PolygonLayer | None:
    """Service circles given in degrees, dissolved into one translucent area; None where there is none."""
    given = np.array([polygon for polygon in polygons if polygon is not None and not polygon.is_empty], dtype=object)
    if not len(given):
        return None
    together = shapely.union_all(shapely.make_valid(metric.geometry(given)))
    fill = FillClass(title, style.CIRCLE, style.CIRCLE_OPACITY)
    outline = Outline(style.CIRCLE_LINE, style.CIRCLE_LINE_WIDTH)
    shape = shape_of(np.array([together], dtype=object))
    return PolygonLayer(layer_id, title, shape, (fill,), np.zeros(1, dtype=np.intp), outline, Features.nameless(1))
