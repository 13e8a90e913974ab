"""One `[[baseline]]` of a plan file."""

from typing import cast, get_args

from layers.schema import CLASSES, LEVELS
from planner.plans.baseline import Baseline
from planner.plans.fields import IDENTIFIER, Fields
from planner.plans.indicator import Comparator, Measure
from planner.plans.indicator_reading import LAST_LINE
from planner.plans.kinds import Kind
from planner.plans.quantity import parse_quantity

_YEARS = (1949, 2100)


def read_baseline(fields: Fields, kinds: dict[str, Kind]) -> Baseline:
    """Read one baseline; what is wrong is noted in `fields`."""
    level = fields.text("unit_level", "", allowed=("", *LEVELS))
    line = fields.whole("line", 1, LAST_LINE)
    value = fields.number("value", required=True)
    baseline = Baseline(
        id=fields.text("id", pattern=IDENTIFIER),
        name=fields.text("name"),
        value=0.0 if value is None else value,
        unit=fields.text("unit"),
        year=fields.whole("year", *_YEARS),
        section=fields.text("section"),
        line=line,
        printed=fields.text("printed"),
        figure_line=fields.whole("figure_line", 1, LAST_LINE, default=line),
        raw=fields.text("raw", ""),
        kinds=fields.texts("kinds", allowed=kinds),
        measure=fields.text("measure", "", allowed=("", *get_args(Measure))),
        of=fields.text("of", ""),
        unit_level=level,
        unit_classes=fields.texts("unit_classes", allowed=CLASSES.get(level, ())),
        indicator=fields.text("indicator", "", pattern=IDENTIFIER),
        target=fields.number("target"),
        target_printed=fields.text("target_printed", ""),
        comparator=cast("Comparator", fields.text("comparator", "==", allowed=get_args(Comparator))),
        note=fields.text("note", ""),
    )
    if baseline.target is not None and not baseline.target_printed:
        fields.wrong("target_printed", "写了 target，就要写它照印的样子", "请写 target_printed")
    _check_quantity(fields, baseline)
    fields.finish()
    return baseline


def _check_quantity(fields: Fields, baseline: Baseline) -> None:
    try:
        parse_quantity(cast("Measure", baseline.measure), baseline.of)
    except ValueError as error:
        fields.wrong("of", str(error), "写法见 docs/plan-format.md")
