"""Shares among facilities: nursing beds in all beds, facilities that also provide another kind."""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.schema import FACILITY_NUMBERS
from layers.tables import Floats
from planner.coverage.figures import given, total
from planner.coverage.hierarchy import Mask, Rows
from planner.coverage.share_bounds import Bounds, facility_bounds, share_bounds
from planner.coverage.stock import Stock
from planner.coverage.wording import SHARED, each_columns, each_text
from planner.plans.exact import rounded, scale_of
from planner.plans.indicator import Indicator
from planner.plans.quantity import FACILITIES, parse_quantity
from planner.plans.scorecard import EvidenceRow, Measurement


def measure_share_of(stock: Stock, indicator: Indicator) -> Measurement:
    """The share of a column in another, or of facilities that also provide the indicator's kinds."""
    quantity = parse_quantity(indicator.measure, indicator.of)
    if quantity.part == FACILITIES:
        return _share_of_facilities(stock, indicator, quantity.whole)
    return _share_of_column(stock, indicator, quantity.part, quantity.whole)


def _share_of_facilities(stock: Stock, indicator: Indicator, kind: str) -> Measurement:
    """Of the facilities of a kind, those that also provide the indicator's kinds and are large enough."""
    rows = stock.rows((kind,))
    also = np.array([any(own in indicator.kinds for own in stock.facilities.kinds[row]) for row in rows], dtype=bool)
    able, perhaps = stock.able(rows, indicator.each)
    whole, wanted = stock.label((kind,)), stock.label(indicator.kinds) + each_text(indicator)
    method = f"运营中的{whole}里同时是{wanted}的数量，除以运营中的{whole}数量。"
    missing = list(stock.missing_lists((kind, *indicator.kinds)))
    if stock.unlisted((kind,)):
        return _unlisted(indicator, tuple(missing), method)
    if not len(rows):
        return _nothing(method, f"没有运营中的{whole}")
    unlisted = bool(missing)
    if len(lacking := rows[also & perhaps]):
        missing.append(f"{len(lacking)} 处设施没有{each_columns(indicator.each)}：{stock.name_some(lacking)}")
    doubtful = stock.doubtful[rows]
    missing += _doubtful_text(stock, rows[doubtful])
    bounds = facility_bounds(also & able, also & perhaps, doubtful)
    if unlisted:
        bounds = (bounds[0], Fraction(1))
    sums = (Fraction(int((also & able & ~doubtful).sum())), Fraction(int((~doubtful).sum())))
    evidence = tuple(
        _row(stock, int(row), bool(has), _also(stock, indicator, int(row), bool(is_one)))
        for row, has, is_one in zip(*_each(~doubtful, rows, also & able, also), strict=True)
    )
    return _measurement(stock, indicator, bounds, sums, tuple(missing), evidence, method)


def _also(stock: Stock, indicator: Indicator, row: int, is_one: bool) -> str:
    """Why a facility counts or does not."""
    if indicator.each and is_one:
        numbers = ((column, stock.facilities.numbers[column][row]) for column, _ in indicator.each)
        return "，".join(f"{FACILITY_NUMBERS[column]} {_shown(value)}" for column, value in numbers)
    return f"{'也是' if is_one else '不是'}{stock.label(indicator.kinds)}"


def _share_of_column(stock: Stock, indicator: Indicator, part: str, whole: str) -> Measurement:
    kinds, rows = stock.label(indicator.kinds), stock.rows(indicator.kinds)
    parts, wholes, doubtful = stock.summands(part)[rows], stock.summands(whole)[rows], stock.doubtful[rows]
    method = f"运营中的{kinds}的{FACILITY_NUMBERS[part]}之和，除以{FACILITY_NUMBERS[whole]}之和。"
    unlisted = stock.missing_lists(indicator.kinds)
    if not len(rows):
        return _unlisted(indicator, unlisted, method) if unlisted else _nothing(method, f"没有运营中的{kinds}")
    missing = (
        *unlisted,
        *_missing_figures(stock, rows, parts, wholes, part, whole),
        *_doubtful_text(stock, rows[doubtful]),
    )
    sums = _sums(*_each(~doubtful, parts, wholes))
    if not missing and not sums[1]:
        return _nothing(method, f"{FACILITY_NUMBERS[whole]}合计为 0")
    split = (doubtful & _shared(stock, part, whole)[rows]).any()  # nobody knows how much of it would be here
    bounds = (Fraction(0), Fraction(1)) if unlisted or split else share_bounds(parts, wholes, doubtful)
    evidence = _columns_evidence(stock, rows[~doubtful], part, whole)
    return _measurement(stock, indicator, bounds, sums, missing, evidence, method)


