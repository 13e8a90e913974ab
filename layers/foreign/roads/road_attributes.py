"""What each road of a line layer is: its class, who may use it, in which direction, and on which level it runs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from layers.foreign.answer import Cell
from layers.foreign.roads.osm_rules import EVERYBODY, Passage, kilometres_per_hour, passage
from layers.foreign.roads.road_columns import RoadColumns, text_of
from layers.foreign.roads.road_words import NO_ROAD, RoadWords, fold, road_words
from layers.tables import Floats, Texts

APART = ("motorway", "motorway_link")
EVERYWAY = Passage(EVERYBODY, 0)
EVIDENT = ("class", "route")  # where a class stands; all other ways to it are guesses
TELLING = ("route", "oneway", "direction", "bridge", "tunnel", "layer")
LAYER_DIGITS = 2
NOT_SAID = frozenset(("", "no", "false", "f", "n", "0", "否", "无"))


@dataclass(frozen=True)
class Road:
    """One road.

    Attributes:
        klass: a key of `osm_rules.CLASSES`, or "road" where none is known.
        told_by: where the class stands: class, route, the word in the name that tells it, or "" where nothing does.
        left_out: why it is not taken, a reason of `ways.LEFT_OUT`; "" where it is.
        unknown: the cell of a class column that nobody understands.
    """

    klass: str = "road"
    told_by: str = ""
    left_out: str = ""
    unknown: str = ""
    use: Passage = EVERYWAY
    level: int = 0


@dataclass(frozen=True, eq=False)
class RoadTable:
    """The roads of a layer, one per row.

    Attributes:
        roads: what each row is.
        name, maxspeed_kmh: as in `tables.Roads`.
        odd_directions: cells of the one-way column that nobody understands.
    """

    roads: Sequence[Road]
    name: Texts
    maxspeed_kmh: Floats
    odd_directions: Sequence[str]

    @cached_property
    def access(self) -> NDArray[np.uint8]:
        """Bits of `tables` per row."""
        return np.array([road.use.access for road in self.roads], dtype=np.uint8)

    @cached_property
    def oneway(self) -> NDArray[np.int8]:
        """Direction per row."""
        return np.array([road.use.oneway for road in self.roads], dtype=np.int8)

    @cached_property
    def klass(self) -> Texts:
        """Class per row."""
        return np.array([road.klass for road in self.roads], dtype=np.str_)

    @cached_property
    def level(self) -> NDArray[np.int8]:
        """Level per row."""
        return np.array([road.level for road in self.roads], dtype=np.int8)

    @cached_property
    def taken(self) -> NDArray[np.bool_]:
        """Whether a row is a road."""
        return np.array([not road.left_out for road in self.roads], dtype=bool)


def road_table(columns: RoadColumns, rows: int) -> RoadTable:
    """The roads of a layer with so many rows; what is told in the same words is looked up once."""
    cells = {**columns.classes, **{f"={what}": columns.of[what] for what in TELLING if what in columns.of}}
    cells |= {f"?{tag}": column for tag, column in columns.tags.items()}
    reading = _Reading(columns, road_words(), *_direction_of(columns))
    names = [text_of(name) for name in columns.of.get("name", (None,) * rows)]
    known: dict[tuple[str, tuple[Cell, ...]], Road] = {}
    roads = []
    for name, told in zip(names, zip(*cells.values(), strict=True) if cells else [()] * rows, strict=True):
        klass, level, word = reading.hint(name)
        if (word, told) not in known:
            known[word, told] = reading.road(dict(zip(cells, map(text_of, told), strict=True)), klass, word)
        road = known[word, told]
        roads.append(replace(road, level=level) if level and not road.level else road)
    return RoadTable(roads, _names(columns, rows), _speeds(columns, rows), reading.odd_directions())


def _names(columns: RoadColumns, rows: int) -> Texts:
    empty = (None,) * rows
    names, routes = (columns.of.get(what, empty) for what in ("name", "route"))
    return np.array([text_of(name) or text_of(route) for name, route in zip(names, routes, strict=True)], dtype=np.str_)


def _speeds(columns: RoadColumns, rows: int) -> Floats:
    cells = [fold(text_of(cell)) for cell in columns.of.get("maxspeed", (None,) * rows)]
    plain = [cell.replace("公里/小时", "km/h").replace("公里/时", "km/h").removesuffix("公里") for cell in cells]
    return np.array([kilometres_per_hour(cell) if cell else math.nan for cell in plain], dtype=float)


def _direction_of(columns: RoadColumns) -> tuple[str, Mapping[str, int]]:
    """The column that tells the direction, and what its words and numbers mean.

    In a one-way column 1 is forward and 2 against; navigation data write 2 and 3 in a direction column, so that its
    numbers mean something only where 3 is among them.
    """
    what = next((what for what in ("oneway", "direction") if what in columns.of), "")
    words = dict(road_words().directions)
    cells = {fold(text_of(cell)) for cell in columns.of.get(what, ())}
    if what == "oneway":
        words |= {"1": 1, "2": -1, "0": 0, "-1": -1}
    elif "3" in cells and cells <= {"0", "1", "2", "3", ""}:
        words |= {"1": 0, "2": 1, "3": -1, "0": 0}
    return what, words


@dataclass(frozen=True, eq=False)
class _Reading:
    """Turns the cells of a row into a road."""

    columns: RoadColumns
    words: RoadWords
    direction_column: str
    directions: Mapping[str, int]

    def hint(self, name: str) -> tuple[str, int, str]:
        """What the name of a road tells: a class, a level, and the word for the class."""
        folded = fold(name)
        klass, word = self.words.class_of_name(folded)
        return klass, self.words.level_of((folded,)), word

    def road(self, cells: Mapping[str, str], named: str, word: str) -> Road:
        """The road of a row, its cells by column; `named` is the class that its name tells, by a word."""
        road = self._classed(cells, named, word)
        if road.left_out:
            return road
        tags = {key[1:]: cell.lower() for key, cell in cells.items() if key.startswith("?") and cell}
        highway, _, motor_only = road.klass.partition(" ")
        tags |= {"highway": highway} | ({"motorroad": "yes"} if motor_only else {})
        tags |= self._oneway_tag(cells)
        use = passage(tags)
        if isinstance(use, str):
            return replace(road, left_out=use)
        return replace(road, klass=highway, use=use, level=self._level(cells))

    def _classed(self, cells: Mapping[str, str], named: str, word: str) -> Road:
        """The class that the class columns tell, else the number of the route, else the name."""
        told = [cells[name] for name in self.columns.classes if fold(cells[name]) not in self.words.nothing]
        classes = [klass for cell in told if (klass := self.words.class_of(fold(cell)))]
        route = self.words.class_of_route(fold(cells.get("=route", "")))
        if NO_ROAD in classes:
            return Road(left_out="other")
        if classes and classes[0] in ("trunk", "primary") and "motorway" in (*classes, route):
            classes[0] = "motorway"  # 国道 by rank and 高速 by technical class; G15 among the 国道
        if classes:
            return Road(classes[0], "class")
        unknown = told[0] if told else ""
        return Road(route, "route", unknown=unknown) if route else Road(named or "road", word, unknown=unknown)

    def _oneway_tag(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The direction as a tag; expressways drawn by others than OpenStreetMap are one line for both directions."""
        cell = fold(cells.get(f"={self.direction_column}", ""))
        if not cell and self.columns.by_osm:
            return {}
        return {"oneway": {1: "yes", -1: "-1"}.get(self.directions.get(cell, 0), "no")}

    def _level(self, cells: Mapping[str, str]) -> int:
        """The level a row tells by number, else 1 for a bridge and -1 for a tunnel, by column or by its words."""
        layer = cells.get("=layer", "")
        if layer.removeprefix("-").isdecimal() and len(layer) <= LAYER_DIGITS and int(layer):
            return int(layer)
        if self._says(cells, "tunnel"):
            return -1
        if self._says(cells, "bridge"):
            return 1
        return self.words.level_of(tuple(fold(cells[name]) for name in self.columns.classes))

    def _says(self, cells: Mapping[str, str], what: str) -> bool:
        return fold(cells.get(f"={what}", "")) not in NOT_SAID

    def odd_directions(self) -> list[str]:
        """The cells of the direction column that mean nothing."""
        cells = {text_of(cell) for cell in self.columns.of.get(self.direction_column, ())}
        return sorted(cell for cell in cells if cell and fold(cell) not in self.directions)
