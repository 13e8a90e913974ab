"""The ways in which totals of units become demand points."""

from typing import Final

SPREAD_LABELS: Final = {
    "buildings": "按房屋分摊",
    "residential": "按居住用地分摊",
    "roads": "按路网分摊",
    "even": "平均分摊",
    "grid": "按人口栅格分摊",
}
"""What the option `spread` of a source of demand says, and how the screen calls it."""
