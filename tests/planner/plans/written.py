"""Indicators and plan files written for a test."""

from dataclasses import replace
from pathlib import Path

from planner.plans.indicator import Indicator
from planner.plans.plan import Plan

_INDICATOR = Indicator(
    id="stations",
    name="工作站覆盖率",
    kinds=("social_work_station",),
    unit_level="township",
    unit_classes=(),
    measure="units_served",
    of="",
    comparator=">=",
    value=100.0,
    unit="%",
    base_value=None,
    base_year=None,
    year=2025,
    nature="预期性",
    data="map",
    section="专栏1",
    line=1,
    printed="100",
    note="",
)


def indicator(**changes: object) -> Indicator:
    """An indicator of units served, changed as told."""
    return replace(_INDICATOR, **changes)  # type: ignore[arg-type]


def plan_of(*indicators: Indicator, **changes: object) -> Plan:
    """A plan of 2106 with these indicators."""
    plan = Plan("draft", "试编规划", "自拟", "210600000000", "", 2025, indicators)
    return replace(plan, **changes)  # type: ignore[arg-type]


HEAD = """format = 1
id = "draft"
name = "试编规划"
status = "自拟"
region_code = "210600000000"
target_year = 2025
"""

STATIONS = """
[[indicator]]
id = "stations"
name = "工作站覆盖率"
kinds = ["social_work_station"]
unit_level = "township"
measure = "units_served"
data = "map"
comparator = ">="
value = 80
unit = "%"
section = "专栏1"
line = 3
printed = "80"
"""


def write_plan(folder: Path, text: str, name: str = "自拟.toml") -> Path:
    """A plan file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
