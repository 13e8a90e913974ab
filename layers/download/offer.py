"""What can be downloaded, from `resources/osm_download.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from layers.resources import resource

Tags = Mapping[str, bool | list[str]]


@dataclass(frozen=True)
class Offer:
    """One thing that can be downloaded; the meaning of each field stands in the file."""

    label: str
    kinds: tuple[str, ...]
    points: bool
    named: bool
    around_metres: float
    tile_kilometres: float
    megabytes_per_km2: float
    columns: tuple[str, ...]
    tags: Tags


@cache
def offers() -> Mapping[str, Offer]:
    """What can be downloaded, by the word for it: roads, buildings, facilities."""
    told = tomllib.loads(resource("osm_download.toml").read_text("utf-8"))
    return {
        what: Offer(**{**offer, "kinds": tuple(offer["kinds"]), "columns": tuple(offer["columns"])})
        for what, offer in told.items()
    }
