"""What a plan promises, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
class Choice:
    """Another reading of an ambiguous row, which the user may choose instead of the default.

    Attributes:
        label: what it is called, unique within the indicator.
        unit_classes, kinds: replace the indicator's own; None leaves them.
    """

    label: str
    unit_classes: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None


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
        limit, measured_in, mode: the service standard of a `share_reached`; None and "" elsewhere.
        entered_comparator: how the value is held against a target entered by hand, where the plan prints
            no figure; "text" where it says nothing that can be compared.
        choices: other readings of an ambiguous row.
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
    limit: float | None = None
    measured_in: str = ""
    mode: str = ""
    entered_comparator: Comparator = "text"
    choices: tuple[Choice, ...] = ()

    def chosen(self, label: str) -> "Indicator":
        """The indicator in the reading called `label`.

        Raises:
            KeyError: there is no such reading.
        """
        for choice in self.choices:
            if choice.label == label:
                return replace(
                    self,
                    unit_classes=self.unit_classes if choice.unit_classes is None else choice.unit_classes,
                    kinds=self.kinds if choice.kinds is None else choice.kinds,
                    note=f"采用口径：{label}。{self.note}",
                )
        raise KeyError(label)


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

    def chosen(self, labels: Mapping[str, str]) -> "Plan":
        """The plan with other readings of ambiguous rows.

        Args:
            labels: label of the chosen reading by indicator id.

        Raises:
            KeyError: there is no such indicator or reading.
        """
        for indicator_id in labels:
            self.indicator(indicator_id)
        read = tuple(i.chosen(labels[i.id]) if i.id in labels else i for i in self.indicators)
        return replace(self, indicators=read)
