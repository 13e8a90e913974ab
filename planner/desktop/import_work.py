"""What the import window asks of the engine; runs on a job's thread, each time with its own region."""

import os
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from layers.decisions import Position, Preview
from layers.feedback import Feedback, Part
from layers.foreign.answer import Contents
from layers.importing.options import ImportOptions, ImportResult
from layers.importing.prepared import Prepared
from layers.projection import Metric
from layers.region import Region
from planner.desktop.open_region import OpenRegion
from planner.drawing.incoming_layers import incoming_layers, point_layer, sampled
from planner.drawing.layer import Features, LabelLayer, Layer, PolygonLayer
from planner.drawing.scene import Scene
from planner.drawing.unit_layers import plain_layer

# The engine's modules are imported where they are first needed: the picture comes before what is heavy.

_MOST_OUTLINES = 400
_MOST_PICTURED = 800
_ENOUGH_CODES = 2
_CODE_LENGTHS = (6, 9, 12)
_NAME_WORDS = re.compile("乡镇|街道|社区|区县|网格|边界|行政|区划|人口|设施|养老|民政|一览|名单|汇总|台账|数据|地图")
_TEXT_BYTES = 64 * 1024
_TEXT_FILES = (".csv", ".txt", ".tsv", ".json", ".geojson", ".dbf")


@dataclass(frozen=True, eq=False)
class Draft:
    """An import as the window shows it.

    Attributes:
        scene: the region's outlines and what would come in over them.
        pictures: one scene for each of `prepared.positions`.
        metric: what both are drawn in; None where nothing has a place.
    """

    prepared: Prepared
    scene: Scene
    pictures: tuple[Scene, ...]
    metric: Metric | None


@dataclass(frozen=True)
class Reading:
    """How a file's text looks in one encoding."""

    codec: str
    label: str
    sample: str


def contents(path: Path, encoding: str, feedback: Feedback) -> Contents:
    """What is in a file."""
    from layers.foreign.reading import read_contents

    return read_contents(path, encoding=encoding, feedback=feedback)


def prepare(region: OpenRegion, base: Scene, path: Path, options: ImportOptions, feedback: Feedback) -> Draft:
    """Read, understand and check a file; nothing is written.

    Raises:
        UserError: it cannot be used as it is.
    """
    from layers.importing.importing import prepare_import

    with Region.open(region.path) as opened:
        prepared = prepare_import(opened, path, options, Part(feedback, 0.0, 0.9))
    return drafted(prepared, region.metric, base)


def drafted(prepared: Prepared, metric: Metric | None, base: Scene) -> Draft:
    """A prepared import with its pictures."""
    metric = metric or _metric_of(prepared.preview)
    if metric is None:
        return Draft(prepared, Scene(), (), None)
    frame = outline_scene(base)
    scene = frame
    if prepared.preview is not None:
        acts = {change.key: change.act for change in prepared.changes}
        scene = Scene((*frame.layers, *incoming_layers(prepared.preview, metric, acts)))
    pictures = tuple(_picture(position, metric, frame) for position in prepared.positions)
    return Draft(prepared, scene, pictures, metric)


def outline_scene(base: Scene) -> Scene:
    """The outlines of a region's scene, unfilled, with the names of townships; nothing else of it."""
    layers: list[Layer] = []
    for layer in base.layers:
        if isinstance(layer, PolygonLayer) and layer.id.startswith("units:"):
            layers.append(plain_layer(layer))
        elif isinstance(layer, LabelLayer) and layer.of == "units:township":
            layers.append(layer)
    return Scene(tuple(layers))


def _metric_of(preview: Preview | None) -> Metric | None:
    """The metres to draw in where the region has no place of its own yet."""
    if preview is None:
        return None
    placed = np.isfinite(preview.lon) & np.isfinite(preview.lat)
    lon, lat = preview.lon[placed], preview.lat[placed]
    if not len(lon):
        return None
    return Metric.of_extent(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))


