"""Counts, areas and amounts per so many people or households, from facility attributes."""

from dataclasses import dataclass
from fractions import Fraction
from math import isnan

import numpy as np

from layers.schema import FACILITY_NUMBERS
from planner.coverage.figures import given, only_given, total
from planner.coverage.hierarchy import Mask, Rows
from planner.coverage.stock import Stock
from planner.coverage.totals import column_label, region_total
from planner.coverage.wording import SHARED, each_columns, each_text, listed
from planner.plans.exact import rounded, scale_of
from planner.plans.indicator import Indicator
from planner.plans.quantity import FACILITIES, parse_quantity
from planner.plans.scorecard import EvidenceRow, Measurement


@dataclass(frozen=True, eq=False)
class Amount:
    """A sum over the operating facilities of some kinds.

    Attributes:
        known: what is known of it; all of it where nothing is missing.
        most: what it is at most; None where nothing bounds it.
        missing: what is missing, in Chinese.
        rows: the facilities and what each gives.
    """

    known: Fraction
    most: Fraction | None
    missing: tuple[str, ...]
    rows: tuple[EvidenceRow, ...]


def measure_amount(stock: Stock, indicator: Indicator) -> Measurement:
    """The number of facilities or the sum of a column; with figures missing it is at least what is known."""
    part = parse_quantity(indicator.measure, indicator.of).part
    amount = sum_of(stock, indicator.kinds, part, indicator.each)
    scale = scale_of(indicator.unit)
    low, high = rounded(amount.known * scale), None if amount.most is None else rounded(amount.most * scale)
    return Measurement(
        value=low if low == high else None,
        low=low,
        high=high,
        numerator=float(amount.known),
        denominator=None,
        missing=amount.missing,
        rows=amount.rows,
        method=f"{_part_text(stock, indicator, part)}{each_text(indicator)}。{_unplaced(stock)}",
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
    most = rounded(amount.most * factor / total.known) if total.known and amount.most is not None else None
    return Measurement(
        value=None if missing else known,
        low=0.0 if len(total.missing) or not total.known else known,
        high=most,
        numerator=float(amount.known),
        denominator=float(total.known) if total.known and not len(total.missing) else None,
        missing=missing,
        rows=amount.rows,
        method=f"{_part_text(stock, indicator, quantity.part)}，除以{stock.area_name}{label}{float(total.known):g}，"
        f"乘 {quantity.per}。{_unplaced(stock)}",
        sources=stock.used("units", "facilities"),
    )


def _unplaced(stock: Stock) -> str:
    if stock.within:
        return "不知在不在本单元的设施，可能计入，也可能不计。"
    return "区域范围之外的设施不计；没有位置和代码的设施按在本区域计入。"


def sum_of(stock: Stock, kinds: tuple[str, ...], part: str, each: tuple[tuple[str, float], ...] = ()) -> Amount:
    """The number or a column of the operating facilities of any of the kinds inside the region.

    Args:
        each: what every facility needs to count: ((column, least), ...).
    """
    rows = stock.rows(kinds)
    able, perhaps = stock.able(rows, each)
    doubtful = stock.doubtful[rows]
    values = np.ones(len(rows)) if part == FACILITIES else stock.summands(part)[rows]
    known = given(values)
    missing = list(stock.missing_lists(kinds))
    for lacking, what in (
        (rows[perhaps], f"没有{each_columns(each)}"),
        (rows[(able | perhaps) & ~known], f"没有{FACILITY_NUMBERS.get(part, '')}"),
        (rows[able & doubtful], "不知在不在本单元"),
    ):
        if len(lacking):
            missing.append(f"{len(lacking)} 处设施{what}：{stock.name_some(lacking)}")
    open_ended = stock.unlisted(kinds) or ((able | perhaps) & ~known).any()
    evidence = _evidence(stock, rows, part, (able & ~doubtful, perhaps & ~doubtful), each)
    return Amount(
        known=total(values[able & ~doubtful & known]),
        most=None if open_ended else total(values[able | perhaps]),
        missing=tuple(missing),
        rows=evidence,
    )


def _evidence(
    stock: Stock, rows: Rows, part: str, counting: tuple[Mask, Mask], each: tuple[tuple[str, float], ...]
) -> tuple[EvidenceRow, ...]:
    """The facilities that count and those that perhaps do, for a figure of theirs is not given."""
    sure, perhaps = counting
    lacking = f"没有{each_columns(each)}"
    found = []
    for place, (value, reason) in enumerate(zip(*_figures(stock, rows, part), strict=True)):
        if not sure[place] and not perhaps[place]:
            continue
        key, known = stock.all_ids[rows[place]], bool(sure[place]) and not isnan(value)
        numerator = value if known else np.nan
        why = lacking if perhaps[place] else reason
        found.append(EvidenceRow(key, stock.all_names[rows[place]], known, why, (key,), numerator=numerator))
    return tuple(found)


def _figures(stock: Stock, rows: Rows, part: str) -> tuple[list[float], list[str]]:
    """What each facility gives to a sum, NaN where it is not known, and in words."""
    if part == FACILITIES:
        return [1.0] * len(rows), [""] * len(rows)
    values, label = only_given(stock.summands(part)[rows]), FACILITY_NUMBERS[part]
    words = ["未填" if isnan(value) else f"{label} {value:g}" for value in values.tolist()]
    for place in np.flatnonzero(stock.shared(part)[rows]):
        words[place] += SHARED
    return values.tolist(), words


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
