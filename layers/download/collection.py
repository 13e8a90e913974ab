"""What was downloaded, gathered tile by tile and written as one GeoJSON file."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
COMMON_SHARE = 0.01
OTHER_TAGS = "other_tags"


@dataclass(frozen=True, eq=False)
class Thing:
    """One element of OpenStreetMap."""

    element: str
    id: int
    geometry: shapely.Geometry
    tags: Mapping[str, Any]


class Collection:
    """The things of all tiles, each once.

    Attributes:
        nameless: how many were left out because the offer wants names.
    """

    def __init__(self, offer: Mapping[str, Any]) -> None:
        self._offer = offer
        self._things: dict[tuple[str, int], Thing] = {}
        self._nameless: set[tuple[str, int]] = set()

    def __len__(self) -> int:
        return len(self._things)

    @property
    def nameless(self) -> int:
        """How many were left out because the offer wants names."""
        return len(self._nameless)

    def take(self, things: Iterable[Thing]) -> None:
        """Add the things of a tile that the offer wants; one that an earlier tile had too is not counted twice."""
        for thing in things:
            if thing.element not in self._offer["kinds"]:
                continue  # the crossings and lamps that stand on a road
            if self._offer["named"] and not thing.tags.get("name"):
                self._nameless.add((thing.element, thing.id))
            else:
                self._things.setdefault((thing.element, thing.id), thing)

    def write(self, path: Path, date: str) -> None:
        """Write the file, with its licence and the date of the data.

        A tag that hardly anything has is no column of its own but stands in the text of one for all such.
        """
        things = [self._things[key] for key in sorted(self._things)]
        counts = Counter(name for thing in things for name in thing.tags)
        columns = {name for name, count in counts.items() if count >= COMMON_SHARE * len(things)}
        columns |= set(self._offer["columns"])
        shapes = [thing.geometry for thing in things]
        if self._offer["points"]:
            shapes = shapely.point_on_surface(shapes).tolist() if shapes else []
        head = {"type": "FeatureCollection", "licence": LICENCE, "date": date, "features": []}
        with path.open("w", encoding="utf-8") as file:
            file.write(json.dumps(head, ensure_ascii=False).removesuffix("]}"))
            for number, (thing, shape) in enumerate(zip(things, shapely.to_geojson(shapes), strict=True)):
                properties = json.dumps(_properties(thing, columns), ensure_ascii=False)
                file.write(",\n" if number else "\n")
                file.write(f'{{"type": "Feature", "properties": {properties}, "geometry": {shape}}}')
            file.write("\n]}\n")


def _properties(thing: Thing, columns: set[str]) -> dict[str, str]:
    own = {name: str(value) for name, value in thing.tags.items() if name in columns}
    others = {name: str(value) for name, value in thing.tags.items() if name not in columns}
    rest = {OTHER_TAGS: json.dumps(others, ensure_ascii=False, sort_keys=True)} if others else {}
    return {"osm_id": f"{thing.element}/{thing.id}", **own, **rest}
