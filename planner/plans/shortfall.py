"""What a missed target lacks, in what one builds."""

from dataclasses import dataclass
from fractions import Fraction

from layers.schema import FACILITY_NUMBERS
from planner.plans.exact import POINTS, exact, least_whole, scale_of
from planner.plans.indicator import Comparator, Indicator
from planner.plans.quantity import FACILITIES, Quantity, parse_quantity
from planner.plans.scorecard import Measurement

_LEVEL_NOUNS = {
    "province": "个省",
    "prefecture": "个市",
    "county": "个县(市、区)",
    "township": "个乡镇(街道)",
    "community": "个社区(村)",
}
_COLUMN_NOUNS = {"beds": "张床位", "nursing_beds": "张护理型床位", "staff": "名工作人员", "capacity": "人服务能力"}
_PARTIAL = "数据不全，只按已知部分计算"


@dataclass(frozen=True)
class Shortfall:
    """What is lacking.

    Attributes:
        amount: how many; 0 only where a figure from hand stands exactly at a target that must be exceeded.
        remark: what a reader must know about it.
    """

    amount: float
    unit: str
    remark: str = ""


def shortfall(indicator: Indicator, measurement: Measurement, comparator: Comparator, target: float) -> Shortfall:
    """What a missed target lacks.

    A ratio of known numerator n and denominator d lacks ceil(target * d) - n whole things (one more than the floor
    for `>`), in exact arithmetic; a count or an area likewise. Figures from hand, and targets that limit from
    above, lack their difference from the target in the indicator's own unit.
    """
    if comparator not in {">=", ">"}:
        return _difference(indicator, measurement, comparator, target)
    wanted = exact(target)
    if indicator.unit == POINTS and indicator.base_value is not None:
        wanted += exact(indicator.base_value)
    wanted /= scale_of(indicator.unit)
    quantity = Quantity() if indicator.data == "manual" else parse_quantity(indicator.measure, indicator.of)
    counted = measurement.numerator
    if indicator.data == "manual" or counted is None:
        return _difference(indicator, measurement, comparator, target)
    ratio = indicator.measure in {"units_served", "share_reached", "share_of", "per_unit"}
    if ratio and measurement.denominator is None:
        return _difference(indicator, measurement, comparator, target)
    whole = exact(measurement.denominator or 0) / quantity.per if ratio else Fraction(1)
    lacking = least_whole(wanted * whole - exact(counted), above=comparator == ">")
    remark = _PARTIAL if measurement.value is None else _alternative(indicator, quantity, wanted, whole, counted)
    return Shortfall(float(max(lacking, 0)), built_unit(indicator, quantity), remark)


def built_unit(indicator: Indicator, quantity: Quantity) -> str:
    """What one more of the indicator's numerator is called, with its measure word."""
    match indicator.measure:
        case "units_served":
            return _unit_noun(indicator)
        case "share_reached":
            return "人"
        case _ if quantity.part == FACILITIES:
            return "处设施" if indicator.measure == "share_of" else "个"
        case _ if quantity.part.endswith("_m2"):
            return "m²"
    return _COLUMN_NOUNS.get(quantity.part, FACILITY_NUMBERS.get(quantity.part, indicator.unit))


def _unit_noun(indicator: Indicator) -> str:
    if len(indicator.unit_classes) in {1, 2}:
        return "个" + "、".join(indicator.unit_classes)
    return _LEVEL_NOUNS[indicator.unit_level]


def _difference(indicator: Indicator, measurement: Measurement, comparator: Comparator, target: float) -> Shortfall:
    """The distance of the nearer end of the interval from the target."""
    ends = [end for end in (measurement.low, measurement.high) if end is not None]
    if not ends:
        return Shortfall(0.0, indicator.unit, _PARTIAL)
    amount = min(abs(exact(end) - exact(target)) for end in ends)
    unit = POINTS if indicator.unit == "%" else indicator.unit
    over = "超出目标的部分" if comparator in {"<=", "<"} else ""
    at = "须低于目标值" if comparator == "<" else "须高于目标值"
    return Shortfall(float(amount), unit, over if amount else at)


def _alternative(indicator: Indicator, quantity: Quantity, wanted: Fraction, whole: Fraction, counted: float) -> str:
    """For a share of beds: how many it takes where they are built anew, which widens the denominator too.

    (n + x) / (d + x) >= t  is  x >= (t d - n) / (1 - t).
    """
    if indicator.measure != "share_of" or quantity.part == FACILITIES or wanted >= 1:
        return ""
    anew = least_whole((wanted * whole - exact(counted)) / (1 - wanted), above=indicator.comparator == ">")
    return f"指由现有床位改造；若全部新建需 {anew} 张" if quantity.part == "nursing_beds" else f"若全部新增需 {anew}"
