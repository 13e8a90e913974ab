"""The share of units of a level that have at least one operating facility of a kind."""

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from layers.schema import LEVEL_LABELS, LEVELS, STATUSES
from planner.coverage.hierarchy import Mask, Rows
from planner.coverage.stock import IDLE_STATUSES, Stock
from planner.coverage.wording import listed
from planner.plans.exact import scale_of
from planner.plans.indicator import Indicator
from planner.plans.scorecard import EvidenceRow, Measurement


@dataclass(frozen=True)
class _Count:
    """Units of the denominator, and what is not known about it.

    Attributes:
        units: units that belong to it.
        served: those of them that have a facility.
        doubtful: units that may belong to it: their class is not known.
        doubtful_served: those of them that have a facility.
        reachable: units of the denominator without a facility that one of unknown unit may serve.
        doubtful_reachable: further doubtful units of that sort.
        unlisted: no list of some kind was ever imported, so any unit may have one.
    """

    units: int
    served: int
    doubtful: int = 0
    doubtful_served: int = 0
    reachable: int = 0
    doubtful_reachable: int = 0
    unlisted: bool = False

    def low(self) -> Fraction:
        """The least share: every doubtful unit without a facility belongs, no other does."""
        whole = self.units + self.doubtful - self.doubtful_served
        return Fraction(self.served, whole) if whole else Fraction(1)

    def high(self) -> Fraction:
        """The greatest share: every doubtful unit that has or may have a facility belongs, and all those have."""
        if self.unlisted:
            return Fraction(1)
        doubtful = self.doubtful_served + self.doubtful_reachable
        whole = self.units + doubtful
        return Fraction(self.served + self.reachable + doubtful, whole) if whole else Fraction(0)


def measure_units_served(stock: Stock, indicator: Indicator) -> Measurement:
    """Units with at least one operating facility of any of the kinds, over the units of the denominator."""
    rows, doubtful = _denominator(stock, indicator)
    if not len(rows) + len(doubtful):
        return _no_units(stock, indicator)
    served = _by_unit(stock, stock.rows(indicator.kinds), indicator.unit_level)
    lost = _lost(stock, indicator)
    count = _count(stock, indicator, rows, doubtful, served, lost)
    evidence = _evidence(stock, indicator, rows, doubtful, served)
    scale = scale_of(indicator.unit)
    low, high = float(count.low() * scale), float(count.high() * scale)
    return Measurement(
        value=low if low == high else None,
        low=low,
        high=high,
        numerator=float(count.served),
        denominator=float(count.units),
        missing=_missing(stock, indicator, doubtful, lost),
        rows=evidence,
        method=_method(stock, indicator),
        sources=stock.used("units", "facilities"),
    )


def _denominator(stock: Stock, indicator: Indicator) -> tuple[Rows, Rows]:
    """Rows that belong to the denominator, and rows that may: where it names classes and theirs is unknown."""
    rows = stock.units.rows_at(indicator.unit_level)
    if not indicator.unit_classes:
        return rows, rows[:0]
    klass = stock.units.klass[rows]
    return rows[np.isin(klass, indicator.unit_classes)], rows[klass == ""]


def _by_unit(stock: Stock, facilities: Rows, level: str) -> dict[int, list[int]]:
    """Facility rows by the unit of a level they count for; those of unknown unit are left out."""
    found: dict[int, list[int]] = defaultdict(list)
    for facility, unit in zip(facilities, stock.placement.at(level)[facilities], strict=True):
        if unit >= 0:
            found[int(unit)].append(int(facility))
    return found


def _lost(stock: Stock, indicator: Indicator) -> Rows:
    """Operating facilities of the kinds whose unit of the level is not known."""
    rows = stock.rows(indicator.kinds)
    return rows[stock.placement.at(indicator.unit_level)[rows] < 0]


def _count(
    stock: Stock, indicator: Indicator, rows: Rows, doubtful: Rows, served: dict[int, list[int]], lost: Rows
) -> _Count:
    has = np.array([int(row) in served for row in rows], dtype=bool)
    doubtful_has = np.array([int(row) in served for row in doubtful], dtype=bool)
    free = np.concatenate([rows[~has], doubtful[~doubtful_has]])
    taken = _reachable(stock, indicator.unit_level, lost, free)
    sure = int((~has).sum())
    return _Count(
        units=len(rows),
        served=int(has.sum()),
        doubtful=len(doubtful),
        doubtful_served=int(doubtful_has.sum()),
        reachable=int(taken[:sure].sum()),
        doubtful_reachable=int(taken[sure:].sum()),
        unlisted=bool(stock.unlisted(indicator.kinds)),
    )


