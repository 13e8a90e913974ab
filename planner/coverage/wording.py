"""Lists of names in a sentence."""

from collections.abc import Sequence

from layers.schema import AGES, FACILITY_NUMBERS, GROUPS
from planner.plans.indicator import Indicator

SHOWN = 5
SHARED = "(同一项目的几处合计，记在第一处)"


def listed(names: Sequence[str]) -> str:
    """The names, the first few where there are many: 甲、乙、丙、丁、戊等."""
    return "、".join(names[:SHOWN]) + ("等" if len(names) > SHOWN else "")


def people_label(group: str) -> str:
    """What the people of a group are called: 常住人口, 60岁及以上人口 ..."""
    label = GROUPS[group]
    return label if group not in AGES or label.endswith("人口") else f"{label}人口"


def people(number: float) -> str:
    """A number of people; made-up fractions of rasters and shares are shown to one digit."""
    return f"{number:,.0f} 人" if float(number).is_integer() else f"{number:,.1f} 人"


def each_text(indicator: Indicator) -> str:
    """What every facility needs to count: (床位不少于 20、建筑面积(m²)不少于 350); "" where nothing."""
    needs = [f"{FACILITY_NUMBERS[column]}不少于 {least:g}" for column, least in indicator.each]
    return f"({'、'.join(needs)})" if needs else ""


def each_columns(each: tuple[tuple[str, float], ...]) -> str:
    """What the columns that every facility needs are called: 床位、建筑面积(m²)."""
    return "、".join(FACILITY_NUMBERS[column] for column, _ in each)
