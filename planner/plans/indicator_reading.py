"""One `[[indicator]]` of a plan file."""

from typing import cast, get_args

from layers.schema import CLASSES, FACILITY_NUMBERS, LEVELS
from planner.plans.exact import POINTS, scale_of
from planner.plans.fields import IDENTIFIER, Fields
from planner.plans.indicator import (
    MEASURE_LABELS,
    RELATION_LABELS,
    Choice,
    Comparator,
    DataClass,
    Indicator,
    Measure,
    Relation,
)
from planner.plans.kinds import Kind
from planner.plans.mode_ids import mode_ids
from planner.plans.quantity import FACILITIES, Quantity, parse_quantity

YEARS = (2000, 2100)
NATURES = ("", "约束性", "预期性")

_BY_HAND_ONLY = ("growth", "other")
_RATIOS = ("units_served", "share_reached", "share_of")
_OF_EACH = ("units_served", "share_of", "count")

LAST_LINE = 1_000_000
MOST_FACILITIES = 100


def read_indicator(fields: Fields, kinds: dict[str, Kind], target_year: int) -> Indicator:
    """Read one indicator; what is wrong is noted in `fields`."""
    level = fields.text("unit_level", "", allowed=("", *LEVELS))
    limit, measured_in, mode = _standard(fields)
    relation, principal = _relation(fields)
    line = fields.whole("line", 1, LAST_LINE)
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
        line=line,
        printed=fields.text("printed"),
        note=fields.text("note", ""),
        limit=limit,
        measured_in=measured_in,
        mode=mode,
        entered_comparator=_entered_comparator(fields),
        choices=_choices(fields, kinds, CLASSES.get(level, ())),
        row=fields.whole("row", 1, 1000, default=0),
        raw=fields.text("raw", ""),
        figure_line=fields.whole("figure_line", 1, LAST_LINE, default=line),
        relation=relation,
        principal=principal,
        siting=fields.flag("siting", default=False),
        at_least=fields.whole("at_least", 1, MOST_FACILITIES, default=1),
        each=_each(fields),
        inherits=fields.flag("inherits", default=True),
        superior=fields.text("superior", "", pattern=IDENTIFIER),
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
        within.wrong("", "within 里要写 minutes 或 metres，只写一个", "分钟的标准写 minutes，米的写 metres")
    limit = minutes if metres is None else metres
    if limit is not None and limit <= 0:
        within.wrong("", "within 的界限要大于 0", "请核对这个数字")
    within.finish()
    return limit, "minutes" if metres is None else "metres", mode


def _relation(fields: Fields) -> tuple[Relation, str]:
    """How the entry stands to another of the same matter, and which one."""
    found = [(relation, fields.text(relation, "", pattern=IDENTIFIER)) for relation in RELATION_LABELS]
    told = [(relation, principal) for relation, principal in found if principal]
    if len(told) > 1:
        fields.wrong(told[1][0], f"{'、'.join(relation for relation, _ in told)} 只能写一个", "请去掉其余的")
    return told[0] if told else ("", "")


def _each(fields: Fields) -> tuple[tuple[str, float], ...]:
    inner = fields.inner("each")
    if inner is None:
        return ()
    least = {column: inner.number(column) for column in FACILITY_NUMBERS}
    inner.finish()
    if any(value is not None and value < 0 for value in least.values()):
        inner.wrong("", "each 里的数不能是负数", "请核对这个数字")
    if not any(least.values()):
        inner.wrong("", "each 里要写设施的哪一项至少多少", "例如 each = { floor_area_m2 = 350 }")
    return tuple((column, value) for column, value in least.items() if value is not None)


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
            row.wrong("label", f"“{choice.label}”重复", "请换一个名称")
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
    in_parts = indicator.measure in _RATIOS and scale_of(indicator.unit) >= 100
    if indicator.data != "manual" and in_parts and _beyond_all(indicator):
        fields.wrong("value", f"目标值 {indicator.value:g} 超出 0 到全部", "请核对目标值和单位")
    if indicator.value is None and not isinstance(fields.table.get("value"), str):
        fields.wrong("value", "没有写目标值", '规划只写了文字的，comparator 写 "text"')
    elif not indicator.unit:
        fields.wrong("value", "有目标值却没有单位", "请写 unit")


def _beyond_all(indicator: Indicator) -> bool:
    """Whether the target is less than none or more than all of what it is a share of."""
    least, most = -scale_of(indicator.unit) if indicator.unit == POINTS else 0, scale_of(indicator.unit)
    return indicator.value is not None and not least <= indicator.value <= most


def _check_base(fields: Fields, indicator: Indicator) -> None:
    if (indicator.base_value is None) != (indicator.base_year is None):
        fields.wrong("base_value", "base_value 与 base_year 要么都写，要么都不写", "请补上另一项，或都去掉")
    if indicator.base_year is not None and indicator.base_year >= indicator.year:
        fields.wrong("base_year", f"基期年 {indicator.base_year} 不早于目标年 {indicator.year}", "请核对这两个年份")
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
        fields.wrong("kinds", "要写明由哪些设施计算", "请写 kinds，代码见 resources/kinds.toml")
    _check_unit(fields, indicator)
    _check_inputs(fields, indicator, quantity, kinds)
    if indicator.at_least > 1 and indicator.measure != "units_served":
        fields.wrong("at_least", "只用于 units_served", "请去掉 at_least")
    if indicator.each and indicator.measure not in _OF_EACH:
        fields.wrong("each", f"只用于 {'、'.join(_OF_EACH)}", "请去掉 each")


def _check_unit(fields: Fields, indicator: Indicator) -> None:
    """A share stands in hundredths or thousandths, and nothing else does: it would be multiplied twice."""
    is_ratio, in_parts = indicator.measure in _RATIOS, scale_of(indicator.unit) >= 100
    label = MEASURE_LABELS.get(indicator.measure, "")
    if in_parts and label and not is_ratio:
        fields.wrong(
            "unit", f"{label}的单位不能是 {indicator.unit}", "写 个、张、m² 等；覆盖率和占比才写 %、‰ 或 百分点"
        )
    elif is_ratio and indicator.unit and not in_parts:
        fields.wrong("unit", f"覆盖率和占比的单位不能是 {indicator.unit}", "请写 %、‰ 或 百分点")
    elif is_ratio and not indicator.unit and indicator.value is None:
        fields.wrong("unit", "没有写单位", "覆盖率和占比的单位写 %、‰ 或 百分点")


def _check_inputs(fields: Fields, indicator: Indicator, quantity: Quantity, kinds: dict[str, Kind]) -> None:
    match indicator.measure:
        case "units_served" if not indicator.unit_level:
            fields.wrong("unit_level", "要写明按哪一级行政单元计算", "请写 unit_level")
        case "share_reached" if indicator.limit is None or not quantity.whole:
            fields.wrong("within", "要写服务标准 within 和人群 of", 'within = { minutes = 15, mode = "elderly" }')
        case "share_of" | "per_unit" if not quantity.whole:
            fields.wrong("of", "要写明什么占什么", "写法见 docs/plan-format.md")
        case "share_of" if quantity.part == FACILITIES and quantity.whole not in kinds:
            fields.wrong("of", f"没有设施类型“{quantity.whole}”", "代码见 resources/kinds.toml")
        case "area" if quantity.part not in {"floor_area_m2", "land_area_m2"}:
            fields.wrong("of", f"“{indicator.of}”不是面积", "请写 floor_area_m2 或 land_area_m2")
