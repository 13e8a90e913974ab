"""A row of the scorecard in words."""

from planner.briefing import figures
from planner.briefing.contents import without
from planner.plans.scorecard import ScorecardRow

_MANY = 1000


def value_label(card: ScorecardRow) -> str:
    """The measured value, or the interval that the missing inputs allow."""
    measured, unit = card.measurement, card.indicator.unit
    beside = card.indicator.value if card.target is None else card.target
    if measured.value is not None:
        return figures.figure(measured.value, unit, beside)
    return figures.interval(measured.low, measured.high, unit, beside)


def shortfall_label(card: ScorecardRow) -> str:
    """What is lacking, in what one builds; "" where nothing is or nobody knows."""
    if card.verdict != "not_met" or card.shortfall is None:
        return ""
    return figures.figure(card.shortfall, card.shortfall_unit, 0.0)


def ratio_label(card: ScorecardRow) -> str:
    """Numerator over denominator, "" where the figure is no ratio."""
    above, below = card.measurement.numerator, card.measurement.denominator
    if above is None or below is None:
        return ""
    whole = float(above).is_integer() and float(below).is_integer()
    parts = (figures.count(part) if whole or below >= _MANY else figures.figure(part, "") for part in (above, below))
    return "/".join(parts)


def listed_label(card: ScorecardRow) -> str:
    """How many rows do not count, and in which sense: 未覆盖 3 个; "" where all do."""
    count = len(without(card))
    if not count:
        return ""
    if card.indicator.measure == "share_reached":
        return f"未全部覆盖 {count} 个"
    if card.indicator.measure != "units_served":
        return f"未计入 {count} 项"
    return f"{'待定' if is_doubtful(card) else '未覆盖'} {count} 个"


def is_doubtful(card: ScorecardRow) -> bool:
    """Whether rows that do not count may yet, because something is missing."""
    return card.measurement.value is None


def place_in_plan(card: ScorecardRow) -> str:
    """Section and line of an indicator."""
    line = f"第{card.indicator.line}行" if card.indicator.line else ""
    return " ".join(part for part in (card.indicator.section, line) if part)


def target_label(card: ScorecardRow) -> str:
    """The target as printed, with the unit where the print has a figure without one."""
    indicator = card.indicator
    text = indicator.printed or figures.figure(indicator.value, "")
    if indicator.value is None and card.measurement.entered_target is not None:
        return f"{text}（填报 {figures.figure(card.measurement.entered_target, indicator.unit)}）"
    has_figure = any(letter.isdigit() for letter in text)
    unit = indicator.unit if has_figure and indicator.unit and indicator.unit not in text else ""
    return f"{text}{unit}" if unit in ("%", "‰", "") else f"{text} {unit}"
