"""Building projects that a plan names."""

from dataclasses import dataclass
from typing import Literal

Action = Literal["新建", "改扩建", "其他"]


@dataclass(frozen=True)
class Project:
    """One named project.

    Attributes:
        id: unique in the plan, among its indicators and baselines too.
        name: as printed, or its short form where the plan prints a sentence.
        action: only what is built anew adds facilities; what is rebuilt stands already.
        kinds: what it will be.
        place, unit: the printed address, and the printed name of the county or township it lies in.
        count: facilities it makes.
        numbers: by column of `schema.FACILITY_NUMBERS`, what the plan prints for it, all of its facilities together.
        investment: 万元, None where it prints none.
        start_year, end_year: None where not printed.
        indicator: id of the indicator it serves, "" where none is meant.
        section, line, last_line, printed: place in the plan's text and the figures printed there.
        note: what a reader must know.
    """

    id: str
    name: str
    action: Action
    section: str
    line: int
    last_line: int
    printed: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    place: str = ""
    unit: str = ""
    count: int = 1
    numbers: tuple[tuple[str, float], ...] = ()
    investment: float | None = None
    start_year: int | None = None
    end_year: int | None = None
    indicator: str = ""
    note: str = ""
