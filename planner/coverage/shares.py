"""Shares among facilities: nursing beds in all beds, facilities that also provide another kind."""

from fractions import Fraction

import numpy as np

from layers.schema import FACILITY_NUMBERS
from layers.tables import Floats
from planner.coverage.figures import given
from planner.coverage.hierarchy import Rows
from planner.coverage.stock import Stock
from planner.coverage.wording import listed
from planner.plans.exact import exact_sum, rounded, scale_of
from planner.plans.indicator import Indicator
from planner.plans.quantity import FACILITIES, parse_quantity
from planner.plans.scorecard import EvidenceRow, Measurement

Bounds = tuple[Fraction, Fraction]


def measure_share_of(stock: Stock, indicator: Indicator) -> Measurement:
    """The share of a column in another, or of facilities that also provide the indicator's kinds."""
    quantity = parse_quantity(indicator.measure, indicator.of)
    if quantity.part == FACILITIES:
        return _share_of_facilities(stock, indicator, quantity.whole)
    return _share_of_column(stock, indicator, quantity.part, quantity.whole)


def _share_of_facilities(stock: Stock, indicator: Indicator, kind: str) -> Measurement:
    rows = stock.rows((kind,))
    also = np.array([any(own in indicator.kinds for own in stock.facilities.kinds[row]) for row in rows], dtype=bool)
    whole, wanted = stock.label((kind,)), stock.label(indicator.kinds)
    method = f"运营中的{whole}里同时是{wanted}的数量，除以运营中的{whole}数量。"
    missing = stock.missing_lists((kind, *indicator.kinds))
    if stock.unlisted((kind,)):
        return _unlisted(indicator, missing, method)
    if not len(rows):
        return _nothing(method, f"没有运营中的{whole}")
    sums = (Fraction(int(also.sum())), Fraction(len(rows)))
    share = sums[0] / sums[1]
    evidence = tuple(
        _row(stock, int(row), bool(has), f"也是{wanted}" if has else f"不是{wanted}")
        for row, has in zip(rows, also, strict=True)
    )
    return _measurement(stock, indicator, (share, Fraction(1) if missing else share), sums, missing, evidence, method)


def _share_of_column(stock: Stock, indicator: Indicator, part: str, whole: str) -> Measurement:
    kinds, rows = stock.label(indicator.kinds), stock.rows(indicator.kinds)
    parts, wholes = stock.facilities.numbers[part][rows], stock.facilities.numbers[whole][rows]
    method = f"运营中的{kinds}的{FACILITY_NUMBERS[part]}之和，除以{FACILITY_NUMBERS[whole]}之和。"
    unlisted = stock.missing_lists(indicator.kinds)
    if not len(rows):
        return _unlisted(indicator, unlisted, method) if unlisted else _nothing(method, f"没有运营中的{kinds}")
    missing = (*unlisted, *_missing_figures(stock, rows, parts, wholes, part, whole))
    sums = _sums(parts, wholes)
    if not missing and not sums[1]:
        return _nothing(method, f"{FACILITY_NUMBERS[whole]}合计为 0")
    bounds = (Fraction(0), Fraction(1)) if unlisted else share_bounds(parts, wholes)
    evidence = tuple(
        _row(stock, int(row), bool(has), _figures(own, all_, part, whole), own, all_)
        for row, own, all_, has in zip(rows, parts, wholes, given(parts), strict=True)
    )
    return _measurement(stock, indicator, bounds, sums, missing, evidence, method)


def share_bounds(parts: Floats, wholes: Floats) -> Bounds:
    """The least and the greatest sum(parts) / sum(wholes) that missing figures (NaN) allow.

    A part lies between 0 and its whole, a whole between its part and anything. So a missing whole, which may be
    as large as you like, allows a share of 0; missing together with its part, it allows a share of 1 too.
    A part that exceeds its whole counts as missing.
    """
    has_whole = given(wholes)
    has_part = given(parts) & ~(has_whole & (parts > wholes))
    numerator, denominator = _sums(parts, wholes)
    if (~has_whole & ~has_part).any():
        return Fraction(0), Fraction(1)
    at_most = exact_sum(wholes[has_whole & ~has_part].tolist()) + exact_sum(parts[~has_whole].tolist())
    whole = denominator + exact_sum(parts[~has_whole].tolist())
    low = numerator / denominator if has_whole.all() and denominator else Fraction(0)
    return low, (numerator + at_most) / whole if whole else Fraction(1)


def _sums(parts: Floats, wholes: Floats) -> Bounds:
    """Sum of the known parts of known wholes, and of the known wholes."""
    has_whole = given(wholes)
    sound = has_whole & given(parts) & (parts <= wholes)
    return exact_sum(parts[sound].tolist()), exact_sum(wholes[has_whole].tolist())


def _missing_figures(stock: Stock, rows: Rows, parts: Floats, wholes: Floats, part: str, whole: str) -> tuple[str, ...]:
    faults = (
        (~given(parts), f"没有{FACILITY_NUMBERS[part]}"),
        (~given(wholes), f"没有{FACILITY_NUMBERS[whole]}"),
        (given(parts) & given(wholes) & (parts > wholes), f"{FACILITY_NUMBERS[part]}多于{FACILITY_NUMBERS[whole]}"),
    )
    return tuple(
        f"{int(which.sum())} 处设施{what}：{listed(stock.names(rows[which]))}" for which, what in faults if which.any()
    )


def _figures(part_value: float, whole_value: float, part: str, whole: str) -> str:
    def shown(value: float) -> str:
        return f"{value:g}" if np.isfinite(value) else "未填"

    return f"{FACILITY_NUMBERS[part]} {shown(part_value)}，{FACILITY_NUMBERS[whole]} {shown(whole_value)}"


def _row(
    stock: Stock, row: int, counted: bool, reason: str, numerator: float | None = None, denominator: float | None = None
) -> EvidenceRow:
    code = str(stock.facilities.id[row])
    return EvidenceRow(
        code,
        str(stock.facilities.name[row]),
        counted,
        reason,
        (code,) if counted else (),
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
