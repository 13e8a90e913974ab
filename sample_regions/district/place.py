"""The drawing board of the invented 浑南区: its outline, its city blocks, its towns."""

from dataclasses import dataclass

from sample_regions.district.terrain import Ground

COUNTY_CODE = "210112000000"
COUNTY_NAME = "浑南区"
PREFECTURE_CODE = "210100000000"
POPULATION = 480_000

COLUMNS = (-6000, -5150, -4350, -3480, -2700, -1850, -1000, -120, 650, 1550, 2400, 3280, 4180, 5150, 6200)
"""u of the city's north-south arterials."""
ROWS = (2660, 1760, 880, 0, -860, -1680, -2540, -3400, -4330, -5260)
"""v of the east-west arterials; the one at 0 is the river 清澜河."""
RIVER_ROW = 3
BLOCKS = (
    "..AAABBBB.....",
    ".AAAABBBBCC...",
    "AAAAABBBCCCC..",
    "DDDDEEEEFFFFHH",
    "DDDDEEEEFFFFHH",
    ".DDDEEEEFFFHH.",
    ".IIGGGGGJJHH..",
    "..IGGGGGJJJ...",
    "....GGGG.J....",
)
"""Which township each block of the city belongs to, from the north-west; "." is countryside."""
COMMUNITIES = {"A": 9, "B": 9, "C": 5, "D": 9, "E": 10, "F": 9, "G": 10, "H": 6, "I": 2, "J": 3}
"""How many communities share the blocks of a township."""
EMBANKMENT = 170
"""Half the width of the river with its banks, metres."""
WALKED_BRIDGES = (4, 9)
"""Columns whose street crosses the river; nobody else does but the expressway."""
DRIVEN_BRIDGE = 12

OUTLINE = (
    (-8200, -3000),
    (-7900, 900),
    (-8300, 2600),
    (-6500, 4100),
    (-2500, 4700),
    (2000, 4300),
    (5200, 3500),
    (7600, 2300),
    (9400, 1500),
    (10600, 0),
    (18000, 0),
    (26500, 0),
    (28500, -1800),
    (32500, -4200),
    (34800, -9000),
    (33800, -14500),
    (31000, -17500),
    (29500, -22000),
    (23500, -24800),
    (16500, -23300),
    (11500, -24300),
    (6500, -21800),
    (2500, -17500),
    (-1500, -14800),
    (-4200, -11500),
    (-7600, -9500),
    (-8600, -6200),
)


@dataclass(frozen=True)
class Town:
    """A township: its number, its name and where it is governed from.

    Attributes:
        letter: as in `BLOCKS`.
        centre: u, v that its villages are near to.
        seat_communities: communities at a country seat, 0 where the city is the seat.
    """

    letter: str
    number: int
    name: str
    klass: str
    centre: tuple[int, int]
    seat_communities: int = 0


TOWNS = (
    Town("A", 51, "望溪街道", "街道", (-4400, 3000)),
    Town("B", 52, "槐安街道", "街道", (400, 3300)),
    Town("C", 53, "云杉街道", "街道", (6300, 1800)),
    Town("D", 54, "临澜街道", "街道", (-6900, -900)),
    Town("E", 55, "朝晖街道", "街道", (-900, -1300)),
    Town("F", 56, "文澜街道", "街道", (2400, -1300)),
    Town("G", 57, "金穗街道", "街道", (-1000, -4600)),
    Town("H", 58, "沐山街道", "街道", (8600, -3200)),
    Town("I", 59, "柳条湾街道", "街道", (-5600, -7000)),
    Town("J", 60, "长岭街道", "街道", (1900, -8000)),
    Town("K", 61, "双泉街道", "街道", (10800, -9300), 2),
    Town("L", 151, "榆林堡镇", "镇", (19300, -4300), 2),
    Town("M", 152, "石棚峪镇", "镇", (17800, -16200), 2),
    Town("N", 153, "青崖镇", "镇", (27600, -10600), 1),
    Town("P", 251, "雁鸣岭乡", "乡", (7300, -15900), 1),
)
VILLAGES = 148
COUNTRY_TOWNS = tuple(town for town in TOWNS if town.seat_communities)
OLD_TOWNS = ("望溪街道", "槐安街道", "临澜街道", "朝晖街道", "文澜街道", "金穗街道")
"""Townships that everything came to first."""
# Towns without villages: their centre is not a place a village could be near to.
PURELY_URBAN = "EFG"


def ground() -> Ground:
    """The ground of this place."""
    return Ground.of(20210112, 123.432, 41.795, (-6000.0, -5260.0, 6200.0, 2660.0))


def has_block(row: int, column: int) -> bool:
    """Whether a block of the city lies in this row and column of `BLOCKS`."""
    inside = 0 <= row < len(BLOCKS) and 0 <= column < len(BLOCKS[0])
    return inside and BLOCKS[row][column] != "."
