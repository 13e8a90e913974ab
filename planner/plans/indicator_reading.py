"""One `[[indicator]]` of a plan file."""

from typing import cast, get_args

from layers.schema import CLASSES, LEVELS
from planner.plans.exact import POINTS, scale_of
from planner.plans.fields import IDENTIFIER, Fields
from planner.plans.indicator import MEASURE_LABELS, Choice, Comparator, DataClass, Indicator, Measure
from planner.plans.kinds import Kind
from planner.plans.mode_ids import mode_ids
from planner.plans.quantity import FACILITIES, Quantity, parse_quantity

YEARS = (2000, 2100)
NATURES = ("", "约束性", "预期性")

_BY_HAND_ONLY = ("growth", "other")
_RATIOS = ("units_served", "share_reached", "share_of")


def read_indicator(fields: Fields, kinds: dict[str, Kind], target_year: int) -> Indicator:
    """Read one indicator; what is wrong is noted in `fields`."""
    level = fields.text("unit_level", "", allowed=("", *LEVELS))
    limit, measured_in, mode = _standard(fields)
    indicator = Indicator(
        id=fields.text("id", pattern=IDENTIFIER),
        name=fields.text("name"),
        kinds=fields.texts("kinds", allowed=kinds),
        unit_level=level,
        unit_classes=fields.texts("unit_classes", allowed=CLASSES.get(level, ())),
        measure=cast("Measure", fields.text("measure", allowed=get_args(Measure))),
        of=fields.text("of", ""),
        comparator=cast("Comparator", fields.text("comparator", allowed=get_args(Comparator))),
        value=fields.number("value"),
        unit=fields.text("unit", ""),
        base_value=fields.number("base_value"),
        base_year=fields.whole("base_year", *YEARS, default=0) or None,
        year=fields.whole("year", *YEARS, default=target_year),
        nature=fields.text("nature", "", allowed=NATURES),
        data=cast("DataClass", fields.text("data", allowed=get_args(DataClass))),
        section=fields.text("section"),
        line=fields.whole("line", 1, 1_000_000),
        printed=fields.text("printed"),
        note=fields.text("note", ""),
        limit=limit,
        measured_in=measured_in,
        mode=mode,
        entered_comparator=_entered_comparator(fields),
        choices=_choices(fields, kinds, CLASSES.get(level, ())),
    )
    _check_target(fields, indicator)
    _check_base(fields, indicator)
    _check_measure(fields, indicator, kinds)
    fields.finish()
    return indicator


def _standard(fields: Fields) -> tuple[float | None, str, str]:
    within = fields.inner("within")
    if within is None:
        return None, "", ""
    minutes, metres = within.number("minutes"), within.number("metres")
    mode = within.text("mode", "straight" if metres else None, allowed=mode_ids())
    if (minutes is None) == (metres is None):
        within.wrong("", "within 里要写 minutes 或 metres，只写一个")
    limit = minutes if metres is None else metres
    if limit is not None and limit <= 0:
        within.wrong("", "within 的界限要大于 0")
    within.finish()
    return limit, "minutes" if metres is None else "metres", mode


def _entered_comparator(fields: Fields) -> Comparator:
    return cast("Comparator", fields.text("entered_comparator", "text", allowed=get_args(Comparator)))


def _choices(fields: Fields, kinds: dict[str, Kind], classes: tuple[str, ...]) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for row in fields.rows("choice"):
        choice = Choice(
            label=row.text("label"),
            unit_classes=row.texts("unit_classes", allowed=classes) if "unit_classes" in row.table else None,
            kinds=row.texts("kinds", allowed=kinds) if "kinds" in row.table else None,
        )
        if choice.label in {other.label for other in found}:
            row.wrong("label", f"“{choice.label}”重复")
        row.finish()
        found.append(choice)
    return tuple(found)


def _check_target(fields: Fields, indicator: Indicator) -> None:
    if indicator.comparator == "text":
        if indicator.value is not None:
            fields.wrong("value", "文字目标不能有目标值", "去掉 value，或把 comparator 改为 >= 等")
        return
    if indicator.entered_comparator != "text":
        fields.wrong("entered_comparator", "只用于文字目标", '把 comparator 改为 "text"，或去掉这一项')
    if indicator.value is None and not isinstance(fields.table.get("value"), str):
        fields.wrong("value", "没有写目标值", '规划只写了文字的，comparator 写 "text"')
    elif not indicator.unit:
        fields.wrong("value", "有目标值却没有单位", "请写 unit")


def _check_base(fields: Fields, indicator: Indicator) -> None:
    if (indicator.base_value is None) != (indicator.base_year is None):
        fields.wrong("base_value", "base_value 与 base_year 要么都写，要么都不写")
    if indicator.unit == POINTS and indicator.base_value is None:
        fields.wrong("unit", "以百分点计的目标要有基期值", "请写 base_value 和 base_year；绝对水平的单位写 %")


def _check_measure(fields: Fields, indicator: Indicator, kinds: dict[str, Kind]) -> None:
    try:
        quantity = parse_quantity(indicator.measure, indicator.of)
    except ValueError as error:
        fields.wrong("of", str(error), "写法见 docs/plan-format.md")
        return
    if indicator.data == "manual":
        return
    if indicator.measure in _BY_HAND_ONLY:
        fields.wrong("data", f"measure 为 {indicator.measure} 的指标只能人工填报", 'data 写 "manual"')
        return
    if not indicator.kinds:
        fields.wrong("kinds", "要写明由哪些设施计算")
    _check_unit(fields, indicator)
    _check_inputs(fields, indicator, quantity, kinds)


def _check_unit(fields: Fields, indicator: Indicator) -> None:
    """A share stands in hundredths or thousandths, and nothing else does: it would be multiplied twice."""
    is_ratio, in_parts = indicator.measure in _RATIOS, scale_of(indicator.unit) >= 100
    label = MEASURE_LABELS.get(indicator.measure, "")
    if in_parts and label and not is_ratio:
        fields.wrong(
            "unit", f"{label}的单位不能是 {indicator.unit}", "写 个、张、m² 等；覆盖率和占比才写 %、‰ 或 百分点"
        )
    elif is_ratio and indicator.unit and not in_parts:
        fields.wrong("unit", "覆盖率和占比的单位写 %、‰ 或 百分点")
    elif is_ratio and not indicator.unit and indicator.value is None:
        fields.wrong("unit", "没有写单位", "覆盖率和占比的单位写 %、‰ 或 百分点")


def _check_inputs(fields: Fields, indicator: Indicator, quantity: Quantity, kinds: dict[str, Kind]) -> None:
    match indicator.measure:
        case "units_served" if not indicator.unit_level:
            fields.wrong("unit_level", "要写明按哪一级行政单元计算")
        case "share_reached" if indicator.limit is None or not quantity.whole:
            fields.wrong("within", "要写服务标准 within 和人群 of", 'within = { minutes = 15, mode = "elderly" }')
        case "share_of" | "per_unit" if not quantity.whole:
            fields.wrong("of", "要写明什么占什么", "写法见 docs/plan-format.md")
        case "share_of" if quantity.part == FACILITIES and quantity.whole not in kinds:
            fields.wrong("of", f"没有设施类型“{quantity.whole}”")
        case "area" if quantity.part not in {"floor_area_m2", "land_area_m2"}:
            fields.wrong("of", "面积写 floor_area_m2 或 land_area_m2")
