"""What is in a file: its layers and sheets, each with its columns and first rows."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import shapely

from layers.errors import UserError
from layers.foreign import archive, mojibake, text
from layers.foreign.answer import Contents, Features, Outlines, Part, PartKind
from layers.foreign.readers import reader_of
from layers.foreign.source import Source
from layers.tables import Geometries

SAMPLE_ROWS = 8
MOST_FILES = 50
_OUTLINES: tuple[Outlines, ...] = ("point", "line", "line", "polygon", "point", "line", "polygon", "mixed")
TEXTS = ("csv", "html", "geojson", "topojson", "kml", "gpx", "gml")
HEAD_BYTES = 1 << 20
_ROADS = ("osm", "overpass")


def read(source: Source) -> Contents:
    """The parts of a file, of all data files of an archive or a folder.

    Raises:
        UserError: nothing in it can be read.
    """
    if source.kind in archive.CONTAINERS:
        return Contents(_of_archive(source), source.kind)
    return Contents(_of_file(source), source.kind, _encoding(source))


def part_of(features: Features, name: str = "", kind: PartKind = "layer") -> Part:
    """The part that a layer or table read whole is."""
    sample = tuple(islice(zip(*features.columns.values(), strict=True), SAMPLE_ROWS))
    return Part(name, kind, len(features), tuple(features.columns), sample, geometry=outlines_of(features.geometry))


def outlines_of(geometry: Geometries | None) -> Outlines:
    """What the geometries of a layer are, "" where there are none."""
    if geometry is None:
        return ""
    found = {_OUTLINES[number] for number in shapely.get_type_id(geometry).tolist() if number >= 0}
    return "mixed" if len(found) > 1 else next(iter(found), "")


def _encoding(source: Source) -> str:
    """Of a text file: the encoding asked for, else the likeliest of its beginning."""
    if source.kind not in TEXTS:
        return ""
    with source.file.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    return text.label(text.asked_codec(source.option("encoding")) or text.likely_codec(head))


def _of_file(source: Source) -> tuple[Part, ...]:
    if source.kind in _ROADS:
        return (Part("", "roads", -1, (), (), geometry="line"),)
    if source.kind == "geotiff":
        from layers.foreign.grids import grid

        return grid.contents(source)
    parts = reader_of(source).contents(source)
    return parts if source.is_western() else tuple(_mended(part, source) for part in parts)


def _mended(part: Part, source: Source) -> Part:
    """The part with wrongly decoded text put right."""
    cells = zip(*part.sample, strict=True) if part.sample else ((),) * len(part.columns)
    columns = dict(zip(part.columns, map(tuple, cells), strict=True))
    features = Features(columns, None, "", tuple(range(len(part.sample))))
    return replace(part, **_told(mojibake.mended_features(features, source)))


def _told(features: Features) -> dict[str, Any]:
    sample = tuple(zip(*features.columns.values(), strict=True))
    return {"columns": tuple(features.columns), "sample": sample}


def _of_archive(source: Source) -> tuple[Part, ...]:
    """The parts of all data files; one that cannot be read costs itself only, unless it is the only one."""
    found = archive.bundles(source)
    parts: list[Part] = []
    for place, bundle in enumerate(islice(found.values(), MOST_FILES)):
        source.progress(place / len(found))
        try:
            inner = archive.taken_out(bundle, source)
            parts += _renamed(read(inner).parts, bundle.path)
        except UserError as error:
            if len(found) == 1:
                raise
            source.note(
                "warning", "part_unreadable", f"读不了“{bundle.path}”:{error.what}", [bundle.path], error.remedy
            )
    if len(found) > MOST_FILES:
        left = list(found)[MOST_FILES:]
        source.note("warning", "parts_left", f"里面有 {len(found)} 个数据文件,只查看了前 {MOST_FILES} 个", left)
    return tuple(parts)


def _renamed(parts: tuple[Part, ...], path: str) -> Iterator[Part]:
    for part in parts:
        yield replace(part, name=f"{path}/{part.name}" if part.name and len(parts) > 1 else path)
