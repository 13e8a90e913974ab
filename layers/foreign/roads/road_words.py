"""What the words and codes of a road layer mean, from `resources/road_classes.toml`."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from layers.foreign.roads.osm_rules import CLASSES, UNFINISHED
from layers.resources import resource

NO_ROAD = "no road"
CODE_DIGITS = 6
EXPRESSWAY_DIGITS = (1, 2, 4)
ROAD_DIGITS = 3
ROUTE_AND_AREA_DIGITS = (9, 15)  # the national data base writes the code of the county or village behind the number


@dataclass(frozen=True)
class RoadWords:
    """The words of the file, folded.

    Attributes:
        columns: headers by what they tell.
        words, parts, codes, routes, names: to a class, see the file.
        no_roads, no_road_codes: what says that a line is no road.
        nothing: what says nothing.
        above, below: endings of what is not at the height of the ground.
        directions: 1, -1 or 0 by word.
    """

    columns: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]
    parts: Mapping[str, str]
    codes: Mapping[str, str]
    routes: Mapping[str, str]
    names: Mapping[str, str]
    no_roads: frozenset[str]
    no_road_codes: tuple[str, ...]
    nothing: frozenset[str]
    above: tuple[str, ...]
    below: tuple[str, ...]
    directions: Mapping[str, int]

    def class_of(self, cell: str) -> str:
        """The class that a folded cell of a class column tells, `NO_ROAD`, or "" where it tells none."""
        if cell in CLASSES or cell in UNFINISHED:
            return cell
        if cell.startswith("track_grade"):  # as Geofabrik writes tracks
            return "track"
        if len(cell) == CODE_DIGITS and cell.isascii() and cell.isdigit():
            return NO_ROAD if cell.startswith(self.no_road_codes) else self.codes.get(cell[:4], "")
        if cell in self.no_roads:
            return NO_ROAD
        if len(cell) == 1 and cell.upper() in self.routes:
            return self.routes[cell.upper()]
        return self.words.get(cell) or next((klass for part, klass in self.parts.items() if part in cell), "")

    def class_of_route(self, cell: str) -> str:
        """The class that a route number tells: G15 is an expressway, G201 a national road, X301210624 a county road."""
        letter, digits = cell[:1].upper(), cell[1:]
        if letter not in self.routes or not (digits.isascii() and digits.isdigit()):
            return ""
        if len(digits) in EXPRESSWAY_DIGITS and letter in "GS":
            return "motorway"
        known = len(digits) in (*EXPRESSWAY_DIGITS, ROAD_DIGITS, *ROUTE_AND_AREA_DIGITS)
        return self.routes[letter] if known else ""

    def class_of_name(self, name: str) -> tuple[str, str]:
        """The class that a folded name of a road tells, and the word or letter in it that does; both "" for none."""
        for word, klass in self.names.items():
            if name.endswith(word) or (name.startswith(word) and name[len(word) : len(word) + 1].isdigit()):
                return klass, word
        route = self.class_of_route(name)
        return (route, name[:1].upper()) if route else ("", "")

    def level_of(self, words: tuple[str, ...]) -> int:
        """1 where one of the folded words tells of a bridge, -1 of a tunnel, else 0."""
        if any(word.endswith(self.below) for word in words):
            return -1
        return 1 if any(word.endswith(self.above) for word in words) else 0


@cache
def road_words() -> RoadWords:
    """The words of the file that comes with the program."""
    told = tomllib.loads(resource("road_classes.toml").read_text("utf-8"))
    directions = {"forward": 1, "backward": -1, "both": 0}
    return RoadWords(
        columns={what: tuple(map(fold, names)) for what, names in told["columns"].items()},
        **{table: _folded(told[table]) for table in ("words", "parts", "names")},  # in the order of the file
        codes=told["codes"],
        routes=told["routes"],
        no_roads=frozenset(map(fold, told["not_roads"]["words"])),
        no_road_codes=tuple(told["not_roads"]["codes"]),
        nothing=frozenset(map(fold, told["nothing"]["words"])),
        above=tuple(map(fold, told["levels"]["above"])),
        below=tuple(map(fold, told["levels"]["below"])),
        directions={fold(word): directions[way] for way, words in told["directions"].items() for word in words},
    )


def fold(text: str) -> str:
    """A header or a word as it is compared: half-width, without blanks, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _folded(table: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): klass for word, klass in table.items()}
