"""Which columns of a line layer tell what: by the names they have, or by what stands in them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from layers.foreign.answer import Cell
from layers.foreign.roads.road_words import RoadWords, fold, road_words
from layers.foreign.source import Source

Column = tuple[Cell, ...]
NUMBERED = ("class", "oneway", "name", "maxspeed", "route")  # what an option `…_column` may name
CLASS_SHARE = 0.5
OSM_HEADERS = ("highway", "fclass")  # of OpenStreetMap itself, and of Geofabrik's shapefiles


@dataclass(frozen=True, eq=False)
class RoadColumns:
    """The columns that say something about a road, by the word of `road_classes.toml` for it.

    Attributes:
        of: one column each.
        classes: the columns that tell the class, best first, by their header.
        by_osm: whether the class is OpenStreetMap's own.
        tags: the columns whose folded header is a key of `osm_rules`.
    """

    of: Mapping[str, Column]
    classes: Mapping[str, Column]
    by_osm: bool
    tags: Mapping[str, Column]


TAGS = (
    "access",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "motorroad",
    "bicycle",
    "foot",
    "junction",
    "route",
    "area",
)


def find_columns(columns: Mapping[str, Column], source: Source) -> RoadColumns:
    """The columns of a layer; those that the options name go before those that are known.

    Raises:
        UserError: an option names a column that is not there.
    """
    words = road_words()
    folded = {fold(name): name for name in reversed(list(columns))}
    asked = {what: _asked(f"{what}_column", columns, folded, source) for what in NUMBERED}
    found = {
        what: asked.get(what) or next((folded[name] for name in names if name in folded), "")
        for what, names in words.columns.items()
        if what != "class"
    }
    classes = (
        [asked["class"]] if asked["class"] else _class_columns(columns, folded, set(found.values()), words, source)
    )
    return RoadColumns(
        of={what: columns[name] for what, name in found.items() if name},
        classes={name: columns[name] for name in classes},
        by_osm=bool(classes) and fold(classes[0]) in OSM_HEADERS and _is_osm(columns[classes[0]]),
        tags={tag: columns[folded[tag]] for tag in TAGS if tag in folded},
    )


def _asked(option: str, columns: Mapping[str, Column], folded: Mapping[str, str], source: Source) -> str:
    """The header that an option means, in any case and width; "" where none is given."""
    name = source.option(option)
    if not name or name in columns:
        return name
    if fold(name) not in folded:
        raise source.fault(f"没有“{name}”这一列", f"可选:{'、'.join(list(columns)[:20])}")
    return folded[fold(name)]


def _class_columns(
    columns: Mapping[str, Column], folded: Mapping[str, str], taken: set[str], words: RoadWords, source: Source
) -> list[str]:
    """Those with a known header that say something, else the one whose cells look most like classes of roads.

    Where there is none of either, those with a known header that say nothing, so that their words are listed.
    """
    named = [folded[name] for name in words.columns["class"] if name in folded]
    telling = [name for name in named if fold(name) in OSM_HEADERS or _share(columns[name], words) > 0]
    if telling:
        return telling
    shares = {name: _share(column, words) for name, column in columns.items() if name not in taken}
    best = max(shares, key=shares.__getitem__, default="")
    if not best or shares[best] < CLASS_SHARE:
        return named
    source.note("note", "class_by_content", f"“{best}”列的内容像道路等级,按道路等级读取")
    return [best]


def _share(column: Column, words: RoadWords) -> float:
    """Which share of the filled cells is a class of road."""
    cells = Counter(map(text_of, column))
    filled = {fold(cell): count for cell, count in cells.items() if fold(cell) not in words.nothing}
    telling = sum(count for cell, count in filled.items() if words.class_of(cell))
    return telling / sum(filled.values()) if filled else 0.0


def _is_osm(column: Column) -> bool:
    """Whether most of the filled cells are words of OpenStreetMap, which writes no Chinese there."""
    filled = [text for text in map(text_of, column) if text]
    return 2 * sum(text.isascii() and not text.isdigit() for text in filled) > len(filled)


def text_of(cell: Cell) -> str:
    """A cell as text; whole numbers without a decimal point, "" where empty."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
