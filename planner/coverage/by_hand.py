"""Figures that somebody entered, with who, when and from what."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from layers.tables import ManualValue
from planner.plans.exact import exact, is_figure, rounded, scale_of
from planner.plans.indicator import Indicator
from planner.plans.judging import matter
from planner.plans.scorecard import Measurement

TARGET_SUFFIX = ".target"
"""A target that the plan leaves open is entered as a value of `<indicator id>.target`."""

_RATIO_UNITS = ("%", "‰")
_LARGE = "万亿"


def measure_by_hand(indicator: Indicator, values: Iterable[ManualValue], year: int) -> Measurement:
    """The newest figure entered for a year up to `year`; unknown where there is none."""
    entered = tuple(values)
    if _is_damaged(entered, indicator.id):
        return Measurement(None, None, None, None, None, ("填报值不是合理的数，请重新填报",))
    found = newest(entered, indicator.id, year)
    if found is None:
        return Measurement(None, None, None, None, None, (_nothing(entered, indicator.id, year),))
    value, ratio = found.value, _ratio(indicator, found)
    agrees = ratio is None or prints_as(ratio, value)
    exact_value = value if ratio is None else ratio
    low, high = (exact_value, exact_value) if agrees else (min(value, exact_value), max(value, exact_value))
    missing = () if agrees else (f"填报值 {value:g} 与分子分母之比 {exact_value:.6g} 不一致，请核对",)
    return Measurement(
        value=exact_value if agrees else None,
        low=low,
        high=high,
        numerator=found.numerator,
        denominator=found.denominator,
        missing=missing,
        method=_method(found),
        sources=(found.basis,) if found.basis else (),
    )


def measure_beside(indicator: Indicator, principal: Indicator, values: Iterable[ManualValue], year: int) -> Measurement:
    """The figure of what stands beside a row that decides: its own, else the one entered for that row.

    Only where both are figures of one thing: what conflicts may count other units or people, and then has none.
    """
    entered = tuple(values)
    if newest(entered, indicator.id, year) is not None or not _of_one_thing(indicator, principal):
        return measure_by_hand(indicator, entered, year)
    return _in_unit(measure_by_hand(principal, entered, year), principal.unit, indicator.unit)


def _of_one_thing(indicator: Indicator, principal: Indicator) -> bool:
    if indicator.relation != "conflicts_with":
        return indicator.unit.lstrip(_LARGE) == principal.unit.lstrip(_LARGE)
    told = indicator.value is not None and principal.value is not None
    return told and indicator.data == principal.data and matter(indicator) == matter(principal)


def _in_unit(measured: Measurement, unit: str, wanted: str) -> Measurement:
    """The figure in another size of its unit: 0.02 万人 are 200 人."""
    if unit == wanted:
        return measured
    factor = scale_of(wanted) / scale_of(unit)
    figures = (measured.value, measured.low, measured.high)
    value, low, high = (None if figure is None else rounded(exact(figure) * factor) for figure in figures)
    return replace(measured, value=value, low=low, high=high)


def with_target(measured: Measurement, indicator: Indicator, values: Iterable[ManualValue], year: int) -> Measurement:
    """The measurement with the newest target entered up to `year`, where the plan prints no figure."""
    entered, target_id = tuple(values), indicator.id + TARGET_SUFFIX
    if indicator.comparator != "text":
        return measured
    if _is_damaged(entered, target_id):
        return replace(measured, missing=(*measured.missing, "录入的目标值不是合理的数，请重新录入"))
    target = newest(entered, target_id, year)
    if target is None:
        return measured
    return replace(measured, entered_target=target.value, method=f"{measured.method}目标值：{_method(target)}")


def newest(values: Iterable[ManualValue], indicator_id: str, year: int) -> ManualValue | None:
    """The figure of the latest year up to `year`, None where there is none."""
    known = [value for value in values if value.indicator_id == indicator_id and value.year <= year]
    return max(known, key=lambda value: value.year, default=None)


def _is_damaged(values: tuple[ManualValue, ...], indicator_id: str) -> bool:
    """Whether something other than figures was entered: text in a file changed by another program."""
    own = [value for value in values if value.indicator_id == indicator_id]
    needed = [figure for value in own for figure in (value.year, value.value)]
    parts = [part for value in own for part in (value.numerator, value.denominator) if part is not None]
    return not all(is_figure(figure) for figure in (*needed, *parts))


def _nothing(values: tuple[ManualValue, ...], indicator_id: str, year: int) -> str:
    later = sorted(value.year for value in values if value.indicator_id == indicator_id)
    if later:
        return f"只有 {later[0]} 年的填报值，晚于评估年 {year}"
    return "需人工填报，尚未录入"


def _ratio(indicator: Indicator, found: ManualValue) -> float | None:
    """The exact ratio in the indicator's unit, where the figure is one and both its parts were given."""
    if indicator.unit not in _RATIO_UNITS or found.numerator is None or not found.denominator:
        return None
    return rounded(exact(found.numerator) * scale_of(indicator.unit) / exact(found.denominator))


def prints_as(ratio: float, value: float) -> bool:
    """Whether `value` is `ratio` rounded to the digits that `value` was written with."""
    text = repr(value)
    digits = len(text.partition(".")[2]) if "e" not in text else 12
    step = Fraction(1, 10 ** (0 if value.is_integer() else digits))
    return abs(exact(ratio) - exact(value)) * 2 <= step


def _method(found: ManualValue) -> str:
    basis = f"，依据{found.basis}" if found.basis else "，没有写依据"
    return f"人工填报：{found.entered_by} 于 {found.entered_at} 填报 {found.year} 年数据{basis}。"
