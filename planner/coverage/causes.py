"""Why a figure is not what it was: the rows behind it, then and now."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Literal

from planner.coverage.state_changes import States
from planner.coverage.totals import column_label
from planner.coverage.wording import listed
from planner.plans.quantity import parse_quantity
from planner.plans.scorecard import EvidenceRow, Measurement, ScorecardRow

Change = Literal["counted", "no_longer", "joined", "left", "figure", "data"]

_OF_UNITS = ("units_served", "share_reached")
_GONE = "已不在清单里"


@dataclass(frozen=True)
class Cause:
    """One thing that made a difference.

    Attributes:
        code, name: the unit or facility behind the figure, "" where it is neither.
        change: counted now and not then, the other way round, new or gone behind the figure, another figure of the
            same row, or something about the data.
        facilities: names of the facilities that made it so.
        text: in plain Chinese.
    """

    code: str
    name: str
    change: Change
    facilities: tuple[str, ...]
    text: str


def causes_of(states: States, old: ScorecardRow, new: ScorecardRow) -> tuple[Cause, ...]:
    """What made the difference between two measurements of an indicator, the rows behind it first."""
    rows = tuple(_rows(states, old, new))
    others = tuple(_others(old, new)) if _figures(old) != _figures(new) else ()
    if not rows and not others and _figures(old) != _figures(new):
        return (Cause("", "", "data", (), "计算所用的数据有变化"),)
    return (*rows, *others)


def _rows(states: States, old: ScorecardRow, new: ScorecardRow) -> Iterator[Cause]:
    of_units = new.indicator.measure in _OF_UNITS
    now = states.code_now if of_units else states.id_now
    before = {now.get(row.code, _only_then(row.code)): row for row in old.measurement.rows}
    after = {row.code: row for row in new.measurement.rows}
    if before and after and not before.keys() & after.keys() and new.indicator.measure == "share_reached":
        yield Cause("", "", "data", (), "两次的人口数据细到的级别不同，不能逐个单元对比")
        return
    cause = _unit_cause if of_units else _facility_cause
    for code, row in after.items():
        if change := _change(before.get(code), row):
            yield cause(states, before.get(code), row, change)
    for code, row in before.items():
        if code not in after:
            yield cause(states, row, None, "left")


def _change(before: EvidenceRow | None, row: EvidenceRow) -> Change | None:
    if before is None:
        return "joined"
    if before.counted != row.counted:
        return "counted" if row.counted else "no_longer"
    if _differ(before.numerator, row.numerator) or _differ(before.denominator, row.denominator):
        return "figure"
    return None


def _differ(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return one != other and not (isnan(one) and isnan(other))


def _unit_cause(states: States, before: EvidenceRow | None, row: EvidenceRow | None, change: Change) -> Cause:
    """A unit that counts now, or no longer, or whose people are others."""
    now = set(row.facilities) if row else set()
    then = {states.id_now.get(key, _only_then(key)) for key in before.facilities} if before else set()
    come, gone = sorted(now - then), sorted(then - now)
    moved = {"counted": come, "joined": come, "no_longer": gone, "left": []}.get(change, [*come, *gone])
    names = tuple(_facility_name(states, key) for key in moved)
    said = listed([_with_reason(states, key) for key in moved])
    shown = row or before
    assert shown is not None  # noqa: S101 - one of them is there
    text = _unit_text(before, row) + (f"（{said}）" if said else "")
    return Cause(shown.code, shown.name, change, names, f"{shown.name}：{text}")


def _unit_text(before: EvidenceRow | None, row: EvidenceRow | None) -> str:
    if before is None:
        return f"新计入，{row.reason}" if row else ""
    return f"原来{before.reason}，现在{row.reason}" if row else f"不再计入，原来{before.reason}"


def _facility_cause(states: States, before: EvidenceRow | None, row: EvidenceRow | None, change: Change) -> Cause:
    shown = row or before
    assert shown is not None  # noqa: S101 - one of them is there
    key = row.code if row else states.id_now.get(shown.code, _only_then(shown.code))
    said = _said(states, key)
    if not said and before and row and before.reason != row.reason:
        said = f"由{before.reason}变为{row.reason}"
    said = said or {"joined": "现在计入", "left": "现在不计"}.get(change, "数据有变化")
    return Cause(shown.code, shown.name, change, (shown.name,), f"{shown.name}：{said}")


def _others(old: ScorecardRow, new: ScorecardRow) -> Iterator[Cause]:
    """What no row shows: figures and targets from hand, people and households, what was missing."""
    then, now, indicator = old.measurement, new.measurement, new.indicator
    if then.value != now.value and (_is_by_hand(then) or _is_by_hand(now)):
        yield _data(f"人工填报的数由{_figure(then.value)}变为{_figure(now.value)}")
    if indicator.measure == "per_unit" and indicator.data != "manual" and then.denominator != now.denominator:
        label = column_label(parse_quantity(indicator.measure, indicator.of).whole)
        yield _data(f"{label}由{_figure(then.denominator)}变为{_figure(now.denominator)}")
    if old.target != new.target:
        yield _data(f"录入的目标值由{_figure(old.target)}变为{_figure(new.target)}")
    if set(then.missing) != set(now.missing):
        parts = (("原来缺", then.missing, now.missing), ("现在缺", now.missing, then.missing))
        said = [f"{word}：{'；'.join(line for line in own if line not in other)}" for word, own, other in parts
                if set(own) - set(other)]  # fmt: skip
        yield _data("。".join(said))


def _is_by_hand(measured: Measurement) -> bool:
    return measured.method.startswith("人工填报") or "采用人工填报" in measured.method


def _data(text: str) -> Cause:
    return Cause("", "", "data", (), text)


def _figures(row: ScorecardRow) -> tuple[object, ...]:
    measured = row.measurement
    return row.verdict, row.target, measured.value, measured.low, measured.high, measured.denominator


def _figure(value: float | None) -> str:
    return "没有" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def _only_then(key: str) -> str:
    """What no code or id of now can be: a unit or facility that is there no more."""
    return f"\0{key}"


def _said(states: States, key: str) -> str:
    return _GONE if key.startswith("\0") else states.said_of.get(key, "")


def _with_reason(states: States, key: str) -> str:
    name, said = _facility_name(states, key), _said(states, key)
    return f"{name}{said}" if said else name


def _facility_name(states: States, key: str) -> str:
    stock = states.old if key.startswith("\0") else states.new
    return stock.all_names[stock.row_of_id[key.removeprefix("\0")]]
