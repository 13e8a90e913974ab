"""A plan: what it promises, where it starts from and what it will build."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from planner.plans.baseline import Baseline
from planner.plans.indicator import Indicator
from planner.plans.project import Project


@dataclass(frozen=True)
class Plan:
    """A plan: its indicators in printed order, its figures of the base years and its projects.

    Attributes:
        status: 正式, 征求意见稿 ...
        region_code: the 12-digit code of the area it was made for.
        parent: id of the superior plan, "" at the top.
        superior: the superior plan itself, None at the top.
        path: the file it was read from, None for one made otherwise.
    """

    id: str
    name: str
    status: str
    region_code: str
    parent: str
    target_year: int
    indicators: tuple[Indicator, ...]
    baselines: tuple[Baseline, ...] = ()
    projects: tuple[Project, ...] = ()
    superior: "Plan | None" = None
    path: Path | None = None

    @cached_property
    def inherited(self) -> tuple[Indicator, ...]:
        """What the superior plan asks for and this one does not mention.

        Amounts of a whole province (counts, areas) ask nothing of a county, and are left out.
        """
        if self.superior is None:
            return ()
        own = {name for indicator in self.indicators for name in (indicator.id, indicator.superior)}
        return tuple(
            replace(indicator, origin=indicator.origin or self.superior.id)
            for indicator in self.superior.every
            if indicator.decides and indicator.inherits and indicator.id not in own and not indicator.is_whole_amount
        )

    @property
    def every(self) -> tuple[Indicator, ...]:
        """The plan's own indicators, then those it inherits."""
        return (*self.indicators, *self.inherited)

    def counterpart(self, indicator: Indicator) -> Indicator | None:
        """The same matter in the superior plan, None where that is silent or speaks of a whole amount."""
        if self.superior is None or not indicator.decides or indicator.origin:
            return None
        wanted = indicator.superior or indicator.id
        return next(
            (
                other
                for other in self.superior.every
                if other.id == wanted and other.decides and not other.is_whole_amount
            ),
            None,
        )

    def beside(self, indicator_id: str) -> tuple[Indicator, ...]:
        """What the plan says of the same matter elsewhere: again, otherwise, or for an earlier year."""
        return tuple(indicator for indicator in self.indicators if indicator.principal == indicator_id)

    def base_of(self, indicator: Indicator) -> tuple[float, int] | None:
        """Value and year the indicator starts from: its own, else the newest baseline of it in the same unit."""
        if indicator.base_value is not None and indicator.base_year is not None:
            return indicator.base_value, indicator.base_year
        found = [
            baseline
            for baseline in self.baselines
            if baseline.indicator == indicator.id
            and baseline.unit == indicator.unit
            and baseline.comparator == "=="
            and baseline.year < indicator.year
        ]
        newest = max(found, key=lambda baseline: baseline.year, default=None)
        return (newest.value, newest.year) if newest else None

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator with this id, the plan's own or inherited.

        Raises:
            KeyError: there is none.
        """
        for indicator in self.every:
            if indicator.id == indicator_id:
                return indicator
        raise KeyError(indicator_id)

    def chosen(self, labels: Mapping[str, str]) -> "Plan":
        """The plan with other readings of ambiguous rows.

        Args:
            labels: label of the chosen reading by indicator id.

        Raises:
            KeyError: there is no such indicator or reading.
        """
        for indicator_id in labels:
            self.indicator(indicator_id)
        own = {indicator.id for indicator in self.indicators}
        read = tuple(i.chosen(labels[i.id]) if i.id in labels else i for i in self.indicators)
        above = {name: label for name, label in labels.items() if name not in own}
        superior = self.superior.chosen(above) if above and self.superior else self.superior
        return replace(self, indicators=read, superior=superior)
