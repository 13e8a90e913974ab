"""A norm: what a law, a standard or a practice asks for, beside any plan."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from layers.codes import prefix_of
from planner.plans.exact import scale_of
from planner.plans.indicator import Comparator, DataClass, Indicator, Measure

NormComparator = Comparator | Literal["between"]

STATUSES = ("强制", "推荐", "地方", "经验")
LIMIT_UNITS = {"m": "metres", "分钟": "minutes"}
"""Units of a norm that is itself the limit of a service standard, and what the limit is measured in."""

_RATIOS = ("units_served", "share_reached", "share_of")
_WORDS: dict[str, str] = {">=": "不少于", ">": "超过", "<=": "不超过", "<": "小于", "==": "等于"}
_SQUARE_METRES_OF_THREE_MU = 2000


@dataclass(frozen=True)
class Norm:
    """What a law, a standard or a practice asks for.

    Attributes:
        id: unique over all files.
        topic: name of the file it stands in.
        kinds: codes of the facility kinds it speaks of; empty where of none.
        value, value_to: the figure in `unit`, both ends of it where it is a range; None where there is none.
        comparator: how something is held against the value; "between" takes both ends in, "text" compares nothing.
        text: what it says, where that is no comparison.
        measure, of, unit_level, unit_classes, limit, measured_in, mode, each, data: as in `Indicator`; `measure`
            is "" for a norm that is not computed. Where the value is that of every single facility, or a way in
            metres or minutes, `limit` and `each` follow it.
        target: share in % that must keep to such a value, None where nobody says how many must.
        judged: whether what is computed may be held against it; else it only stands beside.
        in_force, repealed: days as "2026-03-30", "2026-03" or "2026"; "" where not known, or not repealed.
            It holds from the first of these days until before the second; a mere year stands for its first day.
        replaced_by: id of the norm that took its place.
        region_code, region: whose norm it is; both "" for the whole country, only the code "" where the page
            did not say whose.
        status: one of `STATUSES`.
        unverified: nobody has held it against the original.
        source: where it was read.
        own: it stands in the user's own file.
        edited_by, edited_why, edited_at: who changed it there.
    """

    id: str
    name: str
    topic: str
    kinds: tuple[str, ...]
    value: float | None
    value_to: float | None
    unit: str
    comparator: NormComparator
    text: str
    measure: Measure | Literal[""]
    of: str
    unit_level: str
    unit_classes: tuple[str, ...]
    limit: float | None
    measured_in: str
    mode: str
    each: tuple[tuple[str, float], ...]
    data: DataClass
    target: float | None
    judged: bool
    document: str
    clause: str
    in_force: str
    repealed: str
    replaced_by: str
    region_code: str
    region: str
    status: str
    unverified: bool
    source: str
    note: str
    own: bool = False
    edited_by: str = ""
    edited_why: str = ""
    edited_at: str = ""

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day; one of unknown beginning does until it is repealed."""
        begun = not self.in_force or first_day(self.in_force) <= on
        return begun and not (self.repealed and first_day(self.repealed) <= on)

    def applies_to(self, region_code: str) -> bool:
        """Whether it is a norm of the whole country, or of an area that the region lies in."""
        if not self.region_code:
            return not self.region
        return region_code.startswith(prefix_of(self.region_code))

    def with_value(self, value: float | None, value_to: float | None = None) -> "Norm":
        """The norm with another figure, and with the standard that is computed from it."""
        changed = replace(self, value=value, value_to=value_to)
        if value is None or not self.is_figure_of_each:
            return changed
        if self.measure == "share_reached":
            return replace(changed, limit=value if value_to is None else value_to)
        least = _square_metres(value) if self.unit == "亩" else value
        return replace(changed, each=tuple((column, least) for column, _ in self.each))

    @property
    def is_figure_of_each(self) -> bool:
        """Whether the value is that of one facility or one way, and what is computed is the share that keeps to it."""
        return self.measure in _RATIOS and scale_of(self.unit) < 100

    @property
    def figure_text(self) -> str:
        """The figure with its unit: 800至1000m; "" where there is none."""
        if self.value is None:
            return ""
        upper = "" if self.value_to is None else f"至{_plain(self.value_to)}"
        return f"{_plain(self.value)}{upper}{self.unit}"

    @property
    def requirement(self) -> str:
        """What it asks for in a few words: 不少于20m²; the figure goes before what is said of it."""
        words = _WORDS.get(self.comparator, "") + self.figure_text
        return "，".join(part for part in (words, self.text) if part)

    def as_indicator(self, year: int) -> Indicator | None:
        """It as something to measure in a year, None where nothing can be computed from a region."""
        found = self.bounds(year)
        return found[0] if found else None

    def bounds(self, year: int) -> tuple[Indicator, ...]:
        """It as indicators: one, for a range that is judged one for each end, none where nothing can be computed."""
        if not self.measure:
            return ()
        if self.is_figure_of_each:
            share = self.with_value(self.value, self.value_to)
            return (share._indicator(year, "text" if self.target is None else ">=", self.target, "%"),)
        if not self.judged or self.comparator == "text":
            return (self._indicator(year, "text", None, self.unit),)
        if self.comparator == "between":
            ends: tuple[tuple[Comparator, float | None], ...] = ((">=", self.value), ("<=", self.value_to))
            return tuple(self._indicator(year, comparator, end, self.unit) for comparator, end in ends)
        return (self._indicator(year, self.comparator, self.value, self.unit),)

    def _indicator(self, year: int, comparator: Comparator, value: float | None, unit: str) -> Indicator:
        assert self.measure  # noqa: S101 - asked for only where there is one
        return Indicator(
            id=self.id,
            name=self.name,
            kinds=self.kinds,
            unit_level=self.unit_level,
            unit_classes=self.unit_classes,
            measure=self.measure,
            of=self.of,
            comparator=comparator,
            value=value,
            unit=unit,
            base_value=None,
            base_year=None,
            year=year,
            nature="",
            data=self.data,
            section=f"{self.document} {self.clause}".strip(),
            line=0,
            printed=self.requirement,
            # the mark goes wherever the row goes: a figure nobody has checked is never shown bare
            note=f"待核。{self.note}" if self.unverified else self.note,
            limit=self.limit,
            measured_in=self.measured_in,
            mode=self.mode,
            each=self.each,
        )


def first_day(text: str) -> date:
    """The day that "2026-03-30", "2026-03" or "2026" begins with.

    Raises:
        ValueError: it is no such day.
    """
    year, month, day = (*text.split("-"), "01", "01")[:3]
    return date.fromisoformat(f"{year}-{month}-{day}")


def _square_metres(mu: float) -> float:
    """Whole square metres of so many mu; what is left over is dropped, as lists of sites do."""
    return float(mu * _SQUARE_METRES_OF_THREE_MU // 3)


def _plain(number: float) -> str:
    return f"{number:.12g}"
