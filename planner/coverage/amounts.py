"""Counts, areas and amounts per so many people or households, from facility attributes."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from layers.schema import FACILITY_NUMBERS
from layers.tables import Floats
from planner.coverage.figures import given, only_given
from planner.coverage.hierarchy import Rows
from planner.coverage.stock import Stock
from planner.coverage.totals import column_label, region_total
from planner.coverage.wording import listed
from planner.plans.exact import exact_sum, rounded, scale_of
from planner.plans.indicator import Indicator
from planner.plans.quantity import FACILITIES, parse_quantity
from planner.plans.scorecard import EvidenceRow, Measurement


@dataclass(frozen=True, eq=False)
class Amount:
    """A sum over the operating facilities of some kinds.

    Attributes:
        known: what is known of it; all of it where nothing is missing.
        missing: what is missing, in Chinese.
        rows: the facilities and what each gives.
    """

    known: Fraction
    missing: tuple[str, ...]
    rows: tuple[EvidenceRow, ...]


def measure_amount(stock: Stock, indicator: Indicator) -> Measurement:
    """The number of facilities or the sum of a column; with figures missing it is at least what is known."""
    part = parse_quantity(indicator.measure, indicator.of).part
    amount = sum_of(stock, indicator.kinds, part)
    low = rounded(amount.known * scale_of(indicator.unit))
    return Measurement(
        value=None if amount.missing else low,
        low=low,
        high=None if amount.missing else low,
        numerator=float(amount.known),
        denominator=None,
        missing=amount.missing,
        rows=amount.rows,
        method=f"{_part_text(stock, indicator, part)}。{_UNPLACED}",
        sources=stock.used("facilities"),
    )


def measure_per_unit(stock: Stock, indicator: Indicator) -> Measurement:
    """The sum of a column over the people or households of the region, times `per`.

    Both sums are of the whole region: not the mean of the units' ratios.
    """
    quantity = parse_quantity(indicator.measure, indicator.of)
    amount = sum_of(stock, indicator.kinds, quantity.part)
    total = region_total(stock.hierarchy, quantity.whole)
    missing = (*amount.missing, *_missing_units(stock, quantity.whole, total.missing, total.known))
    label = column_label(quantity.whole)
    factor = quantity.per * scale_of(indicator.unit)
    known = rounded(amount.known * factor / total.known) if total.known else None
    return Measurement(
        value=None if missing else known,
        low=0.0 if len(total.missing) or not total.known else known,
        high=None if amount.missing else known,
        numerator=float(amount.known),
        denominator=float(total.known) if total.known and not len(total.missing) else None,
        missing=missing,
        rows=amount.rows,
        method=f"{_part_text(stock, indicator, quantity.part)}，除以全区域{label}{float(total.known):g}，"
        f"乘 {quantity.per}。{_UNPLACED}",
        sources=stock.used("units", "facilities"),
    )


_UNPLACED = "区域范围之外的设施不计；没有位置和代码的设施按在本区域计入。"


def sum_of(stock: Stock, kinds: tuple[str, ...], part: str) -> Amount:
    """The number or a column of the operating facilities of any of the kinds inside the region."""
    rows = stock.rows(kinds)
    values = np.ones(len(rows)) if part == FACILITIES else stock.facilities.numbers[part][rows]
    known = given(values)
    missing = list(stock.missing_lists(kinds))
    if not known.all():
        lacking = rows[~known]
        missing.append(f"{len(lacking)} 处设施没有{FACILITY_NUMBERS[part]}：{listed(stock.names(lacking))}")
    return Amount(exact_sum(values[known].tolist()), tuple(missing), _evidence(stock, rows, part, only_given(values)))


def _evidence(stock: Stock, rows: Rows, part: str, values: Floats) -> tuple[EvidenceRow, ...]:
    found = []
    for row, value in zip(rows, values, strict=True):
        known = bool(np.isfinite(value))
        reason = "" if part == FACILITIES else f"{FACILITY_NUMBERS[part]} {value:g}" if known else "未填"
        found.append(
            EvidenceRow(
                str(stock.facilities.id[row]),
                str(stock.facilities.name[row]),
                known,
                reason,
                (str(stock.facilities.id[row]),),
                numerator=float(value),
            )
        )
    return tuple(found)


def _missing_units(stock: Stock, column: str, rows: Rows, known: Fraction) -> tuple[str, ...]:
    label = column_label(column)
    if len(rows):
        names = listed([str(name) for name in stock.units.name[rows]])
        return (f"{len(rows)} 个单元没有{label}：{names}",)
    if not len(stock.units):
        return ("未导入行政单元",)
    return () if known else (f"{label}合计为 0",)


def _part_text(stock: Stock, indicator: Indicator, part: str) -> str:
    kinds = stock.label(indicator.kinds)
    return f"运营中的{kinds}的数量" if part == FACILITIES else f"运营中的{kinds}的{FACILITY_NUMBERS[part]}之和"
