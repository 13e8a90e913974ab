"""A region held against the norms that apply to it, beside any plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from layers.codes import level_of
from layers.feedback import Feedback, Silent
from layers.schema import LEVELS
from planner.coverage.measuring import Measuring
from planner.coverage.reaching import Ways
from planner.coverage.region_tables import RegionTables
from planner.coverage.stock import Stock
from planner.plans.norm import Norm
from planner.plans.norm_judging import judge_bounds
from planner.plans.norms import norms_for
from planner.plans.plan import Plan
from planner.plans.scorecard import ScorecardRow


@dataclass(frozen=True)
class NormRow:
    """A norm, and what the region comes to.

    Attributes:
        row: its indicator is not judged (`is_judged`) where nobody says how many must keep to the norm.
    """

    norm: Norm
    row: ScorecardRow


def judge_norms(
    region: RegionTables,
    year: int,
    feedback: Feedback | None = None,
    norms: Iterable[Norm] | None = None,
    *,
    ways: dict[str, Ways] | None = None,
) -> tuple[NormRow, ...]:
    """Measure and judge what can be computed of the norms in force at the year's end in the region.

    Norms in words only, and norms for levels above the region, have no row.

    Args:
        norms: those to choose from; all there are where None.
        ways: roads by id of the travel mode, to be shared with other measuring; filled as they are needed.

    Raises:
        Cancelled: the caller no longer wants the result.
    """
    told = feedback or Silent()
    told.progress(0.0, "正在读取区域")
    applying = norms_for(region.code, date(year, 12, 31), norms)
    measuring = Measuring(region, _no_plan(region, year), year, ways)
    asked = [norm for norm in applying if norm.measure and not _is_above(region, measuring.stock, norm)]
    rows = []
    for number, norm in enumerate(asked):
        told.progress(number / len(asked), f"正在对照规范：{norm.name}")
        bounds = norm.bounds(year)
        rows.append(NormRow(norm, judge_bounds(bounds, measuring.measure(bounds[0]))))
    return tuple(rows)


def _no_plan(region: RegionTables, year: int) -> Plan:
    """Norms belong to no plan, so no figure entered for one answers them."""
    return Plan("", "规范", "", region.code, "", year, ())


def _is_above(region: RegionTables, stock: Stock, norm: Norm) -> bool:
    """Whether it speaks of units higher than the region, of which it is a part at most."""
    if not norm.unit_level:
        return False
    own = [str(level) for level in stock.units.level[stock.units.code == region.code] if level in LEVELS]
    return LEVELS.index(norm.unit_level) < LEVELS.index(own[0] if own else level_of(region.code))
