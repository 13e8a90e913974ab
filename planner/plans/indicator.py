"""One commitment of a plan, as data."""

import re
from dataclasses import dataclass, replace
from typing import Literal

_BARE_FIGURE = re.compile(r"[≥≤><=]?\s*[\d.,]+")

Measure = Literal["units_served", "share_reached", "per_unit", "share_of", "count", "area", "growth", "other"]
Comparator = Literal[">=", ">", "<=", "<", "==", "text"]
DataClass = Literal["map", "attributes", "manual"]
Relation = Literal["", "same_as", "conflicts_with", "milestone_of"]
Group = Literal["table", "text", "siting", "superior"]

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

RELATION_LABELS: dict[Relation, str] = {
    "same_as": "重申",
    "conflicts_with": "另有说法",
    "milestone_of": "阶段目标",
}
GROUP_LABELS: dict[Group, str] = {
    "table": "主要指标",
    "text": "正文指标",
    "siting": "选址和建设要求",
    "superior": "上级规划的要求",
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
        row: number in the plan's main table, 0 outside it.
        raw: the name as a web copy of the plan that lost characters prints it, "" where it is whole.
        figure_line: line of the target figure.
        relation, principal: where the plan says the same matter again, otherwise, or for an earlier year:
            how, and the id of the indicator that decides; "" for one that stands by itself.
        siting: a rule of siting or building, which says nothing about coverage.
        at_least: how many facilities serve a unit, for `units_served`.
        each: a facility counts only with at least this much of a column: ((column, least), ...).
        inherits: whether a lower plan that is silent falls back to it.
        superior: id of the same matter in the superior plan, where it is not this id.
        origin: id of the superior plan it comes from, "" for the plan's own.
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
    row: int = 0
    raw: str = ""
    figure_line: int = 0
    relation: Relation = ""
    principal: str = ""
    siting: bool = False
    at_least: int = 1
    each: tuple[tuple[str, float], ...] = ()
    inherits: bool = True
    superior: str = ""
    origin: str = ""

    @property
    def decides(self) -> bool:
        """Whether its verdict counts: the printed table goes before what stands beside it."""
        return not self.principal and not self.siting and self.is_judged

    @property
    def is_judged(self) -> bool:
        """Whether there is, or may be entered, a figure to hold a value against."""
        return self.comparator != "text" or self.entered_comparator != "text"

    @property
    def is_whole_amount(self) -> bool:
        """Whether it is a total of the whole area, of which nobody can say which part is a part's."""
        return self.measure in {"count", "area"}

    @property
    def group(self) -> Group:
        """Where it stands on the scorecard."""
        if self.origin:
            return "superior"
        if self.siting:
            return "siting"
        return "table" if self.row else "text"

    @property
    def target_text(self) -> str:
        """The target as printed, with its unit where a bare figure stands in a cell of its own."""
        return self.printed + self.unit if _BARE_FIGURE.fullmatch(self.printed) else self.printed

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
