"""Figures and short phrases as the screen prints them; values stay exact until here."""

import math

from PySide6.QtCore import QCoreApplication

from layers.schema import LEVEL_LABELS
from planner.briefing import figures, labels
from planner.plans.indicator import Comparator, DataClass, Indicator
from planner.plans.scorecard import ScorecardRow

translate = QCoreApplication.translate

NOTHING = "—"
COMPARATORS: dict[Comparator, str] = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "==": "=", "text": ""}
TEN_THOUSAND = 10_000


def quantity(value: float | None, unit: str, beside: float | None = None) -> str:
    """A figure with its unit, printed as the briefing prints it; a dash where there is none."""
    return NOTHING if value is None or math.isnan(value) else figures.figure(value, unit, beside)


def percent(share: float) -> str:
    """A share of 0 to 1 in percent, a dash where there are no people to share."""
    return NOTHING if math.isnan(share) else figures.share(share)


def people(count: float) -> str:
    """A number of people; from ten thousand on in 万人."""
    if math.isnan(count):
        return NOTHING
    if abs(count) >= TEN_THOUSAND:
        return translate("Wording", "{number} 万人").format(number=f"{count / TEN_THOUSAND:,.2f}")
    return translate("Wording", "{number} 人").format(number=f"{count:,.0f}")


def measured(row: ScorecardRow) -> str:
    """The measured value, or the interval that the missing inputs allow, in the briefing's words."""
    text = labels.value_label(row)
    return NOTHING if text == figures.NO_DATA else text


def target(row: ScorecardRow) -> str:
    """The target with its comparator; as printed where the plan prints no figure and none was entered."""
    indicator = row.indicator
    if row.target is None:
        return indicator.printed or NOTHING
    by_hand = indicator.comparator == "text"
    comparator = indicator.entered_comparator if by_hand else indicator.comparator
    space = "" if indicator.unit in ("%", "‰") else " "
    return f"{COMPARATORS[comparator]} {row.target:,.10g}{space}{indicator.unit}".rstrip()


def aim(indicator: Indicator) -> str:
    """A target by itself, with its comparator; as printed where it is no figure."""
    if indicator.value is None or indicator.comparator == "text":
        return indicator.target_text or NOTHING
    space = "" if indicator.unit in ("%", "‰") else " "
    return f"{COMPARATORS[indicator.comparator]} {indicator.value:,.10g}{space}{indicator.unit}".rstrip()


def shortfall(row: ScorecardRow) -> str:
    """What is lacking, in what one builds."""
    if row.shortfall is None or row.verdict != "not_met":
        return NOTHING
    return quantity(row.shortfall, row.shortfall_unit, 0.0)


def lacking(row: ScorecardRow) -> str:
    """What one must still build, or by how much a limit is exceeded; "" where nothing is lacking."""
    if row.shortfall is None or row.verdict != "not_met":
        return ""
    if not row.shortfall:
        return row.remark
    aim = row.indicator.comparator if row.indicator.comparator != "text" else row.indicator.entered_comparator
    words = translate("Wording", "超出 {amount}") if aim in ("<=", "<") else translate("Wording", "还缺 {amount}")
    return words.format(amount=shortfall(row))


def data_label(data: DataClass) -> str:
    """Where a value comes from, in a word."""
    return {
        "map": translate("Wording", "地图"),
        "attributes": translate("Wording", "属性"),
        "manual": translate("Wording", "手工"),
    }[data]


def data_tip(data: DataClass) -> str:
    """Where a value comes from, in a sentence."""
    return {
        "map": translate("Wording", "由地图上的行政单元、设施、人口和道路算出"),
        "attributes": translate("Wording", "由设施表中的床位、面积等属性算出"),
        "manual": translate("Wording", "地图答不了，由您手工录入"),
    }[data]


def level_label(level: str) -> str:
    """The Chinese word for a level of administrative units."""
    return LEVEL_LABELS.get(level, level)


def coordinates(lon: float, lat: float) -> str:
    """A place in degrees."""
    east = translate("Wording", "东经") if lon >= 0 else translate("Wording", "西经")
    north = translate("Wording", "北纬") if lat >= 0 else translate("Wording", "南纬")
    return f"{east} {abs(lon):.5f}°  {north} {abs(lat):.5f}°"


def invented() -> str:
    """What stands on every picture of invented data."""
    return translate("Wording", "示例数据·虚构")
