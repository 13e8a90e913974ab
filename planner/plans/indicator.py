"""What a plan promises, as data."""

from dataclasses import dataclass
from typing import Literal

Measure = Literal["units_served", "share_reached", "per_unit", "share_of", "count", "area", "growth", "other"]
Comparator = Literal[">=", ">", "<=", "<", "==", "text"]
DataClass = Literal["map", "attributes", "manual"]

MEASURE_LABELS: dict[Measure, str] = {
    "units_served": "覆盖率(行政单元)",
    "share_reached": "覆盖率(人口)",
    "per_unit": "人均(户均)拥有量",
    "share_of": "占比",
    "count": "数量",
    "area": "面积",
    "growth": "年均增速",
    "other": "其他",
}


@dataclass(frozen=True)
class Indicator:
    """One quantitative commitment of a plan.

    Attributes:
        id: unique in the plan.
        name: as printed.
        kinds: codes of the facility kinds that count, any of them; empty where no facility is meant.
        unit_level: level whose units are counted, "" where none is.
        unit_classes: classes that belong to the denominator; empty means all of the level.
        measure: what is computed.
        of: what a `share_of`, `per_unit`, `count` or `area` is taken from and over: see `docs/plan-format.md`.
        comparator: how the value is held against the target; "text" where the plan prints no figure.
        value: the target in `unit`, None where the plan prints no figure.
        unit: as printed: %, 个, m², 万人 ...
        base_value, base_year: the plan's own baseline, None where it prints none.
        nature: 约束性, 预期性 or "".
        data: where the value comes from: the map, facility attributes, or by hand.
        section, line: place in the plan's text, line numbers from 1.
        printed: the target as printed.
        note: an ambiguity and the default chosen, in Chinese.
    """

    id: str
    name: str
    kinds: tuple[str, ...]
    unit_level: str
    unit_classes: tuple[str, ...]
    measure: Measure
    of: str
    comparator: Comparator
    value: float | None
    unit: str
    base_value: float | None
    base_year: int | None
    year: int
    nature: str
    data: DataClass
    section: str
    line: int
    printed: str
    note: str


@dataclass(frozen=True)
class Plan:
    """A plan and its indicators, in printed order.

    Attributes:
        status: 正式, 征求意见稿 ...
        region_code: the 12-digit code of the area it was made for.
        parent: id of the superior plan, "" at the top.
    """

    id: str
    name: str
    status: str
    region_code: str
    parent: str
    target_year: int
    indicators: tuple[Indicator, ...]

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator with this id.

        Raises:
            KeyError: there is none.
        """
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise KeyError(indicator_id)
