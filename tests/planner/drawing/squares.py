"""A region on squared paper: degrees are metres, a county of 2 x 2 townships of 2 x 2 communities.

The county is 4000 m wide, its lower left corner at 0, 0. Townships count from the left lower corner, row by row.
"""

import numpy as np
import shapely

from layers.projection import Metric
from layers.tables import Demand, Facilities, Roads, Units
from planner.coverage.reach import Reach, ServiceStandard
from planner.plans.kinds import load_kinds

SIDE = 4000.0
TOWNSHIPS = ("堌埇乡", "垚崄镇", "清泉镇", "桃源街道")


class Paper(Metric):
    def forward(self, lon, lat):
        return np.array(lon, float), np.array(lat, float)

    inverse = forward


PAPER = Paper(0.0, 0.0)


def _box(column, row, size):
    return shapely.box(column * size, row * size, (column + 1) * size, (row + 1) * size)


def units(county=True):
    """Codes 01, 0101..0104, 010101..: a community's row and column follow from its township's."""
    rows = [("010000000000", "浑南区", "county", "", "市辖区", _box(0, 0, SIDE))] if county else []
    for number, name in enumerate(TOWNSHIPS):
        column, row = number % 2, number // 2
        code = f"0101{number + 1:02d}000000"
        rows.append((code, name, "township", "010000000000", "镇", _box(column, row, SIDE / 2)))
        for part in range(4):
            place = _box(2 * column + part % 2, 2 * row + part // 2, SIDE / 4)
            inner = f"{code[:6]}{part + 1:03d}000"
            rows.append((inner, f"{name[:2]}{part + 1}村", "community", code, "农村社区", place))
    rows.sort()
    code, name, level, parent, klass, geometry = zip(*rows, strict=True)
    count = len(rows)
    population = np.array([{"county": 16_000, "township": 4_000, "community": 1_000}[one] for one in level], float)
    return Units(
        code=np.array(code),
        name=np.array(name),
        level=np.array(level),
        parent=np.array(parent),
        klass=np.array(klass),
        provisional=np.zeros(count, bool),
        households=np.full(count, np.nan),
        population={"population": population},
        geometry=np.array(geometry, dtype=object),
    )


def facilities(places, kinds=(("public_cemetery",),), statuses=("operating",), names=None):
    count = len(places)
    at = np.array(places, float).reshape(-1, 2)
    return Facilities(
        id=np.array([f"f{number}" for number in range(count)]),
        name=np.array(names or [f"设施{number}" for number in range(count)]),
        kinds=tuple(kinds) * (count if len(kinds) == 1 else 1),
        unit_code=np.full(count, ""),
        status=np.array(tuple(statuses) * (count if len(statuses) == 1 else 1)),
        lon=at[:, 0],
        lat=at[:, 1],
        numbers={"beds": np.full(count, 50.0)},
        texts={},
        attributes=({},) * count,
    )


def roads(lines):
    """From (class, places) pairs."""
    nodes, tail, head, way = [], [], [], []
    for number, (_, places) in enumerate(lines):
        first = len(nodes)
        nodes.extend(places)
        tail.extend(range(first, len(nodes) - 1))
        head.extend(range(first + 1, len(nodes)))
        way.extend([number] * (len(places) - 1))
    at = np.array(nodes, float).reshape(-1, 2)
    count = len(tail)
    return Roads(
        lon=at[:, 0],
        lat=at[:, 1],
        tail=np.array(tail, np.int32),
        head=np.array(head, np.int32),
        way=np.array(way, np.int32),
        access=np.full(count, 7, np.uint8),
        oneway=np.zeros(count, np.int8),
        way_name=np.full(len(lines), ""),
        way_class=np.array([name for name, _ in lines]),
        way_maxspeed_kmh=np.full(len(lines), np.nan),
    )


def demand(places, weight):
    at = np.array(places, float).reshape(-1, 2)
    ids = np.array([f"d{number}" for number in range(len(at))])
    return Demand(ids, np.full(len(at), ""), at[:, 0], at[:, 1], {"population": np.array(weight, float)})


def reach(points, reached, reason=None):
    """What `unreached_layer` reads of a reach; the sums are not used."""
    weight = points.weight["population"]
    reached = np.array(reached, bool)
    return Reach(
        kind="public_cemetery",
        standard=ServiceStandard(15, "minutes", "walk"),
        group="population",
        total=float(weight.sum()),
        reached=float(weight[reached].sum()),
        unreachable=0.0,
        share=float(weight[reached].sum() / weight.sum()),
        units=(),
        demand_id=points.id,
        lon=points.lon,
        lat=points.lat,
        weight=weight,
        impedance=np.where(reached, 1.0, np.inf),
        reason=np.zeros(len(weight), np.uint8) if reason is None else np.array(reason, np.uint8),
        reached_mask=reached,
        facilities=np.arange(1),
        unreachable_by_reason={},
        reconciliation=(),
        notes=(),
    )


KINDS = load_kinds()