def _picture(position: Position, metric: Metric, frame: Scene) -> Scene:
    """A small picture of where a source may lie: few outlines, few points."""
    areas = [layer for layer in frame.layers if isinstance(layer, PolygonLayer)]
    few = [layer for layer in areas if len(layer.shape) <= _MOST_OUTLINES] or areas[-1:]
    rows = sampled(len(position.lon), _MOST_PICTURED)
    act = np.zeros(len(rows), dtype=np.intp)
    points = point_layer(position.lon[rows], position.lat[rows], metric, Features.nameless(len(rows)), act)
    return Scene((*few, points))


def write(region_path: Path, prepared: Prepared, feedback: Feedback) -> ImportResult:
    """Put a prepared import into the region: all of it or nothing."""
    from layers.importing.importing import write_import

    with Region.open(region_path) as region:
        return write_import(region, prepared, feedback)


def readings(path: Path) -> tuple[Reading, ...]:
    """How the text of a file looks in each encoding it may be in, the likeliest first; none for other files."""
    from layers.foreign.text import candidates

    raw = _beginning(path.with_suffix(".dbf") if path.suffix.lower() == ".shp" else path)
    return tuple(Reading(one.codec, one.label, one.sample) for one in candidates(raw)) if raw else ()


def _beginning(path: Path) -> bytes:
    """The first text of a file, of a dBase table what follows its header; b"" where it is no text."""
    if path.suffix.lower() not in _TEXT_FILES or not path.is_file():
        return b""
    with path.open("rb") as file:
        if path.suffix.lower() == ".dbf":
            file.seek(int.from_bytes(file.read(10)[8:10], "little"))
        return file.read(_TEXT_BYTES)


def every_reading() -> tuple[Reading, ...]:
    """The encodings to choose from where the text cannot be looked at, as inside an archive."""
    from layers.foreign.text import OFFERED, label

    return tuple(Reading(codec, label(codec), "") for codec in OFFERED)


def write_template(path: Path, role: str, kinds: Mapping[str, str], region_path: Path | None) -> Path:
    """Write the template workbook of a role, with the region's own units to choose from.

    Raises:
        UserError: it cannot be written.
    """
    from layers.importing import template

    units: list[tuple[str, str]] = []
    if region_path is not None:
        with Region.open(region_path) as region:
            known = region.units()
        units = list(zip(known.code.tolist(), known.name.tolist(), strict=True))
    template.write_template(path, role, kinds=kinds, units=units, replacing=True)
    return path


def create_region(path: Path, name: str, code: str) -> Path:
    """Make an empty region, in the place of a file that the user chose to replace.

    Raises:
        UserError: it cannot be written.
    """
    with TemporaryDirectory(dir=path.parent, prefix=".yike-") as folder:
        made = Path(folder) / path.name
        Region.create(made, name=name, code=code).close()
        os.replace(made, path)
    return path


def suggested_region(path: Path, feedback: Feedback) -> tuple[str, str]:
    """Name and 12-digit code that a region for a file would have; "" for what the file does not say."""
    seen = contents(path, "", feedback)
    cells = [cell for part in seen.parts for row in part.sample for cell in row]
    found = [code for cell in cells if (code := _code_of(cell))]
    digits = _shared(found)
    return region_name(path.stem), digits.ljust(12, "0") if digits else ""


def region_name(stem: str) -> str:
    """What a file's name says a region is called: without the words for what is in it."""
    name = _NAME_WORDS.split(stem.strip(), maxsplit=1)[0].strip(" _-—（(0123456789年")
    return name or stem.strip()


def _code_of(cell: object) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "").strip()
    if not text.isascii() or not text.isdigit() or len(text) not in _CODE_LENGTHS or not "11" <= text[:2] <= "82":
        return ""
    return text


def _shared(found: Sequence[str]) -> str:
    """The digits that all codes begin with: of a county, a prefecture or a province."""
    if len(found) < _ENOUGH_CODES:
        return ""
    shared = (found[0][:length] for length in (6, 4, 2) if len({code[:length] for code in found}) == 1)
    return next(shared, "")


def is_region(path: Path) -> bool:
    """Whether a .gpkg file is a region of this program, a damaged one too, rather than somebody's GeoPackage."""
    if path.suffix.lower() != ".gpkg" or not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error:
        return True  # opening it says what is wrong
    return {"meta", "edits"} <= names