def _shared(stock: Stock, part: str, whole: str) -> Mask:
    return stock.shared(part) | stock.shared(whole)


def _columns_evidence(stock: Stock, rows: Rows, part: str, whole: str) -> tuple[EvidenceRow, ...]:
    parts, wholes = stock.summands(part)[rows], stock.summands(whole)[rows]
    found = []
    for row, own, all_, has, shared in zip(
        rows, parts, wholes, given(parts), _shared(stock, part, whole)[rows], strict=True
    ):
        reason = _figures(own, all_, part, whole) + (SHARED if shared else "")
        found.append(_row(stock, int(row), bool(has), reason, own, all_))
    return tuple(found)


def _each(which: Mask, *columns: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    return tuple(column[which] for column in columns)


def _sums(parts: Floats, wholes: Floats) -> Bounds:
    """Sum of the known parts of known wholes, and of the known wholes."""
    has_whole = given(wholes)
    sound = has_whole & given(parts) & (parts <= wholes)
    return total(parts[sound]), total(wholes[has_whole])


def _doubtful_text(stock: Stock, rows: Rows) -> tuple[str, ...]:
    return (f"{len(rows)} 处设施不知在不在本单元：{stock.name_some(rows)}",) if len(rows) else ()


def _missing_figures(stock: Stock, rows: Rows, parts: Floats, wholes: Floats, part: str, whole: str) -> tuple[str, ...]:
    faults = (
        (~given(parts), f"没有{FACILITY_NUMBERS[part]}"),
        (~given(wholes), f"没有{FACILITY_NUMBERS[whole]}"),
        (given(parts) & given(wholes) & (parts > wholes), f"{FACILITY_NUMBERS[part]}多于{FACILITY_NUMBERS[whole]}"),
    )
    return tuple(
        f"{int(which.sum())} 处设施{what}：{stock.name_some(rows[which])}" for which, what in faults if which.any()
    )


def _figures(part_value: float, whole_value: float, part: str, whole: str) -> str:
    return f"{FACILITY_NUMBERS[part]} {_shown(part_value)}，{FACILITY_NUMBERS[whole]} {_shown(whole_value)}"


def _shown(value: float) -> str:
    return f"{value:g}" if np.isfinite(value) else "未填"


def _row(
    stock: Stock, row: int, counted: bool, reason: str, numerator: float | None = None, denominator: float | None = None
) -> EvidenceRow:
    key = stock.all_ids[row]
    return EvidenceRow(
        key,
        stock.all_names[row],
        counted,
        reason,
        (key,) if counted else (),
        None if numerator is None else float(numerator),
        None if denominator is None else float(denominator),
    )


def _nothing(method: str, missing: str) -> Measurement:
    return Measurement(None, None, None, None, None, (missing,), method=method)


def _unlisted(indicator: Indicator, missing: tuple[str, ...], method: str) -> Measurement:
    return Measurement(None, 0.0, float(scale_of(indicator.unit)), None, None, missing, method=method)


def _measurement(
    stock: Stock,
    indicator: Indicator,
    bounds: Bounds,
    sums: Bounds,
    missing: tuple[str, ...],
    rows: tuple[EvidenceRow, ...],
    method: str,
) -> Measurement:
    scale = scale_of(indicator.unit)
    low, high = rounded(bounds[0] * scale), rounded(bounds[1] * scale)
    value = low if low == high else None
    sources = stock.used("facilities")
    return Measurement(value, low, high, float(sums[0]), float(sums[1]), missing, rows, method, sources)
