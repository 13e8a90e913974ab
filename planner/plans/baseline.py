"""Figures of what is, as a plan prints them."""

from dataclasses import dataclass

from planner.plans.indicator import Comparator


@dataclass(frozen=True)
class Baseline:
    """One figure of the state the plan starts from.

    Attributes:
        id: unique in the plan, among its indicators and projects too.
        name: what it counts, in short.
        value, unit: as printed: 2217 家, 20.6 万张.
        year: the year it is of.
        comparator: "==", or what the plan says of a rough figure: ">" for 突破, ">=" for 余.
        section, line, figure_line, printed, raw: place in the plan's text, as for an indicator.
        kinds, measure, of, unit_level, unit_classes: what an indicator would compute to the same figure;
            empty where none would.
        indicator: id of the indicator it is the base of, "" where there is none.
        target, target_printed: what an earlier plan had aimed at, None and "" where it is not printed.
        note: an ambiguity and how it was settled.
    """

    id: str
    name: str
    value: float
    unit: str
    year: int
    section: str
    line: int
    printed: str
    figure_line: int = 0
    raw: str = ""
    kinds: tuple[str, ...] = ()
    measure: str = ""
    of: str = ""
    unit_level: str = ""
    unit_classes: tuple[str, ...] = ()
    indicator: str = ""
    target: float | None = None
    target_printed: str = ""
    comparator: Comparator = "=="
    note: str = ""
