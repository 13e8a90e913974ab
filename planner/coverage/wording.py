"""Lists of names in a sentence."""

from collections.abc import Sequence

from layers.schema import GROUPS

SHOWN = 5


def listed(names: Sequence[str]) -> str:
    """The names, the first few where there are many: 甲、乙、丙、丁、戊等."""
    return "、".join(names[:SHOWN]) + ("等" if len(names) > SHOWN else "")


def people_label(group: str) -> str:
    """What the people of a group are called: 常住人口, 60岁及以上人口 ..."""
    label = GROUPS[group]
    return label if label.endswith("人口") else f"{label}人口"


def people(number: float) -> str:
    """A number of people; made-up fractions of rasters and shares are shown to one digit."""
    return f"{number:,.0f} 人" if float(number).is_integer() else f"{number:,.1f} 人"
