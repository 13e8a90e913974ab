"""The people of a region as points."""

from dataclasses import dataclass

import numpy as np
import shapely

from layers.errors import UserError
from layers.schema import GROUPS
from layers.tables import Demand, Floats, Texts
from planner.coverage.figures import only_given
from planner.coverage.hierarchy import Hierarchy, Mask, Rows
from planner.coverage.totals import column_of
from planner.coverage.wording import people_label


@dataclass(frozen=True, eq=False)
class DemandPoints:
    """People of one group as points, n of them.

    Attributes:
        unit_code: the declared unit, "" for none.
        weight: people per point, NaN where not given.
        notes: what a reader must know about how the points were made.
        left_out: names of units whose people stand at no point.
        whole_units: each point stands for all people of its unit, who may live anywhere in it.
    """

    id: Texts
    unit_code: Texts
    lon: Floats
    lat: Floats
    weight: Floats
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    whole_units: bool = False


def demand_points(demand: Demand, hierarchy: Hierarchy, group: str) -> DemandPoints:
    """The demand points of a region; where it has none, one point for each finest unit with people and an outline.

    Raises:
        UserError: nothing has the group; the message lists the groups there are.
    """
    if not len(demand):
        return _points_of_units(hierarchy, group)
    if group not in demand.weight:
        raise _no_group(group, list(demand.weight), "需求点")
    weight = only_given(demand.weight[group])
    return DemandPoints(demand.id, demand.unit_code, demand.lon, demand.lat, weight)


def _points_of_units(hierarchy: Hierarchy, group: str) -> DemandPoints:
    units = hierarchy.units
    weight = column_of(units, group)
    if not np.isfinite(weight).any():
        given = [name for name, values in units.population.items() if np.isfinite(values).any()]
        raise _no_group(group, given, "行政单元")
    outlined = np.array([shape is not None and not shape.is_empty for shape in units.geometry], dtype=bool)
    rows, left_out = _finest(hierarchy, outlined & np.isfinite(weight))
    points = shapely.point_on_surface(units.geometry[rows])
    return DemandPoints(
        id=units.code[rows],
        unit_code=units.code[rows],
        lon=shapely.get_x(points),
        lat=shapely.get_y(points),
        weight=weight[rows],
        notes=(f"没有人口点数据：以 {len(rows)} 个行政单元内的代表点代替，单元的人口都算在这一点上",),
        left_out=tuple(str(name) for name in units.name[left_out]),
        whole_units=True,
    )


def _finest(hierarchy: Hierarchy, usable: Mask) -> tuple[Rows, Rows]:
    """The finest usable units, each person once; and the units at the bottom that are neither usable nor covered.

    A unit gives way to those below it only where all of them are usable or made up of usable ones: otherwise
    the people of the others would be lost.
    """
    gives_way = hierarchy.all_below(hierarchy.complete(usable))
    is_bottom = ~np.isin(np.arange(len(usable)), hierarchy.parent)
    chosen, left_out, open_rows = [], [], hierarchy.tops
    while len(open_rows):
        stands = usable[open_rows] & ~gives_way[open_rows]
        chosen.append(open_rows[stands])
        rest = open_rows[~stands]
        left_out.append(rest[is_bottom[rest]])
        open_rows = np.flatnonzero(np.isin(hierarchy.parent, rest))
    empty = np.zeros(0, np.intp)
    return np.sort(np.concatenate([empty, *chosen])), np.concatenate([empty, *left_out])


def _no_group(group: str, given: list[str], where: str) -> UserError:
    label = people_label(group) if group in GROUPS else f"人群“{group}”"
    names = "、".join(f"{name}({GROUPS[name]})" for name in given)
    return UserError(
        f"{where}里没有{label}的数据",
        remedy=f"现有的人群：{names}" if names else "请先导入人口点，或带人口列的行政单元",
    )
