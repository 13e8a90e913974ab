"""The one place for how the map looks: colours, widths, sizes. Told apart by the colour-blind, printable in grey.

Widths and sizes are logical pixels; scales are metres per logical pixel.
"""

from dataclasses import dataclass
from typing import Final

# Ground and areas. Township fills differ in hue and stay equally light, so that nothing shouts.
GROUND: Final = "#f7f5f0"
DISTINCT_FILLS: Final = ("#e8e0cd", "#d9e4d9", "#dbe3ec", "#ecdfdd", "#e5e7d0", "#e1dcea")

# Verdict and share: teal against apricot, apart in hue and in lightness; grey hatching for what is not known.
SERVED: Final = "#aed6da"
NOT_SERVED: Final = "#f2bf8c"
UNKNOWN: Final = "#eceae6"
HATCH: Final = "#c3beb4"
SHARE_BREAKS: Final = (0.5, 0.7, 0.85, 0.95)
SHARE_FILLS: Final = ("#eeb07c", "#f5d5ae", "#eeeadf", "#c6dfda", "#8fc2bc")

# Outlines.
COUNTY_LINE: Final = "#5f6078"
TOWNSHIP_LINE: Final = "#7f8098"
COMMUNITY_LINE: Final = "#bdbccb"
BAND: Final = "#dfdcdc"
BAND_WIDTH: Final = 9.0
BAND_OUTER: Final = "#edeae5"
INSIDE: Final = "#fdfcf9"
ANSWER_LINE: Final = "#fdfcf9"
TOWNSHIP_DASHES: Final = (6.0, 2.0, 1.0, 2.0)
COMMUNITY_DASHES: Final = (3.0, 3.0)
COMMUNITY_LINES_FROM: Final = 60.0

# Roads from the least to the greatest: warm greys, darker and wider as they matter more.
PATH: Final = "#d8cdba"
MINOR_ROAD: Final = "#cfc1aa"
TERTIARY_ROAD: Final = "#c2b198"
SECONDARY_ROAD: Final = "#b6a386"
PRIMARY_ROAD: Final = "#ab9573"
TRUNK_ROAD: Final = "#9f8762"
ROAD_CASING: Final = "#ffffff"
CASED_FROM: Final = 2.0
CASING_WIDTH: Final = 1.1
PATH_WIDTHS: Final = ((6.0, 1.0), (1.0, 1.4))
MINOR_WIDTHS: Final = ((22.0, 1.0), (3.0, 1.8), (1.2, 3.0), (0.5, 5.0))
TERTIARY_WIDTHS: Final = ((90.0, 1.0), (12.0, 1.6), (4.0, 2.6), (1.2, 4.2), (0.5, 6.5))
SECONDARY_WIDTHS: Final = ((200.0, 1.0), (40.0, 1.5), (15.0, 2.2), (5.0, 3.2), (1.2, 5.0), (0.5, 8.0))
PRIMARY_WIDTHS: Final = ((500.0, 1.0), (80.0, 1.6), (30.0, 2.2), (12.0, 3.0), (5.0, 4.0), (1.2, 6.0), (0.5, 9.0))
TRUNK_WIDTHS: Final = ((2000.0, 1.0), (100.0, 2.0), (40.0, 2.6), (15.0, 3.4), (5.0, 4.6), (1.2, 7.0), (0.5, 10.0))

# Service circles, people.
CIRCLE: Final = "#2f7f92"
CIRCLE_OPACITY: Final = 0.16
CIRCLE_LINE: Final = "#64a3b1"
CIRCLE_LINE_WIDTH: Final = 1.2
DEMAND: Final = "#6f7d95"
DEMAND_OPACITY: Final = 0.4
DEMAND_LARGEST: Final = 5.0
UNREACHED: Final = "#cc2f1a"
UNREACHED_OPACITY: Final = 0.78
UNREACHED_LARGEST: Final = 10.0
DOT_SMALLEST: Final = 1.8
DOT_SIZES: Final = 6
DOTS_USUAL_FROM: Final = 30.0
DOTS_AS_HEAT_FROM: Final = 60_000

# What an import brings, before it is in the region; and the spots a finding speaks of.
INCOMING: Final = "#1b6b8a"
INCOMING_CHANGED: Final = "#8a5a00"
INCOMING_SAME: Final = "#8d97a1"
INCOMING_OPACITY: Final = 0.30
INCOMING_LINE: Final = "#14536b"
SPOT: Final = "#c2185b"
SPOT_RADIUS: Final = 9.0

# Symbols. Bigger as one comes nearer: (from this scale inward, size).
SYMBOL_SIZES: Final = ((1e9, 9.0), (45.0, 11.0), (18.0, 13.0), (8.0, 15.0), (3.0, 18.0))
USUAL_SYMBOL_COUNT: Final = 25
SYMBOL_SHRINKING: Final = 0.2
SMALLEST_SYMBOL_SCALE: Final = 0.7
LARGEST_SYMBOL_SCALE: Final = 1.15
SYMBOL_RIM: Final = "#ffffff"
SYMBOL_RIM_WIDTH: Final = 1.3
SYMBOL_SHADE: Final = "#3a352d"
SYMBOL_SHADE_OPACITY: Final = 0.28
SYMBOL_HOLLOW: Final = "#fffdf9"
FALLBACK_SYMBOL: Final = "circle"
FALLBACK_COLOUR: Final = "#5b6b7b"

# What is chosen and what is under the cursor.
SELECTED: Final = "#1c5d99"
SELECTED_HALO: Final = "#ffffff"
SELECTED_WIDTH: Final = 2.4
HOVERED_WIDTH: Final = 1.4
HOVERED_OPACITY: Final = 0.55
SELECTED_TINT_OPACITY: Final = 0.10

# Map furniture: scale bar and watermark.
INK: Final = "#4a443b"
FAINT_INK: Final = "#8b8376"
PLATE: Final = "#fffdf9"
PLATE_OPACITY: Final = 0.86
WATERMARK: Final = "#9a4a21"
SCALE_BAR_LONGEST: Final = 140
FURNITURE_MARGIN: Final = 14
FURNITURE_TEXT: Final = 12.0


@dataclass(frozen=True)
class LabelStyle:
    """How names of one sort are set.

    Attributes:
        size: pixel size of the text.
        crowding: the name is shown where it is at most this many times as wide as its area; inf for always.
        from_metres_per_pixel: not shown farther away than this.
    """

    colour: str
    size: float
    crowding: float
    from_metres_per_pixel: float = 1e9


LABEL_HALO: Final = "#fffdf8"
LABEL_HALO_WIDTH: Final = 3.2
LABEL_HALO_OPACITY: Final = 0.88
LABEL_PADDING: Final = 3.0
LABELS: Final = {
    "county": LabelStyle("#4a443b", 17.0, float("inf")),
    "township": LabelStyle("#443e35", 14.0, 2.2),
    "community": LabelStyle("#777268", 11.0, 0.6, 24.0),
    "facility": LabelStyle("#3c4650", 11.0, float("inf"), 4.0),
}
