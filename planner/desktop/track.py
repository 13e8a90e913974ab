"""The way of one figure: where the plan starts, what is due when, where it stands, where it shall be."""

from dataclasses import dataclass

from planner.plans.plan import Plan
from planner.plans.scorecard import ScorecardRow, Verdict
from planner.plans.trajectory import milestones


@dataclass(frozen=True)
class Track:
    """What the small picture shows, all in the indicator's unit.

    Attributes:
        stops: (year, value) of base, milestones and target; only the target where the plan prints no base.
        year: of `low` to `high`, what the value is or may be; None where nothing is known.
        due: what is due in `year`, None where there is no way to tell.
        floor: the superior plan's target for the same matter, None where there is none.
    """

    stops: tuple[tuple[int, float], ...]
    year: int
    low: float | None
    high: float | None
    due: float | None
    floor: float | None
    verdict: Verdict
    unit: str

    @property
    def figures(self) -> tuple[float, ...]:
        """Every figure that must be in the picture."""
        others = (self.low, self.high, self.due, self.floor)
        return (*(value for _, value in self.stops), *(value for value in others if value is not None))


def track_of(plan: Plan, row: ScorecardRow, year: int) -> Track | None:
    """The way of a row; None where there is no target to go to."""
    if row.target is None:
        return None
    one = row.indicator
    stops = milestones(plan, one) | {one.year: row.target}
    if row.due is not None:
        stops[row.due.base_year] = row.due.base_value
    return Track(
        stops=tuple(sorted(stops.items())),
        year=year,
        low=row.measurement.low,
        high=row.measurement.high,
        due=row.due.value if row.due else None,
        floor=row.floor.indicator.value if row.floor and row.floor.stricter is not None else None,
        verdict=row.verdict,
        unit=one.unit,
    )
