"""A row of the scorecard in words."""

from planner.briefing import figures
from planner.briefing.contents import without
from planner.plans.indicator import RELATION_LABELS
from planner.plans.plan import Plan
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow, Verdict

UNJUDGED = "不作判定"
BY_HAND = "人工填报："
COMPARATORS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "==": "="}

_MANY = 1000
_DUE_LABELS: dict[Verdict, str] = {"met": "已达到", "not_met": "未达到", "unknown": ""}


def value_label(card: ScorecardRow) -> str:
    """The measured value, or the interval that the missing inputs allow."""
    measured, unit = card.measurement, card.indicator.unit
    beside = card.indicator.value if card.target is None else card.target
    if measured.value is not None:
        return figures.figure(measured.value, unit, beside)
    if not measured.low and measured.high is None:  # that it is at least nothing is known of every amount
        return figures.NO_DATA
    return figures.interval(measured.low, measured.high, unit, beside)


def verdict_label(card: ScorecardRow) -> str:
    """The verdict in a word."""
    return VERDICT_LABELS[card.verdict] if card.indicator.is_judged else UNJUDGED


def relation_label(card: ScorecardRow) -> str:
    """How a row stands beside the one that decides, "" for one that stands by itself."""
    relation = card.indicator.relation
    return RELATION_LABELS[relation] if relation else ""


def shortfall_label(card: ScorecardRow) -> str:
    """What is lacking, in what one builds; "" where nothing is or nobody knows."""
    if card.verdict != "not_met" or card.shortfall is None:
        return ""
    return figures.figure(card.shortfall, card.shortfall_unit, 0.0)


def is_over(card: ScorecardRow) -> bool:
    """Whether a shortfall is what exceeds a target that limits from above."""
    comparator = card.indicator.comparator
    return (card.indicator.entered_comparator if comparator == "text" else comparator) in {"<=", "<"}


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
    """The target as printed; what was entered where the plan prints no figure."""
    indicator = card.indicator
    text = indicator.target_text or figures.figure(indicator.value, indicator.unit)
    if indicator.value is None and card.measurement.entered_target is not None:
        return f"{text}（填报 {figures.figure(card.measurement.entered_target, indicator.unit)}）"
    return text


def judged_label(card: ScorecardRow) -> str:
    """What a value is held against, where the printed words do not show it: 即 ≥ 100%."""
    indicator = card.indicator
    if indicator.value is None or f"{indicator.value:g}" in indicator.target_text.replace(",", ""):
        return ""
    space = "" if indicator.unit in ("%", "‰") else " "
    return f"即 {COMPARATORS[indicator.comparator]}{space}{indicator.value:,.10g}{space}{indicator.unit}".rstrip()


def due_label(card: ScorecardRow) -> str:
    """What is due on the way to the target: 2023 年应达 84.0%，未达到; "" once the target itself is."""
    due = card.due
    if due is None or due.year >= card.indicator.year:
        return ""
    value = figures.figure(due.value, card.indicator.unit, card.measurement.value)
    word = _DUE_LABELS[due.verdict]
    return f"{due.year} 年应达 {value}" + (f"，{word}" if word else "")


def base_label(plan: Plan, card: ScorecardRow) -> str:
    """Where the indicator starts from: 2020 年为 50.0%; "" where the plan does not say."""
    base = plan.base_of(card.indicator)
    return f"{base[1]} 年为 {figures.figure(base[0], _base_unit(card))}" if base else ""


def _base_unit(card: ScorecardRow) -> str:
    """A target in percentage points starts from a percentage."""
    return "%" if card.indicator.unit == "百分点" else card.indicator.unit


def floor_word(card: ScorecardRow) -> str:
    """How the plan's target stands to the superior's: 更严, 更宽, 一致; "" where they cannot be compared."""
    floor = card.floor
    if floor is None or floor.stricter is None:
        return ""
    return "更严" if floor.stricter else "更宽" if floor.looser else "一致"


def floor_label(card: ScorecardRow) -> str:
    """What the superior plan asks for: 上级要求 55%，本规划更严; "" where it is silent."""
    floor = card.floor
    if floor is None:
        return ""
    word = floor_word(card)
    if word == "一致":
        return "与上级一致"
    against = "，尚未达到上级要求" if floor.verdict == "not_met" and card.verdict != "not_met" else ""
    text = f"上级要求 {floor.indicator.target_text}"
    return f"{text}，{f'本规划{word}' if word else '口径不同'}{against}"


def by_hand_label(card: ScorecardRow) -> str:
    """Who entered the figure, when and from what; "" where nobody did."""
    _, mark, rest = card.measurement.method.partition(BY_HAND)
    return f"{mark}{rest}".rstrip("。")


def beside_label(card: ScorecardRow) -> str:
    """What the plan says of the same matter elsewhere: 另有说法：100%（第三章 第210行），按此说法：达标."""
    year = f"{card.indicator.year} 年 " if card.indicator.relation == "milestone_of" else ""
    text = f"{relation_label(card)}：{year}{target_label(card)}（{place_in_plan(card)}）"
    if card.indicator.relation == "same_as" or not card.indicator.is_judged:
        return text
    return f"{text}，按此说法：{verdict_label(card)}"
