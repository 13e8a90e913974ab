"""What was downloaded before, kept in the user's cache folder: a GeoJSON file each, with a note on what it is."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs
import shapely

from layers.download.area import Area
from layers.download.offer import Offer

FORMAT = 1  # goes up when files are written differently, so that old ones are not taken for new


@dataclass(frozen=True)
class Kept:
    """A file in the cache.

    Attributes:
        date: ISO date of the data.
        features: how many things are in it.
        nameless: how many were left out because they have no name.
    """

    path: Path
    date: str
    features: int
    nameless: int


def cache_folder() -> Path:
    """Where downloads are kept unless the caller says otherwise."""
    return platformdirs.user_cache_path("Yike", appauthor=False) / "osm"


def key_of(offer: Offer, area: Area, server: str) -> str:
    """The same for the same question to the same server, else another."""
    tiles = [shapely.to_wkt(tile, rounding_precision=6) for tile in area.tiles]
    asked = json.dumps([FORMAT, asdict(offer), tiles, server], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def find(folder: Path, what: str, key: str) -> Kept | None:
    """What was downloaded for a question before, None where nothing was or the note on it is damaged."""
    path = folder / f"osm-{what}-{key}.geojson"
    try:
        told = json.loads(path.with_suffix(".json").read_text("utf-8"))
        kept = Kept(path, str(told["date"]), int(told["features"]), int(told["nameless"]))
        return kept if path.stat().st_size == int(told["bytes"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(folder: Path, what: str, key: str, file: Path, told: Mapping[str, str | int]) -> Kept:
    """Put a finished file into the cache, the note on it last.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"osm-{what}-{key}.geojson"
    note, part = path.with_suffix(".json"), path.with_suffix(".part")
    note.unlink(missing_ok=True)
    part.write_bytes(file.read_bytes())
    os.replace(part, path)
    told = {**told, "what": what, "bytes": path.stat().st_size}
    part.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    os.replace(part, note)
    return Kept(path, str(told["date"]), int(told["features"]), int(told["nameless"]))