def _reachable(stock: Stock, level: str, lost: Rows, free: Rows) -> Mask:
    """Which of the units without a facility may be served by those of unknown unit, at most, one each.

    What is known of a facility (its county) limits it to the units inside. The finest limits are used up
    first; as they lie within each other, that serves the most. Of several units the first in `free`.
    """
    taken = np.zeros(len(free), dtype=bool)
    coarser = LEVELS[: LEVELS.index(level)]
    open_to = np.ones(len(lost), dtype=bool)
    for limit in reversed(coarser):
        known = stock.placement.at(limit)[lost]
        for unit in np.unique(known[open_to & (known >= 0)]):
            inside = ~taken & (stock.hierarchy.at(free, limit) == unit)
            taken[np.flatnonzero(inside)[: int((open_to & (known == unit)).sum())]] = True
        open_to &= known < 0
    taken[np.flatnonzero(~taken)[: int(open_to.sum())]] = True
    return taken


def _evidence(
    stock: Stock, indicator: Indicator, rows: Rows, doubtful: Rows, served: dict[int, list[int]]
) -> tuple[EvidenceRow, ...]:
    idle = {
        status: _by_unit(stock, stock.rows(indicator.kinds, status), indicator.unit_level) for status in IDLE_STATUSES
    }
    unlisted = "、".join(stock.missing_lists(indicator.kinds))
    found = [_unit_evidence(stock, int(row), served, idle, unlisted) for row in rows]
    for row in doubtful:
        row_found = _unit_evidence(stock, int(row), served, idle, unlisted)
        reason = f"类别未填，不知是否属于{'、'.join(indicator.unit_classes)}；{row_found.reason}"
        found.append(replace(row_found, counted=False, reason=reason))
    return tuple(found)


def _unit_evidence(
    stock: Stock, row: int, served: dict[int, list[int]], idle: dict[str, dict[int, list[int]]], unlisted: str
) -> EvidenceRow:
    code, name = str(stock.units.code[row]), str(stock.units.name[row])
    if row in served:
        facilities = np.array(served[row], dtype=np.intp)
        ids = tuple(str(facility) for facility in stock.facilities.id[facilities])
        return EvidenceRow(code, name, True, f"由{listed(stock.names(facilities))}提供", ids)
    waiting = [
        f"{STATUSES[status]}的{listed(stock.names(np.array(units[row], dtype=np.intp)))}"
        for status, units in idle.items()
        if row in units
    ]
    if waiting:
        return EvidenceRow(code, name, False, f"仅有{'、'.join(waiting)}")
    return EvidenceRow(code, name, False, unlisted or "无该类设施")


def _missing(stock: Stock, indicator: Indicator, doubtful: Rows, lost: Rows) -> tuple[str, ...]:
    missing = list(stock.missing_lists(indicator.kinds))
    if len(lost):
        level = LEVEL_LABELS[indicator.unit_level]
        missing.append(f"{len(lost)} 处设施无法确定所在的{level}单元：{listed(stock.names(lost))}")
    if len(doubtful):
        names = listed([str(name) for name in stock.units.name[doubtful]])
        missing.append(f"{len(doubtful)} 个单元没有类别，不知是否计入：{names}")
    return tuple(missing)


def _no_units(stock: Stock, indicator: Indicator) -> Measurement:
    level = LEVEL_LABELS[indicator.unit_level]
    if not indicator.unit_classes or not len(stock.units.rows_at(indicator.unit_level)):
        text = f"区域里没有{level}单元"
    else:
        text = f"区域里没有属于{'、'.join(indicator.unit_classes)}的{level}单元"
    return Measurement(None, None, None, None, None, (text,), method=_method(stock, indicator))


def _method(stock: Stock, indicator: Indicator) -> str:
    level = LEVEL_LABELS[indicator.unit_level]
    classes = f"({'、'.join(indicator.unit_classes)})" if indicator.unit_classes else ""
    kinds = stock.label(indicator.kinds)
    return (
        f"至少有一处运营中的{kinds}的{level}单元数，除以{level}单元{classes}总数。"
        "设施按所写的单元代码归属，没有代码的按位置归属；在建、规划、停用的不计。"
    )
