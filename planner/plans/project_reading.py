"""One `[[project]]` of a plan file."""

from typing import cast, get_args

from layers.schema import FACILITY_NUMBERS
from planner.plans.fields import IDENTIFIER, Fields
from planner.plans.indicator_reading import LAST_LINE, YEARS
from planner.plans.kinds import Kind
from planner.plans.project import Action, Project

_MOST_FACILITIES = 10_000


def read_project(fields: Fields, kinds: dict[str, Kind]) -> Project:
    """Read one project; what is wrong is noted in `fields`."""
    line = fields.whole("line", 1, LAST_LINE)
    numbers = {column: fields.number(column) for column in FACILITY_NUMBERS}
    project = Project(
        id=fields.text("id", pattern=IDENTIFIER),
        name=fields.text("name"),
        action=cast("Action", fields.text("action", allowed=get_args(Action))),
        section=fields.text("section"),
        line=line,
        last_line=fields.whole("last_line", line, LAST_LINE, default=line),
        printed=fields.words("printed"),
        kinds=fields.texts("kinds", allowed=kinds),
        place=fields.text("place", ""),
        unit=fields.text("unit", ""),
        count=fields.whole("count", 1, _MOST_FACILITIES, default=1),
        numbers=tuple((column, value) for column, value in numbers.items() if value is not None),
        investment=fields.number("investment"),
        start_year=fields.whole("start_year", *YEARS, default=0) or None,
        end_year=fields.whole("end_year", *YEARS, default=0) or None,
        indicator=fields.text("indicator", "", pattern=IDENTIFIER),
        note=fields.text("note", ""),
    )
    for column, value in project.numbers:
        if value < 0:
            fields.wrong(column, "不能小于 0", "请核对这个数字")
    fields.finish()
    return project
